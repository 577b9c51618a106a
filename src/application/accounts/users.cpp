#include "application/accounts/users.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "domain/text/printable.hpp"

namespace insightflow {
namespace {

Error no_such_user() { return not_found("There is no such user in this workspace."); }

Error no_such_account() { return not_found("There is no user with this e-mail address."); }

Result<void> store_password(const User& user, const std::string& wanted, std::string_view pointer,
                            std::span<const AuditEvent> events, Timestamp now, const AccountPorts& ports) {
    if (auto fault = password_fault(wanted, user.email))
        return invalid_argument("The password cannot be used.", {{std::string(pointer), std::move(*fault)}});
    const auto hash = ports.passwords.hash(wanted);
    if (!hash) return hash.error();
    if (const auto stored = ports.users.set_password(user.id, *hash, events); !stored) return stored.error();
    ports.changed(now);
    return {};
}

Result<Member> member_of(WorkspaceId workspace, const std::string& user_id, const AccountPorts& ports) {
    const auto members = ports.users.members(workspace);
    if (!members) return members.error();
    const auto found =
        std::ranges::find_if(*members, [&](const Member& member) { return member.user.id == user_id; });
    if (found == members->end()) return no_such_user();
    return *found;
}

// Else whoever may manage users could make one who may do more, and be that one.
std::optional<Error> exceeds(const AuthorisedScope& scope, Role role) {
    if (scope.permissions.contains(PermissionSet(role))) return std::nullopt;
    return Error{
        ErrorCode::forbidden,
        "Nobody gives or takes a role that may do more than they: '" + std::string(name_of(role)) + "' may.",
        {}};
}

}  // namespace

std::vector<Fault> faults_of(const NewUser& user) {
    std::vector<Fault> faults;
    if (!folded_email(user.email))
        faults.push_back({"#/body/email", "must be an e-mail address; got " + in_quotes(user.email)});
    if (auto fault = password_fault(user.password, user.email))
        faults.push_back({"#/body/password", std::move(*fault)});
    return faults;
}

Result<Member> add_user(const AuthorisedScope& scope, const NewUser& user, const Origin& origin,
                        Timestamp now, const AccountPorts& ports) {
    if (auto faults = faults_of(user); !faults.empty())
        return invalid_argument("The user cannot be added.", std::move(faults));
    if (auto refused = exceeds(scope, user.role)) return *std::move(refused);
    auto hash = ports.passwords.hash(user.password);
    if (!hash) return hash.error();
    const auto members = ports.users.members(scope.workspace);
    if (!members) return members.error();
    const auto is_this = [&](const Member& member) { return member.user.email == *folded_email(user.email); };
    if (std::ranges::any_of(*members, is_this))
        return Error{ErrorCode::conflict, "This e-mail address is a member of this workspace already.", {}};
    const Credentials added{{new_ulid(ports.random, now), *folded_email(user.email), now},
                            std::move(*hash),
                            {{scope.workspace, user.role}}};
    const auto event = audit_event(scope, origin, now, "user.add", "user:" + added.user.id,
                                   added.user.email + " as " + std::string(name_of(user.role)));
    if (const auto stored = ports.users.add(added, event); !stored) return stored.error();
    ports.changed(now);
    return Member{added.user, user.role};
}

Result<Member> add_known_user(const AuthorisedScope& scope, const std::string& email, Role role,
                              Timestamp now, const AccountPorts& ports) {
    const auto found = ports.users.find(folded_email(email).value_or(""));
    if (!found) return found.error();
    if (!*found) return no_such_account();
    if (auto refused = exceeds(scope, role)) return *std::move(refused);
    const User& user = (*found)->user;
    const auto& memberships = (*found)->memberships;
    if (std::ranges::count(memberships, scope.workspace, &Membership::workspace) != 0)
        return set_user_role(scope, user.id, role, {}, now, ports);
    const auto event = audit_event(scope, {}, now, "user.add", "user:" + user.id,
                                   user.email + " as " + std::string(name_of(role)));
    if (const auto added = ports.users.add_member(scope.workspace, user.id, role, event); !added)
        return added.error();
    ports.changed(now);
    return Member{user, role};
}

Result<std::vector<Member>> list_users(const AuthorisedScope& scope, const AccountPorts& ports) {
    return ports.users.members(scope.workspace);
}

Result<Member> set_user_role(const AuthorisedScope& scope, const std::string& user_id, Role role,
                             const Origin& origin, Timestamp now, const AccountPorts& ports) {
    auto member = member_of(scope.workspace, user_id, ports);
    if (!member) return member.error();
    for (const Role one : {member->role, role})
        if (auto refused = exceeds(scope, one)) return *std::move(refused);
    const auto event = audit_event(scope, origin, now, "user.role", "user:" + user_id,
                                   std::string(name_of(member->role)) + " to " + std::string(name_of(role)));
    if (const auto stored = ports.users.set_role(scope.workspace, user_id, role, event); !stored)
        return stored.error();
    ports.changed(now);
    return Member{member->user, role};
}

Result<void> remove_user(const AuthorisedScope& scope, const std::string& user_id, const Origin& origin,
                         Timestamp now, const AccountPorts& ports) {
    const auto member = member_of(scope.workspace, user_id, ports);
    if (!member) return member.error();
    if (auto refused = exceeds(scope, member->role)) return *std::move(refused);
    const auto event = audit_event(scope, origin, now, "user.remove", "user:" + user_id, member->user.email);
    if (const auto removed = ports.users.remove(scope.workspace, user_id, event); !removed)
        return removed.error();
    ports.changed(now);
    return {};
}

Result<void> change_password(const AuthorisedScope& scope, const PasswordChange& change, const Origin& origin,
                             Timestamp now, const AccountPorts& ports, LoginThrottle& throttle) {
    const Error wrong =
        invalid_argument("The current password is wrong.", {{"#/body/current_password", "is wrong"}});
    if (scope.actor != ActorKind::user)
        return Error{ErrorCode::forbidden, "Only a user who has logged in has a password.", {}};
    const auto user = ports.users.find_by_id(scope.actor_id);
    if (!user) return user.error();
    if (!*user) return no_such_user();
    const std::string& account = (*user)->user.email;
    if (const auto let_in = throttle.attempt(account, origin.client, now); !let_in) return let_in.error();
    if (change.current.size() > password_bytes_max) return wrong;
    const auto matches = ports.passwords.matches((*user)->password_hash, change.current);
    if (!matches) return matches.error();
    if (!*matches) return wrong;
    throttle.succeeded(account, origin.client);
    const std::array events{audit_event(scope, origin, now, "user.password", "user:" + scope.actor_id)};
    return store_password((*user)->user, change.wanted, "#/body/new_password", events, now, ports);
}

Result<void> reset_password(const AuthorisedScope& scope, const std::string& email, const std::string& wanted,
                            Timestamp now, const AccountPorts& ports) {
    const auto user = ports.users.find(folded_email(email).value_or(""));
    if (!user) return user.error();
    if (!*user) return no_such_account();
    std::vector<AuditEvent> events;
    for (const Membership& membership : (*user)->memberships) {
        AuthorisedScope there = scope;
        there.workspace = membership.workspace;
        events.push_back(audit_event(there, {}, now, "user.password", "user:" + (*user)->user.id));
    }
    return store_password((*user)->user, wanted, "password", events, now, ports);
}

}  // namespace insightflow
