#include "adapters/files/reject_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

const BatchId id = "01J1ZZ7Q3V9K5T8M2R4W6X8Y0A";

Reject numbered(std::uint64_t n) {
    return {n, n + 1, {{"cost", "not_a_number", "'x' is no number"}, {"", "many", std::string(100, 'm')}}};
}

class RejectFilesTest : public ::testing::Test {
protected:
    std::unique_ptr<RejectFiles> files(std::uint64_t file_bytes_max = 1 << 20) {
        return open_reject_files(folder_, 0, file_bytes_max).value();
    }
    static void write(RejectFiles& files, std::uint64_t count) {
        auto writer = files.open().value();
        for (std::uint64_t n = 1; n <= count; ++n) ASSERT_TRUE(writer->add(numbered(n)));
        ASSERT_TRUE(writer->keep(id));
    }
    static std::vector<Reject> read(RejectFiles& files) {
        const auto reader = files.read(id).value();
        std::vector<Reject> found;
        while (auto reject = reader->next().value()) found.push_back(std::move(*reject));
        EXPECT_FALSE(reader->next().value()) << "the end stays the end";
        return found;
    }
    std::size_t names() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
    }

    testing::TemporaryFolder root_{};
    fs::path folder_ = root_.path() / "rejects";
};

TEST_F(RejectFilesTest, WhatWasWrittenComesBack) {
    const auto store = files();
    write(*store, 2000);
    const auto found = read(*store);
    ASSERT_EQ(found.size(), 2000u);
    for (std::uint64_t n = 1; n <= 2000; ++n) {
        EXPECT_EQ(found[n - 1].row, n);
        EXPECT_EQ(found[n - 1].line, n + 1);
        ASSERT_EQ(found[n - 1].faults.size(), 2u);
        EXPECT_EQ(found[n - 1].faults[0].field, "cost");
        EXPECT_EQ(found[n - 1].faults[1].message, std::string(100, 'm'));
    }
}

TEST_F(RejectFilesTest, TheLastFileOfABatchCounts) {
    const auto store = files();
    write(*store, 5);
    write(*store, 3);
    EXPECT_EQ(read(*store).size(), 3u);
    EXPECT_EQ(names(), 1u);
    ASSERT_TRUE(store->remove(id));
    EXPECT_EQ(store->read(id).value(), nullptr);
    EXPECT_TRUE(store->remove(id)) << "there is none, and that is so";
}

TEST_F(RejectFilesTest, AFileHasItsLimit) {
    const auto store = files(10'000);
    write(*store, 2000);
    const auto found = read(*store);
    EXPECT_GT(found.size(), 10u);
    EXPECT_LT(found.size(), 80u);
    EXPECT_LT(fs::file_size(folder_ / id), 11'000u);
}

TEST_F(RejectFilesTest, WhatIsNotKeptIsGone) {
    const auto store = files();
    {
        auto writer = store->open().value();
        ASSERT_TRUE(writer->add(numbered(1)));
        EXPECT_EQ(names(), 1u);
    }
    EXPECT_EQ(names(), 0u);
    std::ofstream(folder_ / "7.part") << "of a process that was killed";
    files();
    EXPECT_EQ(names(), 0u);
}

TEST_F(RejectFilesTest, ADamagedFileIsNotTakenForWhole) {
    const auto store = files();
    write(*store, 100);
    const auto size = fs::file_size(folder_ / id);
    for (const auto cut : {size - 1, size - 4, size / 2, std::uintmax_t{3}, std::uintmax_t{0}}) {
        write(*store, 100);
        fs::resize_file(folder_ / id, cut);
        const auto reader = store->read(id).value();
        auto reject = reader->next();
        while (reject && *reject) reject = reader->next();
        EXPECT_FALSE(reject) << cut;
    }
}

TEST_F(RejectFilesTest, NoIdLeadsOutOfTheFolder) {
    const auto store = files();
    std::ofstream(root_.path() / "secret") << "x";
    EXPECT_EQ(store->read("../secret").value(), nullptr);
    EXPECT_FALSE(store->remove("../secret"));
    EXPECT_TRUE(fs::exists(root_.path() / "secret"));
    EXPECT_FALSE(store->open().value()->keep("../new"));
}

TEST_F(RejectFilesTest, AFullDiskIsSaid) {
    const auto store = open_reject_files(folder_, std::uint64_t{1} << 62).value();
    auto writer = store->open().value();
    Result<void> added;
    for (std::uint64_t n = 1; n <= 1000 && added; ++n) added = writer->add(numbered(n));
    EXPECT_EQ(added.error().code, ErrorCode::storage_full);
}

}  // namespace
}  // namespace insightflow::files
