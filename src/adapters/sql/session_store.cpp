#include "adapters/sql/session_store.hpp"

namespace insightflow::sql {
namespace {

std::optional<SessionRow::Value> find(soci::session& session, const std::string& id) {
    return select_one<SessionRow>(session, "SELECT " + session_columns + " FROM login_session WHERE id = :id",
                                  id);
}

// Sessions that ended long ago, and the oldest ones of a user who has too many.
void tidy(soci::session& session, const Session& opened) {
    const Integer ended = microseconds(opened.opened_at - std::chrono::days{1});
    change(session, "DELETE FROM login_session WHERE closed_at_us < :ended1 OR expires_at_us < :ended2",
           ended, ended);
    const Integer now = microseconds(opened.opened_at);
    const auto most = static_cast<Integer>(sessions_per_user_max);
    const auto closed =
        change(session,
               "UPDATE login_session SET closed_at_us = :now WHERE closed_at_us IS NULL AND account_id = "
               ":account1 AND id NOT IN (SELECT id FROM login_session WHERE account_id = :account2 AND "
               "closed_at_us IS NULL ORDER BY id DESC LIMIT :most)",
               now, opened.user_id, opened.user_id, most);
    if (closed > 0) touch_access(session);
}

}  // namespace

Result<void> SqlSessionStore::open(const Session& opened, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer workspace = opened.workspace.value;
        const Integer generation = opened.generation;
        const Integer opened_at = microseconds(opened.opened_at);
        const Integer expires_at = microseconds(opened.expires_at);
        change(session,
               "INSERT INTO login_session (id, account_id, workspace_id, generation, opened_at_us, "
               "expires_at_us) VALUES (:id, :account, :workspace, :generation, :opened_at, :expires_at)",
               opened.id, opened.user_id, workspace, generation, opened_at, expires_at);
        tidy(session, opened);
        connections_.record(session, event);
        return {};
    });
}

Result<Advanced> SqlSessionStore::advance(const std::string& id, std::int64_t generation, Timestamp now,
                                          Timestamp expires_at, const AuditEvent& reuse) {
    return connections_.write([&](soci::session& session) -> Result<Advanced> {
        auto row = find(session, id);
        if (!row || row->closed || row->session.expires_at <= now) return Advanced{};
        if (row->session.generation != generation) {
            end(session, *row, reuse);
            return Advanced{Advance::reused, {}};
        }
        Session& next = row->session;
        ++next.generation;
        next.expires_at = expires_at;
        const Integer next_generation = next.generation;
        const Integer next_end = microseconds(expires_at);
        change(
            session,
            "UPDATE login_session SET generation = :generation, expires_at_us = :expires_at WHERE id = :id",
            next_generation, next_end, id);
        return Advanced{Advance::advanced, next};
    });
}

Result<void> SqlSessionStore::close(const std::string& id, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const auto row = find(session, id);
        if (row && !row->closed) end(session, *row, event);
        return {};
    });
}

void SqlSessionStore::end(soci::session& session, const SessionRow::Value& row, AuditEvent event) {
    const Integer now = microseconds(event.at);
    change(session, "UPDATE login_session SET closed_at_us = :now WHERE id = :id", now, row.session.id);
    touch_access(session);
    event.workspace = row.session.workspace;
    event.actor = ActorKind::user;
    event.actor_id = row.session.user_id;
    const std::string of_account = "WHERE a.id = :id";
    if (const auto user = select_one<MemberRow>(session, select_members + of_account, row.session.user_id))
        event.actor_label = user->user.email;
    connections_.record(session, event);
}

}  // namespace insightflow::sql
