// A process that is killed at any statement of the migrations leaves a file that the next start completes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "adapters/crypto/sodium.hpp"
#include "adapters/sql/migrations.hpp"
#include "adapters/sql/session.hpp"
#include "adapters/sql/store.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

enum class Moment : unsigned { before = SQLITE_TRACE_STMT, after = SQLITE_TRACE_PROFILE };

struct Countdown {
    unsigned moment;
    int left;
};

int kill_at_zero(unsigned moment, void* countdown, void*, void*) {
    auto& to_go = *static_cast<Countdown*>(countdown);
    if (moment == to_go.moment && to_go.left-- == 0) raise(SIGKILL);
    return 0;
}

// Migrates in a process that is killed before or after its n-th statement; false where it had no so many.
bool migrate_and_kill(const std::filesystem::path& file, Moment moment, int n) {
    const pid_t child = fork();
    if (child == 0) {
        soci::session session;
        sql::connect(session, file, sql::Access::write);
        Countdown countdown{static_cast<unsigned>(moment), n};
        auto& backend = static_cast<soci::sqlite3_session_backend&>(*session.get_backend());
        // SOCI has SQLite's functions in a namespace of its own.
        sqlite_api::sqlite3_trace_v2(backend.conn_, countdown.moment, &kill_at_zero, &countdown);
        _exit(sql::migrate(session, sql::migrations()) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

// Every object of the schema, and the version.
std::string schema_of(const std::filesystem::path& file) {
    soci::session session;
    sql::connect(session, file, sql::Access::read);
    std::string verdict;
    session << "PRAGMA integrity_check", soci::into(verdict);
    EXPECT_EQ(verdict, "ok");
    std::string objects;
    session
        << "SELECT group_concat(name || ': ' || coalesce(sql, ''), ';') FROM (SELECT * FROM sqlite_master "
           "ORDER BY name)",
        soci::into(objects);
    sql::Integer version = 0;
    session << "SELECT max(version) FROM schema_version", soci::into(version);
    sql::Integer versions = 0;
    session << "SELECT count(*) FROM schema_version", soci::into(versions);
    EXPECT_EQ(versions, version);
    return objects + " @ " + std::to_string(version);
}

class KilledMigration : public ::testing::TestWithParam<Moment> {};

TEST_P(KilledMigration, IsCompletedByTheNextStart) {
    const TemporaryFolder folder;
    const auto whole = folder.path() / "whole.sqlite";
    ASSERT_TRUE(sql::open(whole, &crypto::blake2b_hex));
    const std::string expected = schema_of(whole);
    std::size_t statements = 0;
    for (const sql::Migration& migration : sql::migrations()) statements += migration.size();
    int kills = 0;
    for (;; ++kills) {
        const auto file = folder.path() / (std::to_string(kills) + ".sqlite");
        if (!migrate_and_kill(file, GetParam(), kills)) break;
        const auto opened = sql::open(file, &crypto::blake2b_hex);
        ASSERT_TRUE(opened) << "killed at statement " << kills << ": " << opened.error().message;
        EXPECT_EQ(schema_of(file), expected) << "killed at statement " << kills;
    }
    // Each statement of each migration was one of them, beside BEGIN, COMMIT and the bookkeeping.
    EXPECT_GT(static_cast<std::size_t>(kills), statements + 3 * sql::migrations().size());
}

INSTANTIATE_TEST_SUITE_P(Sqlite, KilledMigration, ::testing::Values(Moment::before, Moment::after),
                         [](const auto& killed) {
                             return killed.param == Moment::before ? "BeforeAStatement" : "AfterAStatement";
                         });

// As another process that migrates the file just before this one holds the lock.
int migrate_before_lock(unsigned, void* file, void* statement, void*) {
    const std::string_view text = sqlite_api::sqlite3_sql(static_cast<sqlite_api::sqlite3_stmt*>(statement));
    if (text != "BEGIN IMMEDIATE") return 0;
    soci::session other;
    sql::connect(other, *static_cast<std::filesystem::path*>(file), sql::Access::write);
    EXPECT_TRUE(sql::migrate(other, sql::migrations()));
    return 0;
}

TEST(Migrations, AreDoneOnceWhereAnotherProcessComesBetween) {
    const TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "store.sqlite";
    soci::session session;
    sql::connect(session, file, sql::Access::write);
    auto& backend = static_cast<soci::sqlite3_session_backend&>(*session.get_backend());
    sqlite_api::sqlite3_trace_v2(backend.conn_, SQLITE_TRACE_STMT, &migrate_before_lock, &file);
    EXPECT_TRUE(sql::migrate(session, sql::migrations()));
    EXPECT_TRUE(sql::check(file));
}

TEST(Migrations, AnOlderProgramRefusesWhatANewerOneWrote) {
    const TemporaryFolder folder;
    soci::session session;
    sql::connect(session, folder.path() / "store.sqlite", sql::Access::write);
    ASSERT_TRUE(sql::migrate(session, sql::migrations()));
    const std::span<const sql::Migration> all(sql::migrations());
    for (std::size_t known = 0; known < all.size(); ++known) {
        const auto refused = sql::migrate(session, all.first(known));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::conflict);
        const std::string words = "newer version of InsightFlow (schema " + std::to_string(all.size()) +
                                  ", this one knows up to " + std::to_string(known) + ")";
        EXPECT_NE(refused.error().message.find(words), std::string::npos) << refused.error().message;
    }
    EXPECT_TRUE(sql::migrate(session, all));
}

TEST(SqliteStore, IsCheckedBesideItsUserAndWithoutAChange) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    const auto store = sql::open(file, &crypto::blake2b_hex).value();
    EXPECT_TRUE(sql::check(file));
    soci::session newer;
    sql::connect(newer, file, sql::Access::write);
    newer << "INSERT INTO schema_version (version) VALUES (99)";
    EXPECT_EQ(sql::check(file).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace insightflow::testing
