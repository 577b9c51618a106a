#include "application/accounts/authenticate.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace insightflow {
namespace {

constexpr std::size_t made_key_random_bytes = 32;
constexpr std::string_view made_key_prefix = "ifk_";

std::string hex(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::byte value : bytes) {
        out.push_back(digits[std::to_integer<std::size_t>(value >> 4)]);
        out.push_back(digits[std::to_integer<std::size_t>(value & std::byte{15})]);
    }
    return out;
}

}  // namespace

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

Result<std::optional<std::string>> make_first_key(KeyStore& keys, bool environment_has_key,
                                                  const RandomBytes& random, const HashText& hash,
                                                  Timestamp now) {
    if (environment_has_key) return std::nullopt;
    const auto stored = keys.all();
    if (!stored) return stored.error();
    if (!stored->empty()) return std::nullopt;

    std::array<std::byte, made_key_random_bytes> secret{};
    random(secret);
    std::string key = std::string(made_key_prefix) + hex(secret);
    const auto inserted = keys.insert({hash(key), "first key", default_workspace, Role::editor, now});
    if (!inserted) return inserted.error();
    return std::optional(std::move(key));
}

Authenticator::Authenticator(HashText hash, EqualSecrets equal)
    : hash_(std::move(hash)), equal_(std::move(equal)) {}

Result<Authenticator> Authenticator::load(KeyStore& keys, const std::optional<std::string>& environment_key,
                                          HashText hash, EqualSecrets equal) {
    const auto stored = keys.all();
    if (!stored) return stored.error();
    Authenticator made(std::move(hash), std::move(equal));
    if (environment_key) made.environment_hash_ = made.hash_(*environment_key);
    for (const StoredKey& key : *stored)
        made.stored_.emplace(key.hash, AuthorisedScope{key.workspace, key.role, key.label});
    return made;
}

Result<AuthorisedScope> Authenticator::authenticate(std::string_view token) const {
    const Error unknown{ErrorCode::unauthenticated,
                        "A valid API key is needed: Authorization: Bearer <key>."};
    if (token.empty() || token.size() > key_bytes_max) return unknown;
    const std::string token_hash = hash_(token);
    if (environment_hash_ && equal_(token_hash, *environment_hash_))
        return AuthorisedScope{default_workspace, Role::editor, "environment"};
    const auto found = stored_.find(token_hash);
    if (found == stored_.end()) return unknown;
    return found->second;
}

}  // namespace insightflow
