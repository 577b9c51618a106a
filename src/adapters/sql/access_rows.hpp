// The rows of workspaces, keys, accounts and sessions.
#pragma once

#include "adapters/sql/values.hpp"
#include "application/accounts/access_store.hpp"
#include "application/accounts/session_store.hpp"

namespace insightflow::sql {

// Every change of who may do what says so, in its own transaction.
void touch_access(soci::session& session);

struct WorkspaceRow {
    Integer id = 0, created_at = 0;
    std::string name{}, time_zone{}, currency{};
    Nullable<std::string> reporting_currency{};
    void define(soci::statement& statement) {
        into(statement, id, name, time_zone, currency, created_at, reporting_currency);
    }
    Workspace value() const {
        Workspace out{workspace_id(id), name, time_zone, currency, timestamp(created_at), {}};
        if (reporting_currency.present()) out.reporting_currency = reporting_currency.value;
        return out;
    }
};
inline const std::string workspace_columns =
    "id, name, time_zone, currency, created_at_us, reporting_currency";

struct KeyRow {
    std::string id{}, hash{}, label{}, scopes{}, created_by{};
    Integer workspace = 0, created_at = 0;
    Nullable<Integer> expires_at{}, last_used_at{}, revoked_at{};
    void define(soci::statement& statement) {
        into(statement, id, hash, label, workspace, scopes, created_by, created_at, expires_at, last_used_at,
             revoked_at);
    }
    StoredKey value() const;
};
inline const std::string key_columns =
    "id, hash, label, workspace_id, scopes, created_by, created_at_us, expires_at_us, last_used_at_us, "
    "revoked_at_us";
// A membership beside its account, by account.
struct MemberRow {
    std::string id{}, email{}, role{}, password_hash{};
    Integer created_at = 0, workspace = 0;
    struct Value {
        User user{};
        std::string password_hash{};
        Membership membership{};
    };
    void define(soci::statement& statement) {
        into(statement, id, email, password_hash, created_at, workspace, role);
    }
    Value value() const;
};
inline const std::string select_members =
    "SELECT a.id, a.email, a.password_hash, a.created_at_us, m.workspace_id, m.role FROM account a JOIN "
    "member m ON m.account_id = a.id ";

struct SessionRow {
    std::string id{}, account{};
    Integer workspace = 0, generation = 0, opened_at = 0, expires_at = 0;
    Nullable<Integer> closed_at{};
    struct Value {
        Session session{};
        bool closed = false;
    };
    void define(soci::statement& statement) {
        into(statement, id, account, workspace, generation, opened_at, expires_at, closed_at);
    }
    Value value() const {
        return {
            {id, account, workspace_id(workspace), generation, timestamp(opened_at), timestamp(expires_at)},
            closed_at.present()};
    }
};
inline const std::string session_columns =
    "id, account_id, workspace_id, generation, opened_at_us, expires_at_us, closed_at_us";

}  // namespace insightflow::sql
