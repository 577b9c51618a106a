#include "adapters/sql/access_store.hpp"

#include "adapters/sql/access_rows.hpp"

namespace insightflow::sql {
namespace {

struct SigningKeyRow {
    std::string id{}, sealed{};
    Integer created_at = 0;
    Nullable<Integer> believed_until{};
    void define(soci::statement& statement) { into(statement, id, sealed, created_at, believed_until); }
    StoredSigningKey value() const { return {id, sealed, timestamp(created_at), timestamp(believed_until)}; }
};

struct ClosedRow {
    std::string id{};
    Integer closed_at = 0;
    void define(soci::statement& statement) { into(statement, id, closed_at); }
    ClosedSession value() const { return {id, timestamp(closed_at)}; }
};

Integer current_version(soci::session& session) {
    return select_number(session, "SELECT version FROM access_version");
}

AccessRecords read_all(soci::session& session, Timestamp now, Timestamp closed_since) {
    const Integer now_us = microseconds(now);
    const Integer since = microseconds(closed_since);
    AccessRecords out;
    out.version = current_version(session);
    out.workspaces =
        select<WorkspaceRow>(session, "SELECT " + workspace_columns + " FROM workspace ORDER BY id");
    out.keys = select<KeyRow>(
        session, "SELECT " + key_columns + " FROM api_key WHERE revoked_at_us IS NULL ORDER BY id");
    for (auto& row : select<MemberRow>(session, select_members + "ORDER BY a.id, m.workspace_id")) {
        if (out.users.empty() || out.users.back().first.id != row.user.id)
            out.users.push_back({row.user, {}});
        out.users.back().second.push_back(row.membership);
    }
    out.closed_sessions = select<ClosedRow>(
        session, "SELECT id, closed_at_us FROM login_session WHERE closed_at_us >= :since", since);
    out.signing_keys = select<SigningKeyRow>(
        session,
        "SELECT id, sealed, created_at_us, believed_until_us FROM "
        "signing_key WHERE believed_until_us IS NULL OR "
        "believed_until_us > :now ORDER BY believed_until_us IS NULL DESC, created_at_us DESC",
        now_us);
    return out;
}

}  // namespace

Result<std::int64_t> SqlAccessStore::version() {
    return connections_.read(
        [](soci::session& session) -> Result<std::int64_t> { return current_version(session); });
}

Result<AccessRecords> SqlAccessStore::read(Timestamp now, Timestamp closed_since) {
    return connections_.read([&](soci::session& session) -> Result<AccessRecords> {
        Transaction of_one_moment(session, Access::read);
        AccessRecords out = read_all(session, now, closed_since);
        of_one_moment.commit();
        return out;
    });
}

Result<void> SqlAccessStore::add_signing_key(const StoredSigningKey& key, Timestamp others_believed_until,
                                             const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer until = microseconds(others_believed_until);
        const Integer created_at = microseconds(key.created_at);
        change(session,
               "UPDATE signing_key SET believed_until_us = :until1 "
               "WHERE believed_until_us IS NULL OR believed_until_us > :until2",
               until, until);
        change(session,
               "INSERT INTO signing_key (id, sealed, created_at_us) VALUES (:id, :sealed, :created_at)",
               key.id, key.sealed, created_at);
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

}  // namespace insightflow::sql
