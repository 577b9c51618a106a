#include "adapters/sql/store.hpp"

#include "adapters/sql/access_store.hpp"
#include "adapters/sql/audit_log.hpp"
#include "adapters/sql/audit_rows.hpp"
#include "adapters/sql/intake_store.hpp"
#include "adapters/sql/key_store.hpp"
#include "adapters/sql/migrations.hpp"
#include "adapters/sql/profile_store.hpp"
#include "adapters/sql/rate_store.hpp"
#include "adapters/sql/session_store.hpp"
#include "adapters/sql/source_setting_store.hpp"
#include "adapters/sql/user_store.hpp"
#include "adapters/sql/workspace_store.hpp"

namespace insightflow::sql {
namespace {

class SqlStore final : public Store {
public:
    SqlStore(const std::filesystem::path& file, KeyedHash audit_hash, std::size_t readers,
             OnFailure on_failure)
        : connections_(file, std::move(audit_hash), readers, std::move(on_failure)) {}
    IntakeStore& intakes() override { return intakes_; }
    KeyStore& keys() override { return keys_; }
    UserStore& users() override { return users_; }
    SessionStore& sessions() override { return sessions_; }
    WorkspaceStore& workspaces() override { return workspaces_; }
    AccessStore& access() override { return access_; }
    AuditLog& audit() override { return audit_; }
    ProfileStore& profiles() override { return profiles_; }
    RateStore& rates() override { return rates_; }
    SourceSettingStore& source_settings() override { return source_settings_; }

private:
    Connections connections_;
    SqlIntakeStore intakes_{connections_};
    SqlKeyStore keys_{connections_};
    SqlUserStore users_{connections_};
    SqlSessionStore sessions_{connections_};
    SqlWorkspaceStore workspaces_{connections_};
    SqlAccessStore access_{connections_};
    SqlAuditLog audit_{connections_};
    SqlProfileStore profiles_{connections_};
    SqlRateStore rates_{connections_};
    SqlSourceSettingStore source_settings_{connections_};
};

// Up to this size the whole file is checked at each start, which takes a second or two at most; a larger one
// shows its damage when the damaged page is read.
constexpr Integer checked_bytes_max = 256LL * 1024 * 1024;

Error damaged(const std::string& what) {
    return {ErrorCode::damaged, "It is damaged (" + what +
                                    "). It was left as it is: `insightflow verify` says what is damaged, "
                                    "`insightflow restore` makes a data folder of a backup."};
}

Result<void> check_pages(soci::session& session) {
    std::string verdict;
    session << "PRAGMA quick_check(1)", soci::into(verdict);
    if (verdict == "ok") return {};
    return damaged(verdict);
}

Result<void> check_references(soci::session& session) {
    std::string verdict;
    session << "PRAGMA integrity_check(1)", soci::into(verdict);
    if (verdict != "ok") return damaged(verdict);
    std::string table;
    session << "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", soci::into(table);
    if (!session.got_data()) return {};
    return damaged("a row of " + table + " refers to one that is not there");
}

Result<void> check_and_migrate(soci::session& session) {
    Integer pages = 0;
    Integer page_bytes = 0;
    session << "PRAGMA page_count", soci::into(pages);
    session << "PRAGMA page_size", soci::into(page_bytes);
    if (pages * page_bytes <= checked_bytes_max)
        if (auto sound = check_pages(session); !sound) return sound;
    return migrate(session, migrations());
}

// What a person is told of a file that does not open; a fault that is not the file's is thrown on.
Error refusal(const soci::sqlite3_soci_error& fault) {
    switch (fault.result()) {
        case sqlite_corrupt: return damaged("the engine says so");
        case sqlite_not_a_database: return damaged("or it is not a database");
        case sqlite_cannot_open: return invalid_argument("It cannot be opened.");
        default: return expected_failure(fault);
    }
}

Error with_file(const std::filesystem::path& file, Error error) {
    error.message = "The database " + file.string() + " cannot be used. " + error.message;
    return error;
}

}  // namespace

Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, KeyedHash audit_hash,
                                    std::size_t readers, OnFailure on_failure) {
    if (file.string().find('"') != std::string::npos)
        return with_file(file, invalid_argument("Its path must not hold a quotation mark."));
    try {
        {
            // The schema first, on a connection of its own: a reader could not open a file that is not there
            // yet.
            soci::session session;
            connect(session, file, Access::write);
            if (const auto ready = check_and_migrate(session); !ready) return with_file(file, ready.error());
            seal_first_head(session, audit_hash);
        }
        return std::unique_ptr<Store>(
            std::make_unique<SqlStore>(file, std::move(audit_hash), readers, std::move(on_failure)));
    } catch (const soci::sqlite3_soci_error& fault) {
        return with_file(file, refusal(fault));
    }
}

namespace {

template <class Check>
Result<void> checked(const std::filesystem::path& file, Check check) {
    try {
        soci::session session;
        connect(session, file, Access::read);
        auto sound = check(session);
        if (sound) sound = check_schema(session, migrations());
        if (sound) return {};
        return with_file(file, sound.error());
    } catch (const soci::sqlite3_soci_error& fault) {
        return with_file(file, refusal(fault));
    }
}

}  // namespace

Result<void> check(const std::filesystem::path& file) { return checked(file, check_pages); }

Result<void> check_thoroughly(const std::filesystem::path& file) { return checked(file, check_references); }

}  // namespace insightflow::sql
