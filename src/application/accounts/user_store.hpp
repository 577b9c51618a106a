// Port: people, their passwords, and which workspaces they are members of in which role.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "application/accounts/workspace_store.hpp"

namespace insightflow {

struct User {
    std::string id{};     // a ULID
    std::string email{};  // as folded_email() gives it; unique in the installation
    Timestamp created_at{};
    friend bool operator==(const User&, const User&) = default;
};

struct Membership {
    WorkspaceId workspace{};
    Role role = Role::viewer;
    friend bool operator==(const Membership&, const Membership&) = default;
};

struct Member {
    User user{};
    Role role = Role::viewer;
    friend bool operator==(const Member&, const Member&) = default;
};

// What a login is checked against.
struct Credentials {
    User user{};
    std::string password_hash{};
    std::vector<Membership> memberships{};  // by workspace
};

// Any thread calls it.
class UserStore {
public:
    virtual ~UserStore() = default;
    virtual Result<bool> any() = 0;
    virtual Result<std::optional<Credentials>> find(const std::string& email) = 0;
    virtual Result<std::optional<Credentials>> find_by_id(const std::string& id) = 0;
    virtual Result<std::vector<Member>> members(WorkspaceId workspace) = 0;  // by e-mail

    // The first user of the installation, owner of the default workspace, which takes the given name and
    // settings: all in one. conflict where there is a user already.
    virtual Result<void> set_up(const Credentials& owner, const Workspace& workspace,
                                const AuditEvent& event) = 0;
    // conflict where the e-mail has an account.
    virtual Result<void> add(const Credentials& user, const AuditEvent& event) = 0;
    // Makes an existing user a member with this role. not_found where there is no such user; conflict where
    // no owner would be left, of a workspace that the user is a member of already.
    virtual Result<void> add_member(WorkspaceId workspace, const std::string& user_id, Role role,
                                    const AuditEvent& event) = 0;
    // not_found where the workspace has no such member; conflict where no owner would be left.
    virtual Result<void> set_role(WorkspaceId workspace, const std::string& user_id, Role role,
                                  const AuditEvent& event) = 0;
    // The member's sessions in the workspace end with it; a user who is a member nowhere is deleted.
    // not_found where the workspace has no such member; conflict where no owner would be left.
    virtual Result<void> remove(WorkspaceId workspace, const std::string& user_id,
                                const AuditEvent& event) = 0;
    // All sessions of the user end with the old password. events: at least one, all of one moment. not_found.
    virtual Result<void> set_password(const std::string& user_id, const std::string& hash,
                                      std::span<const AuditEvent> events) = 0;
};

}  // namespace insightflow
