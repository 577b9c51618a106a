// Bodies that are archived: they are read as they came, or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/spool.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const BatchId id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

std::string content(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

class SpoolArchive : public ::testing::Test {
protected:
    SpooledBody keep(const std::string& body) {
        auto writer = spool_->open().value();
        EXPECT_TRUE(writer->write(std::as_bytes(std::span(body))));
        return writer->keep(id).value();
    }
    std::vector<std::string> names() {
        std::vector<std::string> out;
        for (const auto& entry : fs::directory_iterator(path_)) out.push_back(entry.path().filename());
        return out;
    }
    ErrorCode fetch_fault(const SpooledBody& body) { return spool_->fetch(id, body).error().code; }

    TemporaryFolder folder_{};
    fs::path path_ = folder_.path() / "spool";
    fs::path packed_ = path_ / (id + ".zst");
    std::unique_ptr<Spool> spool_ = files::open_spool(path_, {.reserve_bytes = 0}).value();
    std::string rows_ = [] {
        std::string text;
        for (int i = 0; i < 300'000; ++i)
            text += "2024-01-01,google_ads,c" + std::to_string(i % 97) + ",1.25\n";
        return text;
    }();
};

TEST_F(SpoolArchive, ABodyIsReadAsItCameAndTakesLessRoom) {
    const SpooledBody body = keep(rows_);
    EXPECT_THAT(spool_->not_archived().value(), ElementsAre(id));
    ASSERT_TRUE(spool_->archive(id, body));
    EXPECT_THAT(names(), ElementsAre(id + ".zst"));
    EXPECT_LT(fs::file_size(packed_) * 10, body.bytes);
    EXPECT_THAT(spool_->not_archived().value(), IsEmpty());
    EXPECT_THAT(spool_->kept().value(), ElementsAre(id));
    EXPECT_EQ(spool_->measure(id).value().bytes, body.bytes);
    EXPECT_EQ(spool_->measure(id).value().hash, body.hash);
    {
        const auto file = spool_->fetch(id, body).value();
        EXPECT_EQ(content(file->path()), rows_);
        EXPECT_EQ(names().size(), 2u);
    }
    EXPECT_THAT(names(), ElementsAre(id + ".zst"));
    ASSERT_TRUE(spool_->remove(id));
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(fetch_fault(body), ErrorCode::not_found);
    EXPECT_EQ(spool_->measure(id).error().code, ErrorCode::not_found);
}

TEST_F(SpoolArchive, APlainBodyIsReadWhereItIs) {
    const SpooledBody body = keep("few");
    EXPECT_EQ(spool_->fetch(id, body).value()->path(), spool_->path_of(id));
    for (const std::uint64_t bytes : {body.bytes - 1, body.bytes}) {  // cut, then as long with another end
        std::filesystem::resize_file(spool_->path_of(id), bytes);
        EXPECT_EQ(fetch_fault(body), ErrorCode::unprocessable) << bytes;
    }
    EXPECT_THAT(spool_->not_archived().value(), IsEmpty()) << "it is too small to be archived";
}

TEST_F(SpoolArchive, ABodyThatIsNotWhatCameStaysAsItIs) {
    SpooledBody body = keep(rows_);
    body.hash[0] = body.hash[0] == '0' ? '1' : '0';
    EXPECT_EQ(spool_->archive(id, body).error().code, ErrorCode::unprocessable);
    EXPECT_THAT(names(), ElementsAre(id));
    EXPECT_EQ(spool_->archive("01ARZ3NDEKTSV4RRFFQ69G5FAW", body).error().code, ErrorCode::not_found);
}

TEST_F(SpoolArchive, EveryDamageToAnArchiveIsFound) {
    const SpooledBody body = keep(rows_);
    ASSERT_TRUE(spool_->archive(id, body));
    const std::string sound = content(packed_);
    std::mt19937 random(5);
    for (int i = 0; i < 40; ++i) {
        std::string broken = sound;
        const std::size_t at = random() % broken.size();
        broken[at] = static_cast<char>(broken[at] ^ (1 << random() % 8));
        std::ofstream(packed_, std::ios::binary) << broken;
        // A bit of the frame's head may mean nothing; then the body is right.
        const auto measured = spool_->measure(id);
        if (measured && measured->hash == body.hash) continue;
        EXPECT_EQ(fetch_fault(body), ErrorCode::unprocessable) << at;
    }
    for (const std::string& other : {sound.substr(0, sound.size() - 1), sound + "x", sound + sound,
                                     std::string(), std::string("no archive")}) {
        std::ofstream(packed_, std::ios::binary) << other;
        EXPECT_FALSE(spool_->measure(id)) << other.size();
        EXPECT_EQ(fetch_fault(body), ErrorCode::unprocessable) << other.size();
    }
    EXPECT_THAT(names(), ElementsAre(id + ".zst"));
}

// The process ended between the archive's name and the end of the plain body's.
TEST_F(SpoolArchive, WhereBothAreThereThePlainOneCountsAndTheNextPassEndsIt) {
    const SpooledBody body = keep(rows_);
    std::ofstream(packed_) << "half";
    EXPECT_THAT(spool_->kept().value(), ElementsAre(id));
    EXPECT_EQ(spool_->measure(id).value().hash, body.hash);
    ASSERT_TRUE(spool_->archive(id, body));
    EXPECT_THAT(names(), ElementsAre(id + ".zst"));
    EXPECT_EQ(spool_->measure(id).value().hash, body.hash);
}

TEST_F(SpoolArchive, WhatAKilledProcessUnpackedIsGoneAtTheNextStart) {
    const SpooledBody body = keep(rows_);
    ASSERT_TRUE(spool_->archive(id, body));
    std::ofstream(path_ / "7.part") << "half";
    spool_ = files::open_spool(path_, {.reserve_bytes = 0}).value();
    EXPECT_THAT(names(), ElementsAre(id + ".zst"));
}

}  // namespace
}  // namespace insightflow::testing
