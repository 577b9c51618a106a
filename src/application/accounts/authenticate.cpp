#include "application/accounts/authenticate.hpp"

#include <algorithm>
#include <unordered_set>

#include "application/accounts/api_keys.hpp"

namespace insightflow {
namespace {

Error unknown_token() {
    return {ErrorCode::unauthenticated,
            "A valid API key or access token is needed: Authorization: Bearer <key or token>.",
            {}};
}

AuthorisedScope scope_of(const StoredKey& key) {
    return {key.workspace, key.permissions, key.label, ActorKind::key, key.id, {}};
}

}  // namespace

struct Authenticator::Snapshot {
    std::int64_t version = 0;
    std::vector<Workspace> workspaces{};
    // The look-up is by a 256-bit hash of the token, so its timing tells nothing of a key.
    std::unordered_map<std::string, StoredKey> keys{};
    std::unordered_map<std::string, std::pair<User, std::vector<Membership>>> users{};
    std::unordered_set<std::string> closed_sessions{};
    std::unique_ptr<AccessTokens> tokens{};

    std::optional<AuthorisedScope> scope_of(const TokenClaims& claims, Timestamp now) const {
        if (claims.expires_at <= now || claims.issued_at > now + clock_leeway) return std::nullopt;
        if (claims.expires_at - claims.issued_at > access_token_life) return std::nullopt;
        if (closed_sessions.contains(claims.session_id)) return std::nullopt;
        const auto user = users.find(claims.user_id);
        if (user == users.end()) return std::nullopt;
        for (const Membership& membership : user->second.second)
            if (membership.workspace == claims.workspace)
                return AuthorisedScope{membership.workspace, membership.role, user->second.first.email,
                                       ActorKind::user,      claims.user_id,  claims.session_id};
        return std::nullopt;
    }
};

Result<void> check_key_strength(std::string_view key, bool listens_on_loopback) {
    const auto visible = [](char c) { return c > ' ' && c <= '~'; };
    if (key.empty()) return invalid_argument("The API key is empty.");
    if (key.size() > key_bytes_max || !std::all_of(key.begin(), key.end(), visible))
        return invalid_argument("The API key must be visible ASCII without spaces, at most " +
                                std::to_string(key_bytes_max) + " characters.");
    if (key.size() < network_key_bytes_min && !listens_on_loopback)
        return invalid_argument("The API key is shorter than " + std::to_string(network_key_bytes_min) +
                                " characters, which is allowed only when listening on a loopback address "
                                "(127.0.0.1 or ::1).");
    return {};
}

Authenticator::Authenticator(AuthenticatorParts parts, const std::optional<std::string>& environment_key)
    : parts_(std::move(parts)) {
    if (environment_key) environment_hash_ = parts_.hash(*environment_key);
}

Result<std::unique_ptr<Authenticator>> Authenticator::open(AuthenticatorParts parts,
                                                           const std::optional<std::string>& environment_key,
                                                           Timestamp now) {
    std::unique_ptr<Authenticator> made(new Authenticator(std::move(parts), environment_key));
    if (const auto read = made->refresh(now); !read) return read.error();
    return made;
}

Result<void> Authenticator::refresh(Timestamp now) {
    const std::lock_guard one_at_a_time(refreshing_);
    const auto version = parts_.store.version();
    if (!version) return version.error();
    if (const auto current = snapshot(); current && current->version == *version) return {};
    auto records = parts_.store.read(now, now - access_token_life - clock_leeway);
    if (!records) return records.error();
    auto made = snapshot_of(std::move(*records));
    if (!made) return made.error();
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(*made);
    return {};
}

Result<std::shared_ptr<const Authenticator::Snapshot>> Authenticator::snapshot_of(
    AccessRecords records) const {
    auto out = std::make_shared<Snapshot>();
    out->version = records.version;
    out->workspaces = std::move(records.workspaces);
    for (StoredKey& key : records.keys) {
        std::string hash = key.hash;
        out->keys.emplace(std::move(hash), std::move(key));
    }
    for (auto& user : records.users) {
        std::string id = user.first.id;
        out->users.emplace(std::move(id), std::move(user));
    }
    for (ClosedSession& session : records.closed_sessions) out->closed_sessions.insert(std::move(session.id));
    std::vector<SigningKey> signing_keys;
    for (const StoredSigningKey& stored : records.signing_keys) {
        auto secret = parts_.unseal(stored.sealed);
        if (!secret)
            return Error{
                ErrorCode::unprocessable,
                "The keys that sign access tokens were sealed with another secret: put secret.key (or "
                "INSIGHTFLOW_SECRET_KEY) back. Where it is lost, `insightflow signing-key rotate --now` "
                "makes a new one.",
                {}};
        signing_keys.push_back({stored.id, std::move(*secret)});
    }
    if (!signing_keys.empty()) out->tokens = parts_.make_tokens(std::move(signing_keys));
    return std::shared_ptr<const Snapshot>(std::move(out));
}

std::shared_ptr<const Authenticator::Snapshot> Authenticator::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

Result<AuthorisedScope> Authenticator::authenticate(std::string_view token, Timestamp now) {
    if (token.empty() || token.size() > token_bytes_max) return unknown_token();
    const auto current = snapshot();
    if (std::ranges::count(token, '.') == 2 && current->tokens) {
        const auto claims = current->tokens->read(token);
        if (claims)
            if (auto scope = current->scope_of(*claims, now)) return *scope;
    }
    if (is_mistyped_key(token)) return unknown_token();
    const std::string hash = parts_.hash(token);
    if (environment_hash_ && parts_.equal(hash, *environment_hash_))
        return AuthorisedScope{default_workspace,      Role::editor, "environment",
                               ActorKind::environment, {},           {}};
    auto scope = scope_of_key(*current, hash, now);
    if (!scope) return unknown_token();
    return std::move(*scope);
}

std::optional<AuthorisedScope> Authenticator::scope_of_key(const Snapshot& snapshot, const std::string& hash,
                                                           Timestamp now) {
    const auto found = snapshot.keys.find(hash);
    if (found == snapshot.keys.end()) return std::nullopt;
    const StoredKey& key = found->second;
    if (key.expires_at && *key.expires_at <= now) return std::nullopt;
    const std::lock_guard lock(uses_mutex_);
    uses_[key.id] = now;
    return scope_of(key);
}

std::string Authenticator::sign(const TokenClaims& claims) const { return snapshot()->tokens->sign(claims); }

std::optional<Workspace> Authenticator::workspace(WorkspaceId id) const {
    const auto current = snapshot();
    for (const Workspace& workspace : current->workspaces)
        if (workspace.id == id) return workspace;
    return std::nullopt;
}

bool Authenticator::knows_anybody() const {
    const auto current = snapshot();
    return environment_hash_ || !current->keys.empty() || !current->users.empty();
}

std::vector<std::pair<std::string, Timestamp>> Authenticator::take_uses() {
    const std::lock_guard lock(uses_mutex_);
    std::vector<std::pair<std::string, Timestamp>> taken(uses_.begin(), uses_.end());
    uses_.clear();
    return taken;
}

}  // namespace insightflow
