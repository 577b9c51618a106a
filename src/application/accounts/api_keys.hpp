// Use cases: the API keys of a workspace.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/ports.hpp"

namespace insightflow {

inline constexpr std::string_view key_prefix = "ifk_";
inline constexpr std::size_t key_label_bytes_max = 100;
inline constexpr std::chrono::days key_life_max{3660};

// Whether the text looks like a key that the server made, and its check characters do not fit.
bool is_mistyped_key(std::string_view text);

struct NewKey {
    std::string label{};
    PermissionSet permissions{};
    std::optional<Timestamp> expires_at{};
};

struct MadeKey {
    std::string key{};  // shown this once
    StoredKey stored{};
};

// Errors: invalid_argument with a fault for each wrong field; forbidden where the key could do more than who
// makes it; conflict where there are keys_max.
Result<MadeKey> create_key(const AuthorisedScope& scope, const NewKey& request, const Origin& origin,
                           Timestamp now, const AccountPorts& ports);

// Newest first; expired and revoked ones too.
Result<std::vector<StoredKey>> list_keys(const AuthorisedScope& scope, const AccountPorts& ports);

// It is refused from now on: at once by this process, within access_look_every by others. not_found where the
// workspace has no such key, or it is revoked already.
Result<void> revoke_key(const AuthorisedScope& scope, const std::string& id, const Origin& origin,
                        Timestamp now, const AccountPorts& ports);

}  // namespace insightflow
