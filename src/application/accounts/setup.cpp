#include "application/accounts/setup.hpp"

#include "application/accounts/secrets.hpp"

namespace insightflow {
namespace {

constexpr std::string_view setup_prefix = "ifs_";
constexpr std::size_t setup_characters = 32;

}  // namespace

Result<std::optional<std::string>> SetupDoor::open(const AccountPorts& ports, Timestamp now) {
    const auto any = ports.users.any();
    if (!any) return any.error();
    if (*any) return std::nullopt;
    std::string token = make_secret(setup_prefix, setup_characters, ports.random);
    const std::lock_guard lock(mutex_);
    open_ = true;
    token_hash_ = ports.hash(token);
    expires_at_ = now + setup_token_life;
    return std::optional(std::move(token));
}

Result<void> SetupDoor::check_token(const std::string& token, Timestamp now, const AccountPorts& ports) {
    const std::lock_guard lock(mutex_);
    if (!open_) return Error{ErrorCode::conflict, "This installation is set up already: log in.", {}};
    if (token.size() > token_bytes_max || !ports.equal(ports.hash(token), token_hash_))
        return Error{ErrorCode::unauthenticated, "The set-up token is wrong.", {}};
    if (now >= expires_at_)
        return Error{ErrorCode::unauthenticated,
                     "The set-up token has expired: restart the server for a new one, or use "
                     "`insightflow user add`.",
                     {}};
    return {};
}

Result<User> SetupDoor::set_up(const SetupRequest& request, const Origin& origin, Timestamp now,
                               const AccountPorts& ports, LoginThrottle& throttle) {
    if (const auto let_in = throttle.attempt("", origin.client, now); !let_in) return let_in.error();
    if (const auto checked = check_token(request.token, now, ports); !checked) return checked.error();
    throttle.succeeded("", origin.client);
    std::vector<Fault> faults = faults_of(NewUser{request.email, request.password, Role::owner});
    Workspace workspace;
    workspace.id = default_workspace;
    workspace.name = "default";
    const auto settings = changed_workspace(workspace, request.workspace);
    if (!settings)
        for (const Fault& fault : settings.error().faults) faults.push_back(fault);
    if (!faults.empty()) return invalid_argument("The owner cannot be made.", std::move(faults));
    auto hash = ports.passwords.hash(request.password);
    if (!hash) return hash.error();
    const Credentials owner{{new_ulid(ports.random, now), *folded_email(request.email), now},
                            std::move(*hash),
                            {{default_workspace, Role::owner}}};
    const AuthorisedScope scope{default_workspace, {}, owner.user.email, ActorKind::user, owner.user.id};
    const auto event = audit_event(scope, origin, now, "setup", "user:" + owner.user.id, owner.user.email);
    if (const auto stored = ports.users.set_up(owner, *settings, event); !stored) return stored.error();
    {
        const std::lock_guard lock(mutex_);
        open_ = false;
        token_hash_.clear();
    }
    ports.changed(now);
    return owner.user;
}

}  // namespace insightflow
