// Use cases: the members of a workspace. A user has one account in the installation and may be a member of
// several workspaces; an owner of one sees and changes members of that one alone.
#pragma once

#include <string>
#include <vector>

#include "application/accounts/login_throttle.hpp"
#include "application/accounts/ports.hpp"

namespace insightflow {

struct NewUser {
    std::string email{};
    std::string password{};
    Role role = Role::viewer;
};

// The fields' faults: #/body/email, #/body/password.
std::vector<Fault> faults_of(const NewUser& user);

// A new account, member of the scope's workspace. Errors: invalid_argument; conflict where the e-mail has an
// account; unavailable.
Result<Member> add_user(const AuthorisedScope& scope, const NewUser& user, const Origin& origin,
                        Timestamp now, const AccountPorts& ports);

// For the operator: somebody with an account, as it is, becomes a member of the scope's workspace, or gets
// another role there. Errors: not_found where the e-mail has no account; conflict where no owner would be
// left.
Result<Member> add_known_user(const AuthorisedScope& scope, const std::string& email, Role role,
                              Timestamp now, const AccountPorts& ports);

// By e-mail.
Result<std::vector<Member>> list_users(const AuthorisedScope& scope, const AccountPorts& ports);

// Errors: not_found where the workspace has no such member; conflict where no owner would be left.
Result<Member> set_user_role(const AuthorisedScope& scope, const std::string& user_id, Role role,
                             const Origin& origin, Timestamp now, const AccountPorts& ports);
Result<void> remove_user(const AuthorisedScope& scope, const std::string& user_id, const Origin& origin,
                         Timestamp now, const AccountPorts& ports);

struct PasswordChange {
    std::string current{};
    std::string wanted{};
};

// The caller's own; ends all of the caller's sessions. Errors: forbidden for who is no user; invalid_argument
// where the current password is wrong or the new one is none; rate_limited.
Result<void> change_password(const AuthorisedScope& scope, const PasswordChange& change, const Origin& origin,
                             Timestamp now, const AccountPorts& ports, LoginThrottle& throttle);

// For the operator, who is not asked for the current one; recorded in each workspace of the user. Errors:
// not_found; invalid_argument.
Result<void> reset_password(const AuthorisedScope& scope, const std::string& email, const std::string& wanted,
                            Timestamp now, const AccountPorts& ports);

}  // namespace insightflow
