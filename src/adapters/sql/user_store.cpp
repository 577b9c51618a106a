#include "adapters/sql/user_store.hpp"

#include "adapters/sql/access_rows.hpp"
#include "adapters/sql/workspace_store.hpp"

namespace insightflow::sql {
namespace {

struct AccountRow {
    std::string id{}, email{}, password_hash{};
    Integer created_at = 0;
    void define(soci::statement& statement) { into(statement, id, email, password_hash, created_at); }
    Credentials value() const { return {{id, email, timestamp(created_at)}, password_hash, {}}; }
};

Result<std::optional<Credentials>> credentials(soci::session& session, const std::string& condition,
                                               const std::string& value) {
    auto found = select_one<AccountRow>(
        session, "SELECT id, email, password_hash, created_at_us FROM account WHERE " + condition, value);
    if (!found) return std::nullopt;
    for (const auto& row : select<MemberRow>(
             session, select_members + "WHERE a.id = :id ORDER BY m.workspace_id", found->user.id))
        found->memberships.push_back(row.membership);
    return found;
}

void put_member(soci::session& session, WorkspaceId workspace, const std::string& user_id, Role role) {
    const Integer tenant = workspace.value;
    const std::string name(name_of(role));
    change(session,
           "INSERT INTO member (workspace_id, account_id, role) VALUES (:workspace, :account, :role) "
           "ON CONFLICT (workspace_id, account_id) DO UPDATE SET role = excluded.role",
           tenant, user_id, name);
}

Result<void> insert_account(soci::session& session, const Credentials& user) {
    const Integer known =
        select_number(session, "SELECT count(*) FROM account WHERE email = :email", user.user.email);
    if (known != 0)
        return Error{ErrorCode::conflict,
                     "This e-mail address has an account already: only the operator can make it a member of "
                     "another workspace.",
                     {}};
    const Integer created_at = microseconds(user.user.created_at);
    change(session,
           "INSERT INTO account (id, email, password_hash, created_at_us) "
           "VALUES (:id, :email, :hash, :created_at)",
           user.user.id, user.user.email, user.password_hash, created_at);
    for (const Membership& membership : user.memberships)
        put_member(session, membership.workspace, user.user.id, membership.role);
    return {};
}

// Called after the change, before its commit.
Result<void> check_owner_left(soci::session& session, WorkspaceId workspace, bool had_owner) {
    const Integer tenant = workspace.value;
    const Integer owners = select_number(
        session, "SELECT count(*) FROM member WHERE workspace_id = :workspace AND role = 'owner'", tenant);
    if (had_owner && owners == 0)
        return Error{ErrorCode::conflict, "The workspace would be left without an owner.", {}};
    return {};
}

Error no_such_member() { return not_found("There is no such user in this workspace."); }

bool is_owner(soci::session& session, WorkspaceId workspace, const std::string& user_id) {
    const Integer tenant = workspace.value;
    return select_number(session,
                         "SELECT count(*) FROM member WHERE workspace_id = :workspace AND account_id = :id "
                         "AND role = 'owner'",
                         tenant, user_id) != 0;
}

void close_sessions(soci::session& session, const std::string& user_id, Timestamp now,
                    const std::optional<WorkspaceId>& workspace) {
    const Integer now_us = microseconds(now);
    const Integer tenant = workspace ? workspace->value : 0;
    change(session,
           "UPDATE login_session SET closed_at_us = :now WHERE account_id = :id AND closed_at_us IS NULL "
           "AND (:any = 0 OR workspace_id = :workspace)",
           now_us, user_id, tenant, tenant);
}

}  // namespace

Result<bool> SqlUserStore::any() {
    return connections_.read([](soci::session& session) -> Result<bool> {
        return select_number(session, "SELECT count(*) FROM (SELECT 1 FROM account LIMIT 1) AS one") != 0;
    });
}

Result<std::optional<Credentials>> SqlUserStore::find(const std::string& email) {
    return connections_.read(
        [&](soci::session& session) { return credentials(session, "email = :email", email); });
}

Result<std::optional<Credentials>> SqlUserStore::find_by_id(const std::string& id) {
    return connections_.read([&](soci::session& session) { return credentials(session, "id = :id", id); });
}

Result<std::vector<Member>> SqlUserStore::members(WorkspaceId workspace) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<Member>> {
        const Integer tenant = workspace.value;
        std::vector<Member> out;
        for (const auto& row : select<MemberRow>(
                 session, select_members + "WHERE m.workspace_id = :workspace ORDER BY a.email", tenant))
            out.push_back({row.user, row.membership.role});
        return out;
    });
}

Result<void> SqlUserStore::set_up(const Credentials& owner, const Workspace& workspace,
                                  const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        if (select_number(session, "SELECT count(*) FROM account") != 0)
            return Error{ErrorCode::conflict, "This installation is set up already: log in.", {}};
        if (const auto named = update_workspace(session, workspace); !named) return named.error();
        if (const auto added = insert_account(session, owner); !added) return added.error();
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlUserStore::add(const Credentials& user, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        if (const auto added = insert_account(session, user); !added) return added.error();
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlUserStore::add_member(WorkspaceId workspace, const std::string& user_id, Role role,
                                      const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        if (select_number(session, "SELECT count(*) FROM account WHERE id = :id", user_id) == 0)
            return not_found("There is no such user.");
        const bool was_owner = is_owner(session, workspace, user_id);
        put_member(session, workspace, user_id, role);
        if (const auto left = check_owner_left(session, workspace, was_owner); !left) return left.error();
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlUserStore::set_role(WorkspaceId workspace, const std::string& user_id, Role role,
                                    const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = workspace.value;
        const std::string name(name_of(role));
        const bool was_owner = is_owner(session, workspace, user_id);
        const auto updated = change(
            session, "UPDATE member SET role = :role WHERE workspace_id = :workspace AND account_id = :id",
            name, tenant, user_id);
        if (updated == 0) return no_such_member();
        if (const auto left = check_owner_left(session, workspace, was_owner); !left) return left.error();
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlUserStore::remove(WorkspaceId workspace, const std::string& user_id,
                                  const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = workspace.value;
        const bool was_owner = is_owner(session, workspace, user_id);
        const auto removed =
            change(session, "DELETE FROM member WHERE workspace_id = :workspace AND account_id = :id", tenant,
                   user_id);
        if (removed == 0) return no_such_member();
        if (const auto left = check_owner_left(session, workspace, was_owner); !left) return left.error();
        close_sessions(session, user_id, event.at, workspace);
        // Who is a member nowhere is forgotten: the address is free again.
        if (select_number(session, "SELECT count(*) FROM member WHERE account_id = :id", user_id) == 0) {
            change(session, "DELETE FROM login_session WHERE account_id = :id", user_id);
            change(session, "DELETE FROM account WHERE id = :id", user_id);
        }
        touch_access(session);
        connections_.record(session, event);
        return {};
    });
}

Result<void> SqlUserStore::set_password(const std::string& user_id, const std::string& hash,
                                        std::span<const AuditEvent> events) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        if (change(session, "UPDATE account SET password_hash = :hash WHERE id = :id", hash, user_id) == 0)
            return not_found("There is no such user.");
        close_sessions(session, user_id, events.front().at, std::nullopt);
        touch_access(session);
        for (const AuditEvent& event : events) connections_.record(session, event);
        return {};
    });
}

}  // namespace insightflow::sql
