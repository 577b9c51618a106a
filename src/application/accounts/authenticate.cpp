#include "application/accounts/authenticate.hpp"

#include <algorithm>
#include <unordered_set>

#include "application/accounts/api_keys.hpp"
#include "application/accounts/signing_keys.hpp"

namespace insightflow {
namespace {

Error unknown_token() {
    return {ErrorCode::unauthenticated,
            "A valid API key or access token is needed: Authorization: Bearer <key or token>.",
            {}};
}

Error no_look_of_late() {
    return {
        ErrorCode::unavailable, "The server cannot read at the moment who may do what: try again soon.", {}};
}

AuthorisedScope scope_of(const StoredKey& key) {
    return {key.workspace, key.permissions, key.label, ActorKind::key, key.id};
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
    std::optional<Timestamp> good_until{};  // when the first of the signing keys is believed no more

    bool is_good(std::int64_t current_version, Timestamp now) const {
        return version == current_version && (!good_until || now < *good_until);
    }

    std::optional<AuthorisedScope> scope_of(const TokenClaims& claims, Timestamp now) const {
        if (claims.expires_at <= now || claims.issued_at > now + clock_leeway) return std::nullopt;
        if (claims.expires_at - claims.issued_at > access_token_life) return std::nullopt;
        if (closed_sessions.contains(claims.session_id)) return std::nullopt;
        const auto user = users.find(claims.user_id);
        if (user == users.end()) return std::nullopt;
        for (const Membership& membership : user->second.second)
            if (membership.workspace == claims.workspace)
                return AuthorisedScope{membership.workspace, membership.role, user->second.first.email,
                                       ActorKind::user, claims.user_id};
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
    if (auto current = snapshot(); current && current->is_good(*version, now)) {
        looked(now, std::move(current));
        return {};
    }
    auto records = parts_.store.read(now, now - access_token_life - clock_leeway);
    if (!records) return records.error();
    auto made = snapshot_of(std::move(*records));
    if (!made) return made.error();
    looked(now, std::move(*made));
    return {};
}

void Authenticator::looked(Timestamp now, std::shared_ptr<const Snapshot> seen) {
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(seen);
    looked_at_ = now;
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
        auto opened = unsealed(stored, parts_.unseal);
        if (!opened) return opened.error();
        signing_keys.push_back(std::move(*opened));
        if (stored.believed_until)
            out->good_until =
                std::min(out->good_until.value_or(*stored.believed_until), *stored.believed_until);
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
    const std::string hash = parts_.hash(token);
    // It stands in no store, so it does not wait for one.
    if (environment_hash_ && parts_.equal(hash, *environment_hash_))
        return AuthorisedScope{default_workspace, Role::editor, "environment", ActorKind::environment, {}};
    if (is_mistyped_key(token)) return unknown_token();
    if (!is_current(now) && !look_again(now)) return no_look_of_late();
    auto scope = known(token, hash, now);
    if (!scope && token.starts_with(key_prefix) && look_again(now)) scope = known(token, hash, now);
    if (!scope) return unknown_token();
    return std::move(*scope);
}

std::optional<AuthorisedScope> Authenticator::known(std::string_view token, const std::string& hash,
                                                    Timestamp now) {
    const auto current = snapshot();
    if (std::ranges::count(token, '.') == 2 && current->tokens)
        if (const auto claims = current->tokens->read(token))
            if (auto scope = current->scope_of(*claims, now)) return scope;
    return scope_of_key(*current, hash, now);
}

// False where it was done a moment ago, or the store cannot be read: the regular look says why.
bool Authenticator::look_again(Timestamp now) {
    {
        const std::lock_guard lock(mutex_);
        if (std::chrono::abs(now - looked_again_at_) < extra_look_pause) return false;
        looked_again_at_ = now;
    }
    try {
        return refresh(now).has_value();
    } catch (const std::exception&) {
        return false;
    }
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

bool Authenticator::is_current(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    return std::chrono::abs(now - looked_at_) <= looked_at_age_max;
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
