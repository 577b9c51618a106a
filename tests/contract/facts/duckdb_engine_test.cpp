// What the DuckDB engine promises beyond the ports: how it opens, and what it refuses.
#include <duckdb.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "adapters/duckdb/checkpoint_keeper.hpp"
#include "adapters/duckdb/guard.hpp"
#include "contract/facts/stores_under_test.hpp"

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::campaign_line;
using insightflow::testing::FactRow;
using insightflow::testing::first_of_may;
using insightflow::testing::noon;
using insightflow::testing::plan_of;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;
using ::testing::HasSubstr;

// Runs statements on a file that no engine has open.
void run_sql(const std::filesystem::path& file, const char* sql) {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    ASSERT_EQ(duckdb_open(file.c_str(), &database), DuckDBSuccess);
    ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    EXPECT_EQ(duckdb_query(connection, sql, nullptr), DuckDBSuccess);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
}

class DuckdbEngine : public ::testing::Test {
protected:
    Error refusal() {
        auto opened = open(file_, {});
        EXPECT_FALSE(opened.has_value());
        return opened ? Error{} : opened.error();
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "facts.duckdb";
};

TEST_F(DuckdbEngine, AFileThatIsNoDatabaseIsRefusedByName) {
    std::ofstream(file_) << std::string(100'000, 'x');
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::damaged);
    EXPECT_THAT(error.message, HasSubstr(file_.string()));
    EXPECT_THAT(error.message, HasSubstr("damaged"));
}

TEST_F(DuckdbEngine, AFolderThatIsNotThereIsRefused) {
    file_ = folder_.path() / "none" / "facts.duckdb";
    EXPECT_EQ(refusal().code, ErrorCode::damaged);
}

TEST_F(DuckdbEngine, ANewerSchemaIsRefused) {
    ASSERT_TRUE(open(file_, {}).has_value());
    run_sql(file_, "UPDATE schema_version SET version = 1000");
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::conflict);
    EXPECT_THAT(error.message, HasSubstr("newer program: it has schema version 1000"));
}

TEST_F(DuckdbEngine, AnOlderSchemaIsRefusedWithTheWayOut) {
    ASSERT_TRUE(open(file_, {}).has_value());
    run_sql(file_, "UPDATE schema_version SET version = 1");
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::conflict);
    EXPECT_THAT(error.message, HasSubstr("older program: it has schema version 1"));
    EXPECT_THAT(error.message, HasSubstr("`insightflow rebuild` makes it anew"));
}

TEST_F(DuckdbEngine, WhatARebuildNeedsCanBeReadOfAnOlderSchema) {
    {
        const auto engine = open(file_, {}).value();
        ASSERT_TRUE(engine->facts().apply_one(staged(1, {{.clicks = 1}}), at(noon), {}));
    }
    run_sql(file_, "UPDATE schema_version SET version = 3");
    // As version 3 had them.
    run_sql(file_, "DROP TABLE source_shape");
    run_sql(file_, "ALTER TABLE applied_batch DROP COLUMN undone_days");
    EXPECT_EQ(refusal().code, ErrorCode::conflict);
    const auto engine = open(file_, {.accepts_older = true}).value();
    EXPECT_EQ(engine->inspector().commits().value().at(0).batch.acceptance, 1);
    EXPECT_EQ(engine->inspector().totals().value().size(), 1U);
}

TEST_F(DuckdbEngine, ASchemaOfNoVersionIsRefused) {
    ASSERT_TRUE(open(file_, {}).has_value());
    run_sql(file_, "DELETE FROM schema_version");
    EXPECT_EQ(refusal().code, ErrorCode::conflict);
}

TEST_F(DuckdbEngine, ADatabaseOfOtherTablesIsRefusedAndLeftAlone) {
    run_sql(file_, "CREATE TABLE other (a INTEGER)");
    EXPECT_EQ(refusal().code, ErrorCode::conflict);
    run_sql(file_, "SELECT a FROM other");
}

TEST_F(DuckdbEngine, AFileOpenInAnotherProcessIsRefused) {
    int ready[2];
    int done[2];
    ASSERT_EQ(pipe(ready), 0);
    ASSERT_EQ(pipe(done), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    char byte = 'x';
    if (child == 0) {
        auto held = open(file_, {});
        const bool told = held.has_value() && write(ready[1], &byte, 1) == 1;
        const bool waited = told && read(done[0], &byte, 1) == 1;
        _exit(waited ? 0 : 1);
    }
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_THAT(error.message, HasSubstr("open in another process"));
    ASSERT_EQ(write(done[1], &byte, 1), 1);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(open(file_, {}).has_value());
}

TEST_F(DuckdbEngine, OptionsThatTheEngineRefusesAreAnError) {
    std::string told;
    EngineConfig config;
    config.threads = 0;
    config.on_failure = [&](std::string_view detail) { told = detail; };
    EXPECT_FALSE(open(file_, config).has_value());
    EXPECT_NE(told, "");
}

TEST_F(DuckdbEngine, ACommittedBatchSurvivesAProcessThatDies) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        auto engine = open(file_, {});
        const bool applied =
            (*engine)->facts().apply_one(staged(1, {{.clicks = 5}}), at(noon), {}).has_value();
        _exit(applied ? 0 : 1);  // without closing anything
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    auto engine = open(file_, {});
    ASSERT_TRUE(engine.has_value());
    EXPECT_EQ((*engine)->facts().last_commit_sequence().value(), 1);
    EXPECT_EQ((*engine)->analytics().run(plan_of(), {}).value().at(0).sums.rows, 1);
}

std::vector<insightflow::testing::FactRow> many_rows() {
    std::vector<insightflow::testing::FactRow> rows;
    for (int i = 0; i < 100'000; ++i) {
        const std::int64_t scattered = std::int64_t{i} * 7'919 % 1'000'003;  // little to compress
        rows.push_back({.day = insightflow::testing::first_of_may - std::chrono::days{i % 5'000},
                        .impressions = scattered * 31,
                        .cost = scattered * scattered,
                        .bucket = i});
    }
    return rows;
}

// So large that every few batches fill the log; each has days of its own.
StagedBatch large_batch(int number) {
    constexpr int days = 50;
    std::vector<FactRow> rows;
    for (int i = 0; i < 20'000; ++i) {
        rows.push_back({.line = campaign_line("p", std::to_string(i / days)),
                        .day = first_of_may + std::chrono::days{number * days + i % days},
                        .clicks = number * 1000 + i,
                        .cost = i * 7919LL});
    }
    return staged(number, rows);
}

// Applies batches while a reader tells the number of each one through the pipe as soon as it is seen.
[[noreturn]] void apply_and_tell(const std::filesystem::path& file, int pipe_end, int batches) {
    auto engine = open(file, {});
    std::jthread reader([&] {
        for (char number = 1; number <= batches; ++number) {
            const std::vector<BatchId> id{staged(number, {}).batch_id};
            while ((*engine)->facts().applied({1}, id).value().empty())
                std::this_thread::sleep_for(std::chrono::microseconds{200});
            if (write(pipe_end, &number, 1) != 1) _exit(1);
        }
    });
    for (int number = 1; number <= batches; ++number)
        (void)(*engine)->facts().apply_one(large_batch(number), at(noon), {});
    pause();
    _exit(1);
}

// The engine by itself shows a commit before it is on the disk, where it makes a checkpoint of it.
TEST_F(DuckdbEngine, ABatchThatAReaderHasSeenSurvivesTheProcess) {
    constexpr int batches = 8;  // the log is full at the seventh
    for (int killed_at = 5; killed_at <= batches; ++killed_at) {
        std::filesystem::remove(file_);
        std::filesystem::remove(file_.string() + ".wal");
        int told[2];
        ASSERT_EQ(pipe(told), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) apply_and_tell(file_, told[1], batches);
        char number = 0;
        while (number < killed_at) ASSERT_EQ(read(told[0], &number, 1), 1);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        close(told[0]);
        close(told[1]);
        auto engine = open(file_, {});
        ASSERT_TRUE(engine.has_value());
        EXPECT_GE((*engine)->facts().last_commit_sequence().value(), killed_at);
    }
}

// The engine refuses a checkpoint of an update while a reader has an older version; so readers are held off
// for it; where they take longer than that, the log grows on until the next commit.
TEST_F(DuckdbEngine, TheLogGoesIntoTheFileAlsoWhileOthersRead) {
    EngineConfig config;
    config.on_failure = [](std::string_view detail) { ADD_FAILURE() << detail; };
    auto engine = open(file_, config);
    std::vector<std::jthread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                EXPECT_TRUE((*engine)->analytics().run(plan_of({KeyColumn::campaign_id}), {}).has_value());
            }
        });
    }
    const auto log_bytes = [&] {
        std::error_code none;
        const auto bytes = std::filesystem::file_size(file_.string() + ".wal", none);
        return none ? 0 : bytes;
    };
    std::uintmax_t longest = 0;
    int number = 0;
    for (bool grows = true; grows && number < 60;) {
        StagedBatch batch = large_batch(++number);
        for (LineNames& names : batch.facts.names) names.campaign = "Named by " + std::to_string(number);
        ASSERT_TRUE((*engine)->facts().apply_one(batch, at(noon), {}).has_value());
        grows = log_bytes() >= longest;
        longest = std::max(longest, log_bytes());
    }
    readers.clear();
    EXPECT_LT(number, 60);
    EXPECT_LT(longest, log_bytes_urgent);
    EXPECT_LT(log_bytes(), log_bytes_max / 16);
    EXPECT_EQ((*engine)->analytics().run(plan_of(), {}).value().at(0).sums.rows, number * 20'000);
}

TEST_F(DuckdbEngine, AStopInTheMidstOfAnApplyLeavesNothing) {
    auto engine = open(file_, {});
    ASSERT_TRUE(engine.has_value());
    FactStore& facts = (*engine)->facts();
    const StagedBatch batch = staged(1, many_rows());
    int stopped = 0;
    for (std::chrono::milliseconds delay{1};; delay += delay) {
        std::stop_source stop;
        const std::jthread stopper([&] {
            std::this_thread::sleep_for(delay);
            stop.request_stop();
        });
        const auto applied = facts.apply_one(batch, at(noon), stop.get_token());
        if (applied) break;
        ++stopped;
        EXPECT_EQ(applied.error().code, ErrorCode::deadline_exceeded);
        EXPECT_EQ((*engine)->analytics().run(plan_of(), {}).value().at(0).sums.rows, 0);
        EXPECT_EQ(facts.last_commit_sequence().value(), 0);
    }
    EXPECT_GT(stopped, 0);
    EXPECT_EQ((*engine)->analytics().run(plan_of(), {}).value().at(0).sums.rows, 100'000);
}

TEST_F(DuckdbEngine, ABatchThatNeedsMoreMemoryThanThereIsFailsOfItsOwn) {
    EngineConfig config;
    config.threads = 1;
    config.memory_limit_bytes = 12ULL << 20;
    config.spill_bytes_max = 1 << 20;
    std::string told;
    config.on_failure = [&](std::string_view detail) { told = detail; };
    for (const auto& file : {std::optional<std::filesystem::path>{}, std::optional{file_}}) {
        auto engine = open(file, config);
        ASSERT_TRUE(engine.has_value()) << engine.error().message;
        const auto applied = (*engine)->facts().apply_one(staged(1, many_rows()), at(noon), {});
        ASSERT_FALSE(applied.has_value());
        EXPECT_EQ(applied.error().code, ErrorCode::out_of_memory);
        EXPECT_THAT(applied.error().message, HasSubstr("more memory")) << told;
        EXPECT_FALSE((*engine)->is_dead());
        EXPECT_TRUE((*engine)->facts().apply_one(staged(2, {{.clicks = 5}}), at(noon), {}).has_value());
    }
}

TEST(DuckdbGuard, AFatalFailureIsTheEnd) {
    Guard guard({});
    const auto fail_with = [&](duckdb_error_type type, const char* message) {
        return guard.run<int>([&]() -> Result<int> { throw_failure(type, message); }).error().code;
    };
    EXPECT_EQ(fail_with(DUCKDB_ERROR_IO, "No space left on device"), ErrorCode::storage_full);
    EXPECT_EQ(fail_with(DUCKDB_ERROR_OUT_OF_MEMORY, "Out of Memory Error"), ErrorCode::out_of_memory);
    EXPECT_FALSE(guard.is_dead());
    EXPECT_EQ(fail_with(DUCKDB_ERROR_FATAL, "FATAL Error"), ErrorCode::unavailable);
    EXPECT_TRUE(guard.is_dead());
    EXPECT_EQ(guard.run<int>([]() -> Result<int> { return 1; }).error().code, ErrorCode::unavailable);
}

// Runs in a process of its own, where no file may grow beyond a few blocks. 0 is success.
int apply_without_room(const std::filesystem::path& file) {
    auto engine = open(file, {});
    if (!engine) return 1;
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit room{1 << 20, 1 << 20};
    if (setrlimit(RLIMIT_FSIZE, &room) != 0) return 2;
    const auto applied = (*engine)->facts().apply_one(staged(1, many_rows()), at(noon), {});
    if (applied) return 3;
    const ErrorCode code = applied.error().code;
    if (code != ErrorCode::storage_full && code != ErrorCode::unavailable) return 4;
    if ((*engine)->is_dead() != (code == ErrorCode::unavailable)) return 6;
    // Whatever the instance can still do, it answers.
    const auto again = (*engine)->facts().apply_one(staged(2, {}), at(noon), {});
    const auto read = (*engine)->analytics().run(plan_of(), {});
    return read && read->front().sums.rows != 0 ? 5 : 0;
}

TEST_F(DuckdbEngine, AFullDiskIsAnErrorAndNothingIsVisible) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(apply_without_room(file_));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status)) << "the process was ended by signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    auto engine = open(file_, {});
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    EXPECT_EQ((*engine)->analytics().run(plan_of(), {}).value().at(0).sums.rows, 0);
    EXPECT_EQ((*engine)->facts().apply_one(staged(1, many_rows()), at(noon), {}).value().outcomes.added,
              100'000);
}

TEST_F(DuckdbEngine, MoreReadersThanConnectionsWaitForTheirTurn) {
    EngineConfig config;
    config.readers_max = 1;
    auto engine = open(std::nullopt, config);
    ASSERT_TRUE(engine.has_value());
    std::atomic<int> answered{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i) {
            readers.emplace_back([&] {
                for (int n = 0; n < 5; ++n)
                    answered += (*engine)->analytics().run(plan_of(), {}).has_value() ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(answered, 20);
}

}  // namespace
}  // namespace insightflow::duckdb
