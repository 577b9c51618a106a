#include "adapters/files/spool.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/data_folder.hpp"
#include "domain/base/ulid.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

const BatchId id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string content(const std::filesystem::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

std::size_t names_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

class FolderSpool : public ::testing::Test {
protected:
    TemporaryFolder folder_{};
    std::filesystem::path path_ = folder_.path() / "spool";
    std::unique_ptr<Spool> spool_ = files::open_spool(path_, {.reserve_bytes = 0}).value();
};

TEST_F(FolderSpool, AKeptBodyIsThereByteForByteWithItsHash) {
    const std::string body = std::string("a\0b\r\n", 5) + std::string(300'000, 'z');
    auto writer = spool_->open().value();
    for (std::size_t at = 0; at < body.size(); at += 70'001)
        ASSERT_TRUE(
            writer->write(bytes_of(body).subspan(at, std::min<std::size_t>(70'001, body.size() - at))));
    const auto kept = writer->keep(id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->bytes, body.size());
    EXPECT_EQ(kept->hash, crypto::blake2b_hex(body));
    writer.reset();
    EXPECT_EQ(content(spool_->path_of(id)), body);
    EXPECT_EQ(names_in(path_), 1u);
}

TEST_F(FolderSpool, TheHashIsBlake2b256) {
    // The digest of "abc" as given by `b2sum -l 256`.
    EXPECT_EQ(crypto::blake2b_hex("abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_F(FolderSpool, AWriterThatIsDroppedLeavesNothing) {
    {
        auto writer = spool_->open().value();
        ASSERT_TRUE(writer->write(bytes_of("half a body")));
        EXPECT_EQ(names_in(path_), 1u);
    }
    EXPECT_EQ(names_in(path_), 0u);
}

TEST_F(FolderSpool, AnOpenSpoolHasNoLeftoversOfACrash) {
    std::ofstream(path_ / "7.part") << "half a body";
    std::ofstream(path_ / id) << "kept";
    spool_ = files::open_spool(path_, {.reserve_bytes = 0}).value();
    EXPECT_FALSE(std::filesystem::exists(path_ / "7.part"));
    EXPECT_EQ(spool_->kept().value(), std::vector<BatchId>{id});
}

TEST_F(FolderSpool, AKeptBodyIsNeverReplaced) {
    auto first = spool_->open().value();
    ASSERT_TRUE(first->write(bytes_of("first")));
    ASSERT_TRUE(first->keep(id));
    auto second = spool_->open().value();
    ASSERT_TRUE(second->write(bytes_of("second")));
    EXPECT_FALSE(second->keep(id));
    EXPECT_EQ(content(spool_->path_of(id)), "first");
}

TEST_F(FolderSpool, IdsThatAreNoneTouchNoPath) {
    std::ofstream(folder_.path() / "secret") << "x";
    for (const BatchId bad : {"../secret", "", ".", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01arz3ndektsv4rrffq69g5fav",
                              "01ARZ3NDEKTSV4RRFFQ69G5FA/", "01ARZ3NDEKTSV4RRFFQ69G5FAVV"}) {
        EXPECT_FALSE(spool_->remove(bad)) << bad;
        EXPECT_FALSE(spool_->open().value()->keep(bad)) << bad;
        EXPECT_EQ(spool_->path_of(bad).parent_path(), path_) << bad;
        EXPECT_FALSE(std::filesystem::exists(spool_->path_of(bad))) << bad;
    }
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "secret"));
}

TEST_F(FolderSpool, RemovingTwiceIsNoError) {
    auto writer = spool_->open().value();
    ASSERT_TRUE(writer->keep(id));
    ASSERT_TRUE(spool_->remove(id));
    EXPECT_FALSE(std::filesystem::exists(spool_->path_of(id)));
    EXPECT_TRUE(spool_->remove(id));
}

TEST_F(FolderSpool, KeptNamesTheBodiesInOrderAndNothingElse) {
    const BatchId later = "01BX5ZZKBKACTAV9WEVGEMMVRZ";
    for (const BatchId& each : {later, id}) ASSERT_TRUE(spool_->open().value()->keep(each));
    std::ofstream(path_ / "notes.txt") << "x";
    EXPECT_EQ(spool_->kept().value(), (std::vector<BatchId>{id, later}));
}

TEST_F(FolderSpool, WithoutTheReserveNoBodyIsBegun) {
    const auto spool = files::open_spool(path_, {.reserve_bytes = UINT64_MAX}).value();
    const auto refused = spool->open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
    EXPECT_EQ(names_in(path_), 0u);
}

TEST_F(FolderSpool, ABodyThatIsAnnouncedToTakeTheReserveIsNotBegun) {
    const std::uint64_t free = std::filesystem::space(path_).available;
    const auto spool = files::open_spool(path_, {.reserve_bytes = free / 2}).value();
    EXPECT_TRUE(spool->open(1000));
    const auto refused = spool->open(free / 4 * 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
    EXPECT_EQ(names_in(path_), 0u);
}

TEST_F(FolderSpool, WhatTheDiskRefusesIsToldInItsWords) {
    std::string told;
    const auto spool = files::open_spool(path_, {.reserve_bytes = 0,
                                                 .on_failure = [&](std::string_view words) { told = words; }})
                           .value();
    auto writer = spool->open().value();
    std::filesystem::remove_all(path_);
    EXPECT_EQ(writer->keep(id).error().code, ErrorCode::unavailable);
    EXPECT_EQ(told, "link: No such file or directory");
}

TEST_F(FolderSpool, ADiskThatTakesNoMoreGivesAnErrorAndKeepsNothing) {
    auto writer = spool_->open().value();
    const auto limit_before = [] {
        rlimit limit{};
        getrlimit(RLIMIT_FSIZE, &limit);
        return limit;
    }();
    const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, limit_before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto refused = writer->write(bytes_of(std::string(5000, 'x')));
    setrlimit(RLIMIT_FSIZE, &limit_before);
    std::signal(SIGXFSZ, handler_before);
    ASSERT_FALSE(refused);  // after a short write of 1,000 bytes the kernel refuses the rest
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    writer.reset();
    EXPECT_EQ(names_in(path_), 0u);
}

TEST_F(FolderSpool, BodiesAreForTheServersEyesOnly) {
    ASSERT_TRUE(spool_->open().value()->keep(id));
    struct stat file {};
    ASSERT_EQ(stat(spool_->path_of(id).c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    struct stat spool_folder {};
    ASSERT_EQ(stat(path_.c_str(), &spool_folder), 0);
    EXPECT_EQ(spool_folder.st_mode & 0777, 0700u);
}

TEST(FullDisk, IsToldFromOtherFaults) {
    std::error_code fault;
    const auto device = files::open_file("/dev/full", 1, 0, fault);
    ASSERT_FALSE(fault);
    EXPECT_TRUE(files::is_full(files::write_all(device, bytes_of("x"))));
    EXPECT_TRUE(files::is_full({EDQUOT, std::generic_category()}));
    EXPECT_FALSE(files::is_full({EIO, std::generic_category()}));
}

TEST(SpoolFolder, APathThatIsAFileIsRefused) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "spool") << "x";
    const auto opened = files::open_spool(folder.path() / "spool");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_argument);
}

TEST(DataFolder, IsMadePrivateWithTheFoldersAboveIt) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a" / "b" / "data";
    const auto opened = files::DataFolder::open(path.string() + "/");
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->path(), path);
    struct stat made {};
    ASSERT_EQ(stat(path.c_str(), &made), 0);
    EXPECT_EQ(made.st_mode & 0777, 0700u);
}

TEST(DataFolder, ASecondInstanceIsRefusedAndNamesTheFirst) {
    const TemporaryFolder folder;
    auto first = files::DataFolder::open(folder.path());
    ASSERT_TRUE(first);
    const auto second = files::DataFolder::open(folder.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_NE(second.error().message.find("pid " + std::to_string(getpid())), std::string::npos)
        << second.error().message;
    EXPECT_NE(second.error().message.find(folder.path().string()), std::string::npos);
}

TEST(DataFolder, IsFreeAgainWhenItsOwnerIsGone) {
    const TemporaryFolder folder;
    ASSERT_TRUE(files::DataFolder::open(folder.path()));
    EXPECT_TRUE(files::DataFolder::open(folder.path()));
}

TEST(DataFolder, APathThatCannotBeMadeIsRefusedByName) {
    const auto opened = files::DataFolder::open("/dev/null/data");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(opened.error().message.find("/dev/null/data"), std::string::npos);
}

}  // namespace
}  // namespace insightflow::testing
