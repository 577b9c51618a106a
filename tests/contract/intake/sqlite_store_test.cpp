#include <fstream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/sql/migrations.hpp"
#include "adapters/sql/session.hpp"
#include "adapters/sql/store.hpp"
#include "contract/intake/intake_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

class SqliteInFolder final : public OpenedStore {
public:
    SqliteInFolder() { reopen(); }
    IntakeStore& intakes() override { return store_->intakes(); }
    void reopen() override {
        store_.reset();
        store_ = sql::open(folder_.path() / "store.sqlite", &crypto::blake2b_hex).value();
    }

private:
    TemporaryFolder folder_{};
    std::unique_ptr<sql::Store> store_{};
};

INSTANTIATE_TEST_SUITE_P(Sqlite, IntakeStoreContract,
                         ::testing::Values([] { return std::make_unique<SqliteInFolder>(); }),
                         [](const auto&) { return "InAFolder"; });

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

TEST(SqliteStore, PathsMayHoldSpacesAndEqualSigns) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "my store = one;.sqlite";
    ASSERT_TRUE(sql::open(file, &crypto::blake2b_hex));
    EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(SqliteStore, AFileThatIsNoDatabaseIsRefusedByName) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    write_file(file, std::string(8192, 'x'));
    const auto opened = sql::open(file, &crypto::blake2b_hex);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::damaged);
    EXPECT_NE(opened.error().message.find(file.string()), std::string::npos);
    EXPECT_NE(opened.error().message.find("not a database"), std::string::npos);
}

TEST(SqliteStore, ADamagedDatabaseIsRefused) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    ASSERT_TRUE(sql::open(file, &crypto::blake2b_hex));
    {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        for (int page = 1; page < 4; ++page) {
            bytes.seekp(page * 4096);
            bytes << std::string(4096, '\xA5');
        }
    }
    const auto opened = sql::open(file, &crypto::blake2b_hex);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::damaged);
    EXPECT_NE(opened.error().message.find("damaged"), std::string::npos) << opened.error().message;
}

TEST(SqliteStore, ADatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    soci::session other;
    sql::connect(other, file, sql::Access::write);
    other << "CREATE TABLE songs (id BIGINT)";
    const auto opened = sql::open(file, &crypto::blake2b_hex);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("another program"), std::string::npos);
    sql::Integer tables = 0;
    other << "SELECT count(*) FROM sqlite_master", soci::into(tables);
    EXPECT_EQ(tables, 1);
}

TEST(SqliteStore, AMissingFolderIsRefused) {
    const TemporaryFolder folder;
    const auto opened = sql::open(folder.path() / "nowhere" / "store.sqlite", &crypto::blake2b_hex);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_argument);
}

TEST(SqliteStore, ANewerSchemaIsRefused) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    ASSERT_TRUE(sql::open(file, &crypto::blake2b_hex));
    {
        soci::session newer;
        sql::connect(newer, file, sql::Access::write);
        newer << "INSERT INTO schema_version (version) VALUES (99)";
    }
    const auto opened = sql::open(file, &crypto::blake2b_hex);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::conflict);
    EXPECT_NE(opened.error().message.find("newer version"), std::string::npos);
    EXPECT_NE(opened.error().message.find("99"), std::string::npos);
}

TEST(Migrations, AnInterruptedOneLeavesNothingAndIsDoneAgain) {
    const TemporaryFolder folder;
    soci::session session;
    sql::connect(session, folder.path() / "store.sqlite", sql::Access::write);
    const sql::Migration first{"CREATE TABLE a (x BIGINT)"};
    const sql::Migration broken{"CREATE TABLE b (x BIGINT)", "INSERT INTO nowhere VALUES (1)"};
    const sql::Migration repaired{"CREATE TABLE b (x BIGINT)", "INSERT INTO a VALUES (1)"};
    EXPECT_THROW((void)sql::migrate(session, std::vector{first, broken}), soci::soci_error);
    sql::Integer version = 0;
    session << "SELECT max(version) FROM schema_version", soci::into(version);
    EXPECT_EQ(version, 1);
    EXPECT_TRUE(sql::migrate(session, std::vector{first, repaired}));
    EXPECT_TRUE(sql::migrate(session, std::vector{first, repaired}));
    sql::Integer rows = 0;
    session << "SELECT count(*) FROM a", soci::into(rows);
    EXPECT_EQ(rows, 1);
}

TEST(Connections, AFullDiskIsAnErrorAndTheStoreGoesOnAfterwards) {
    const TemporaryFolder folder;
    sql::Connections connections(folder.path() / "store.sqlite", &crypto::blake2b_hex, 1);
    connections.writer() << "CREATE TABLE a (x TEXT)";
    connections.writer() << "PRAGMA max_page_count = 3";
    const std::string large(100'000, 'x');
    const auto insert = [&](soci::session& session) -> Result<void> {
        session << "INSERT INTO a VALUES (:x)", soci::use(large);
        return {};
    };
    const auto refused = connections.write(insert);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
    connections.writer() << "PRAGMA max_page_count = 1000";
    EXPECT_TRUE(connections.write(insert));
}

TEST(Connections, ALockHeldByAnotherProgramIsUnavailable) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "store.sqlite";
    sql::Connections connections(file, &crypto::blake2b_hex, 1);
    connections.writer() << "PRAGMA busy_timeout = 10";
    soci::session other;
    sql::connect(other, file, sql::Access::write);
    const sql::Transaction held(other, sql::Access::write);
    const auto refused = connections.write([](soci::session&) -> Result<void> { return {}; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
}

TEST(Connections, ATransactionWhoseWorkFailsChangesNothing) {
    const TemporaryFolder folder;
    sql::Connections connections(folder.path() / "store.sqlite", &crypto::blake2b_hex, 1);
    connections.writer() << "CREATE TABLE a (x BIGINT)";
    const auto refused = connections.write([](soci::session& session) -> Result<void> {
        session << "INSERT INTO a VALUES (1)";
        return invalid_argument("no");
    });
    EXPECT_FALSE(refused);
    EXPECT_THROW((void)connections.write([](soci::session& session) -> Result<void> {
        session << "INSERT INTO a VALUES (2)";
        session << "INSERT INTO nowhere VALUES (2)";
        return {};
    }),
                 soci::soci_error);
    const auto rows = connections.read([](soci::session& session) -> Result<sql::Integer> {
        sql::Integer count = -1;
        session << "SELECT count(*) FROM a", soci::into(count);
        return count;
    });
    EXPECT_EQ(rows.value(), 0);
}

TEST(SqliteStore, ChangesAreSyncedToTheDisk) {
    const TemporaryFolder folder;
    sql::Connections connections(folder.path() / "store.sqlite", &crypto::blake2b_hex, 1);
    std::string mode;
    connections.writer() << "PRAGMA journal_mode", soci::into(mode);
    EXPECT_EQ(mode, "wal");
    sql::Integer synchronous = 0;
    connections.writer() << "PRAGMA synchronous", soci::into(synchronous);
    EXPECT_EQ(synchronous, 2);  // FULL: an fsync at each commit
}

}  // namespace
}  // namespace insightflow::testing
