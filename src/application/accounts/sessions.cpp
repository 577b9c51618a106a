#include "application/accounts/sessions.hpp"

#include <algorithm>
#include <charconv>

#include "domain/text/printable.hpp"

namespace insightflow {
namespace {

constexpr std::string_view refresh_prefix = "ifr_";

Error wrong_login() {
    return {ErrorCode::unauthenticated, "The e-mail address or the password is wrong.", {}};
}
Error wrong_refresh() {
    return {ErrorCode::unauthenticated, "The refresh token is not valid, or no longer: log in again.", {}};
}

// "ifr_<session>.<generation>.<mac>": the store keeps nothing by which a token could be made.
std::string refresh_token_of(const Session& session, const KeyedHash& mac) {
    const std::string body = session.id + "." + std::to_string(session.generation);
    return std::string(refresh_prefix) + body + "." + mac(body);
}

struct RefreshToken {
    std::string session_id{};
    std::int64_t generation = 0;
};

// What a token of ours says; nothing where it is none.
std::optional<RefreshToken> read_refresh_token(std::string_view text, const AccountPorts& ports) {
    if (!text.starts_with(refresh_prefix) || text.size() > token_bytes_max) return std::nullopt;
    text.remove_prefix(refresh_prefix.size());
    const auto end = text.rfind('.');
    if (end == std::string_view::npos) return std::nullopt;
    const auto body = text.substr(0, end);
    if (!ports.equal(ports.refresh_mac(body), text.substr(end + 1))) return std::nullopt;
    const auto dot = body.find('.');
    RefreshToken out{std::string(body.substr(0, dot)), 0};
    std::from_chars(body.data() + dot + 1, body.data() + body.size(), out.generation);
    return out;
}

// The one who logs in, as the audit log shows it.
AuditEvent event_of(const User& user, WorkspaceId workspace, const Origin& origin, Timestamp now,
                    std::string_view action, const std::string& session_id) {
    const AuthorisedScope scope{workspace, {}, user.email, ActorKind::user, user.id};
    return audit_event(scope, origin, now, action, "session:" + session_id);
}

TokenPair pair_of(const Session& session, const Membership& membership, const std::string& workspace_name,
                  Timestamp now, const AccountPorts& ports, const SignClaims& sign) {
    TokenClaims claims;
    claims.user_id = session.user_id;
    claims.session_id = session.id;
    claims.workspace = session.workspace;
    claims.issued_at = std::chrono::floor<std::chrono::seconds>(now);
    claims.expires_at = claims.issued_at + access_token_life;
    return {sign(claims),       claims.expires_at, refresh_token_of(session, ports.refresh_mac),
            session.expires_at, workspace_name,    membership.role};
}

std::string name_of(WorkspaceId id, const std::vector<Workspace>& workspaces) {
    const auto found = std::ranges::find(workspaces, id, &Workspace::id);
    return found == workspaces.end() ? std::string() : found->name;
}

Result<Membership> membership_for(const LoginRequest& request, const Credentials& user,
                                  const std::vector<Workspace>& workspaces) {
    for (const Membership& membership : user.memberships)
        if (!request.workspace || name_of(membership.workspace, workspaces) == *request.workspace)
            return membership;
    return Error{ErrorCode::forbidden,
                 request.workspace
                     ? "You are not a member of a workspace called " + in_quotes(*request.workspace) + "."
                     : "You are not a member of any workspace.",
                 {}};
}

// The user whose password it is; who fails is written down.
Result<Credentials> checked_user(const LoginRequest& request, const Origin& origin, Timestamp now,
                                 const AccountPorts& ports) {
    const auto email = folded_email(request.email);
    std::optional<Credentials> user;
    if (email) {
        auto found = ports.users.find(*email);
        if (!found) return found.error();
        user = std::move(*found);
    }
    const bool can_be = request.password.size() <= password_bytes_max;
    const auto matches = ports.passwords.matches(
        user && can_be ? std::optional(user->password_hash) : std::nullopt, can_be ? request.password : "");
    if (!matches) return matches.error();
    if (*matches) return std::move(*user);
    AuthorisedScope nobody;
    if (user && !user->memberships.empty()) nobody.workspace = user->memberships.front().workspace;
    auto event = audit_event(nobody, origin, now, "login.refused", user ? "user:" + user->user.id : "user:?");
    if (const auto noted = ports.audit.append(event); !noted) return noted.error();
    return wrong_login();
}

}  // namespace

Result<TokenPair> log_in(const LoginRequest& request, const Origin& origin, Timestamp now,
                         const AccountPorts& ports, LoginThrottle& throttle, const SignClaims& sign) {
    const std::string account = folded_email(request.email).value_or("");
    if (const auto let_in = throttle.attempt(account, origin.client, now); !let_in) return let_in.error();
    const auto user = checked_user(request, origin, now, ports);
    if (!user) return user.error();
    throttle.succeeded(account, origin.client);
    const auto workspaces = ports.workspaces.all();
    if (!workspaces) return workspaces.error();
    const auto membership = membership_for(request, *user, *workspaces);
    if (!membership) return membership.error();
    Session session;
    session.id = new_ulid(ports.random, now);
    session.user_id = user->user.id;
    session.workspace = membership->workspace;
    session.opened_at = now;
    session.expires_at = now + session_idle_max;
    const auto event = event_of(user->user, session.workspace, origin, now, "login", session.id);
    if (const auto opened = ports.sessions.open(session, event); !opened) return opened.error();
    ports.changed(now);
    return pair_of(session, *membership, name_of(session.workspace, *workspaces), now, ports, sign);
}

Result<TokenPair> refresh_session(const std::string& refresh_token, const Origin& origin, Timestamp now,
                                  const AccountPorts& ports, const SignClaims& sign) {
    const auto token = read_refresh_token(refresh_token, ports);
    if (!token) return wrong_refresh();
    const auto reuse = audit_event({}, origin, now, "session.reused", "session:" + token->session_id,
                                   "a refresh token was used twice: the session was ended");
    // The id says when the session was opened.
    const Timestamp last_end = time_of_ulid(token->session_id) + session_life_max;
    const auto advanced =
        ports.sessions.advance(token->session_id, token->generation, now,
                               std::min<Timestamp>(now + session_idle_max, last_end), reuse);
    if (!advanced) return advanced.error();
    if (advanced->outcome == Advance::reused) ports.changed(now);
    if (advanced->outcome != Advance::advanced) return wrong_refresh();
    const Session& session = advanced->session;
    const auto user = ports.users.find_by_id(session.user_id);
    if (!user) return user.error();
    const auto workspaces = ports.workspaces.all();
    if (!workspaces) return workspaces.error();
    if (!*user) return wrong_refresh();
    for (const Membership& membership : (*user)->memberships)
        if (membership.workspace == session.workspace)
            return pair_of(session, membership, name_of(session.workspace, *workspaces), now, ports, sign);
    return wrong_refresh();
}

Result<void> log_out(const std::string& refresh_token, const Origin& origin, Timestamp now,
                     const AccountPorts& ports) {
    const auto token = read_refresh_token(refresh_token, ports);
    if (!token) return {};
    const auto event = audit_event({}, origin, now, "logout", "session:" + token->session_id);
    if (const auto closed = ports.sessions.close(token->session_id, event); !closed) return closed.error();
    ports.changed(now);
    return {};
}

}  // namespace insightflow
