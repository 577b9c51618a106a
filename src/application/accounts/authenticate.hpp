// From a bearer token to the authorised scope: the one place where a scope is made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "application/accounts/crypto_functions.hpp"
#include "application/accounts/key_store.hpp"

namespace insightflow {

inline constexpr std::size_t key_bytes_max = 512;
// Shorter keys can be guessed over a network, so they are for loopback only.
inline constexpr std::size_t network_key_bytes_min = 16;

// A key given by the operator: visible ASCII, at most key_bytes_max, and at least network_key_bytes_min
// unless only this machine can reach the server. Errors: invalid_argument, never with the key in the message.
Result<void> check_key_strength(std::string_view key, bool listens_on_loopback);

// Where there is neither a key from the environment nor a stored one, makes an editor's key for the default
// workspace, stores its hash and gives the key, to be shown once; else nullopt.
Result<std::optional<std::string>> make_first_key(KeyStore& keys, bool environment_has_key,
                                                  const RandomBytes& random, const HashText& hash,
                                                  Timestamp now);

// Holds all keys in memory as hashes. authenticate() may be called from any thread; it reads no store.
class Authenticator {
public:
    // environment_key is the operator's own key (API_KEY): an editor of the default workspace, beside the
    // stored ones.
    static Result<Authenticator> load(KeyStore& keys, const std::optional<std::string>& environment_key,
                                      HashText hash, EqualSecrets equal);

    // unauthenticated, in the same words, for an empty, over-long or unknown token.
    Result<AuthorisedScope> authenticate(std::string_view token) const;

private:
    Authenticator(HashText hash, EqualSecrets equal);

    HashText hash_;
    EqualSecrets equal_;
    std::optional<std::string> environment_hash_{};
    // The look-up is by a 256-bit hash of the token, so its timing tells nothing of a key.
    std::unordered_map<std::string, AuthorisedScope> stored_{};
};

}  // namespace insightflow
