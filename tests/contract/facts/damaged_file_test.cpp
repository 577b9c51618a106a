// What an opening makes of a database file, and of a log, that are not as they were written.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <random>

#include "adapters/duckdb/block_checksum.hpp"
#include "adapters/duckdb/file_check.hpp"
#include "adapters/duckdb/log_tail.hpp"
#include "contract/facts/stores_under_test.hpp"

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::campaign_line;
using insightflow::testing::FactRow;
using insightflow::testing::noon;
using insightflow::testing::plan_of;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int batches = 6;
constexpr int rows_of_a_batch = 50;

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

StagedBatch numbered(int number) {
    std::vector<FactRow> rows;
    for (int row = 0; row < rows_of_a_batch; ++row)
        rows.push_back(
            {.line = campaign_line("google_ads", std::to_string(number * 1000 + row)), .clicks = row});
    return staged(number, rows);
}

std::string whole(std::uint64_t word) { return {reinterpret_cast<const char*>(&word), sizeof word}; }

// As the engine writes it into its log.
std::string entry(const std::string& payload) {
    const auto* const first = reinterpret_cast<const unsigned char*>(payload.data());
    return whole(payload.size()) + whole(block_checksum({first, payload.size()})) + payload;
}

class DamagedFile : public ::testing::Test {
protected:
    // Files as a killed process leaves them: half of the batches in the file, half in the log.
    void SetUp() override {
        const auto live = folder_.path() / "live.duckdb";
        {
            const auto engine = open(live, {}).value();
            for (int n = 1; n <= batches / 2; ++n)
                ASSERT_TRUE(engine->facts().apply_one(numbered(n), at(noon), {}));
        }
        const auto engine = open(live, {}).value();
        for (int n = batches / 2 + 1; n <= batches; ++n)
            ASSERT_TRUE(engine->facts().apply_one(numbered(n), at(noon), {}));
        data_ = bytes_of(live);
        log_ = bytes_of(std::filesystem::path(live).concat(".wal"));
        ASSERT_GT(log_.size(), 1000u);
    }

    Result<std::unique_ptr<Engine>> open_with(const std::string& data, const std::string& log) {
        std::filesystem::remove(spoilt_);
        write(file_, data);
        write(log_file_, log);
        return open(file_, {});
    }

    static std::int64_t rows(Engine& engine) {
        return engine.analytics().run(plan_of(), {}).value().at(0).sums.rows;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "facts.duckdb";
    std::filesystem::path log_file_ = folder_.path() / "facts.duckdb.wal";
    std::filesystem::path spoilt_ = folder_.path() / "facts.duckdb.wal.spoilt";
    std::string data_;
    std::string log_;
};

TEST_F(DamagedFile, ZerosBehindTheLogAreCutOffAndNothingIsLost) {
    const auto engine = open_with(data_, log_ + std::string(3000, '\0')).value();
    EXPECT_EQ(rows(*engine), batches * rows_of_a_batch);
    EXPECT_EQ(bytes_of(spoilt_), log_ + std::string(3000, '\0'));
}

TEST_F(DamagedFile, ASoundLogAndOneThatIsCutShortAreLeftAsTheyAre) {
    for (const std::string& log : {log_, log_.substr(0, log_.size() - 5), std::string(), log_.substr(0, 4)}) {
        write(file_, data_);
        write(log_file_, log);
        EXPECT_FALSE(cut_spoilt_log(file_));
        EXPECT_EQ(bytes_of(log_file_), log);
    }
}

TEST_F(DamagedFile, OfASpoiltLogWholeCommitsAreKeptUpToTheFault) {
    std::minstd_rand random(5);
    for (int round = 0; round < 20; ++round) {
        std::string log = log_;
        log.at(random() % log.size()) ^= static_cast<char>(1 << random() % 8);
        const auto engine = open_with(data_, log);
        ASSERT_TRUE(engine) << engine.error().message;
        const std::int64_t kept = (*engine)->facts().last_commit_sequence().value();
        EXPECT_THAT(kept, AnyOf(3, 4, 5, 6));
        EXPECT_EQ(rows(**engine), kept * rows_of_a_batch);
        for (int n = 1; n <= batches; ++n)
            EXPECT_EQ((*engine)->facts().apply_one(numbered(n), at(noon), {}).value().commit_sequence, n);
        EXPECT_EQ(rows(**engine), batches * rows_of_a_batch);
    }
}

// The file then holds already what the kept part would do again.
TEST_F(DamagedFile, ALogWithACheckpointInItsLostPartIsNotCut) {
    std::string spoilt = entry(std::string("\x64\x00\x1a something", 13));
    spoilt.back() ^= 1;
    const std::string checkpoint = entry(std::string("\x64\x00\x63\x65\x00\x05\xff\xff", 8));
    write(file_, data_);
    write(log_file_, log_ + spoilt + checkpoint);
    EXPECT_FALSE(cut_spoilt_log(file_));
    write(log_file_, log_ + spoilt);
    const auto cut = cut_spoilt_log(file_);
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->kept_bytes, log_.size());
    EXPECT_EQ(cut->lost_bytes, spoilt.size());
}

TEST_F(DamagedFile, EveryFlippedBitIsRefusedByNameOrDoesNoHarm) {
    ASSERT_TRUE(blocks_are_sound(folder_.path() / "live.duckdb"));
    std::minstd_rand random(7);
    int refused = 0;
    for (int round = 0; round < 40; ++round) {
        std::string data = data_;
        data.at(random() % data.size()) ^= static_cast<char>(1 << random() % 8);
        const auto engine = open_with(data, log_);
        if (!engine) {
            ++refused;
            EXPECT_EQ(engine.error().code, ErrorCode::damaged);
            EXPECT_THAT(engine.error().message, HasSubstr(file_.string()));
            EXPECT_THAT(engine.error().message, HasSubstr("insightflow restore"));
        } else {
            EXPECT_EQ(rows(**engine), batches * rows_of_a_batch);
        }
    }
    EXPECT_GT(refused, 0);
}

TEST_F(DamagedFile, AFileThatIsCutIsRefusedByName) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{5000}, data_.size() / 2, data_.size() - 1}) {
        const auto engine = open_with(data_.substr(0, size), log_);
        ASSERT_FALSE(engine) << size;
        EXPECT_EQ(engine.error().code, ErrorCode::damaged) << size << engine.error().message;
    }
}

}  // namespace
}  // namespace insightflow::duckdb
