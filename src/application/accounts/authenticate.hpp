// From a bearer token to the authorised scope: the one place where a scope is made. A token is the operator's
// own key (API_KEY), an API key, or the access token of a login.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "application/accounts/access_store.hpp"
#include "application/accounts/access_tokens.hpp"

namespace insightflow {

inline constexpr std::size_t token_bytes_max = 2048;
inline constexpr std::size_t key_bytes_max = 512;
// Shorter keys can be guessed over a network, so they are for loopback only.
inline constexpr std::size_t network_key_bytes_min = 16;

inline constexpr std::chrono::minutes access_token_life{10};
// How far the clocks of the servers that share a store may be apart.
inline constexpr std::chrono::seconds clock_leeway{60};

// A key given by the operator: visible ASCII, at most key_bytes_max, and at least network_key_bytes_min
// unless only this machine can reach the server. Errors: invalid_argument, never with the key in the message.
Result<void> check_key_strength(std::string_view key, bool listens_on_loopback);

// What is revoked is let in no longer than the second of these, whatever becomes of the store.
inline constexpr std::chrono::seconds access_look_every{1};
inline constexpr std::chrono::seconds looked_at_age_max{5};
// A key that is not known may have been made a moment ago by another process, so it is looked for at once;
// whoever tries keys makes no more work than one look in this time.
inline constexpr std::chrono::milliseconds extra_look_pause{20};

struct AuthenticatorParts {
    AccessStore& store;
    HashText hash;
    EqualSecrets equal;
    Unseal unseal;
    MakeAccessTokens make_tokens;
};

// Any thread calls it. authenticate() looks at memory alone but for a key that is not known.
class Authenticator {
public:
    // environment_key: an editor of the default workspace, beside the stored keys. Errors: those of the store
    // and of unsealing the signing keys.
    static Result<std::unique_ptr<Authenticator>> open(AuthenticatorParts parts,
                                                       const std::optional<std::string>& environment_key,
                                                       Timestamp now);

    // unauthenticated, in the same words, for whatever is not a valid token now; unavailable where the last
    // look is older than looked_at_age_max, for then what was revoked would still be let in.
    Result<AuthorisedScope> authenticate(std::string_view token, Timestamp now);

    // Looks whether the store has changed or a signing key's time is over, and reads it anew then. What this
    // process changes itself is followed by a call; changes of others are seen by calling it every
    // access_look_every.
    Result<void> refresh(Timestamp now);

    std::string sign(const TokenClaims& claims) const;
    // As of the last look.
    std::optional<Workspace> workspace(WorkspaceId id) const;
    // Whether the last look is young enough to go by.
    bool is_current(Timestamp now) const;
    // Whether there is anybody who could be let in.
    bool knows_anybody() const;
    // When keys were used since the last call, by key id.
    std::vector<std::pair<std::string, Timestamp>> take_uses();

private:
    struct Snapshot;

    Authenticator(AuthenticatorParts parts, const std::optional<std::string>& environment_key);
    Result<std::shared_ptr<const Snapshot>> snapshot_of(AccessRecords records) const;
    std::shared_ptr<const Snapshot> snapshot() const;
    void looked(Timestamp now, std::shared_ptr<const Snapshot> seen);
    bool look_again(Timestamp now);
    std::optional<AuthorisedScope> known(std::string_view token, const std::string& hash, Timestamp now);
    std::optional<AuthorisedScope> scope_of_key(const Snapshot& snapshot, const std::string& hash,
                                                Timestamp now);

    AuthenticatorParts parts_;
    std::optional<std::string> environment_hash_{};
    mutable std::mutex mutex_{};
    std::shared_ptr<const Snapshot> snapshot_{};
    Timestamp looked_at_{};
    Timestamp looked_again_at_{};
    std::mutex refreshing_{};
    std::mutex uses_mutex_{};
    std::unordered_map<std::string, Timestamp> uses_{};
};

}  // namespace insightflow
