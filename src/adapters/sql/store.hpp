// The transactional store: one SQLite file, through SOCI. Everything that returns a success after a change is
// on the disk (fsynced).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "application/accounts/access_store.hpp"
#include "application/accounts/session_store.hpp"
#include "application/analytics/rate_store.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/profiles.hpp"
#include "application/ingestion/source_setting_store.hpp"

namespace insightflow::sql {

// Any thread may use the ports, several at once: changes go one after another, reads do not wait for them. A
// full disk is storage_full; a disk that fails, and a lock that another program holds for longer than
// busy_timeout, are unavailable: a change that answers so may or may not have happened. Any other fault of
// the database throws.
class Store {
public:
    virtual ~Store() = default;
    virtual IntakeStore& intakes() = 0;
    virtual KeyStore& keys() = 0;
    virtual UserStore& users() = 0;
    virtual SessionStore& sessions() = 0;
    virtual WorkspaceStore& workspaces() = 0;
    virtual AccessStore& access() = 0;
    virtual AuditLog& audit() = 0;
    virtual ProfileStore& profiles() = 0;
    virtual RateStore& rates() = 0;
    virtual SourceSettingStore& source_settings() = 0;
};

inline constexpr std::size_t readers_default = 4;

// audit_hash: what the events of the audit log are chained by; it must stay the same for one file. Opens or
// creates the file and brings its schema up to date. Errors, each naming the file: invalid_argument
// where it cannot be opened or is not one of ours; damaged where it is, or is no database; conflict where a
// newer version of the program has changed its schema. on_failure: told of what the disk refuses later, in
// the database's words, from any thread.
Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, KeyedHash audit_hash,
                                    std::size_t readers = readers_default,
                                    std::function<void(std::string_view)> on_failure = {});

// Reads the whole file beside whoever uses it and changes nothing. Errors: those of open().
Result<void> check(const std::filesystem::path& file);

// The same, with every index and every reference between tables.
Result<void> check_thoroughly(const std::filesystem::path& file);

}  // namespace insightflow::sql
