// Port: the API keys of all workspaces. Only hashes are stored: a key itself is shown once, when it is made.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "application/accounts/audit.hpp"

namespace insightflow {

struct StoredKey {
    std::string id{};    // a ULID
    std::string hash{};  // by the application's HashText
    std::string label{};
    WorkspaceId workspace{};
    PermissionSet permissions{};
    std::string created_by{};  // label of who made it
    Timestamp created_at{};
    std::optional<Timestamp> expires_at{};
    std::optional<Timestamp> last_used_at{};  // within a minute or so
    std::optional<Timestamp> revoked_at{};
    friend bool operator==(const StoredKey&, const StoredKey&) = default;
};

// Any thread calls it.
class KeyStore {
public:
    virtual ~KeyStore() = default;
    // Of one workspace, revoked ones included, newest first.
    virtual Result<std::vector<StoredKey>> list(WorkspaceId workspace) = 0;
    // conflict where the workspace has keys_max keys that are not revoked.
    virtual Result<void> insert(const StoredKey& key, const AuditEvent& event) = 0;
    // not_found where the workspace has no such key, or it is revoked already.
    virtual Result<void> revoke(WorkspaceId workspace, const std::string& id, Timestamp now,
                                const AuditEvent& event) = 0;
    // When keys were used last, by id.
    virtual Result<void> note_use(std::span<const std::pair<std::string, Timestamp>> uses) = 0;
};

inline constexpr std::size_t keys_max = 1000;

}  // namespace insightflow
