// Port: the API keys of all workspaces. Only hashes are stored: a key itself is shown once, when it is made.
#pragma once

#include <string>
#include <vector>

#include "application/accounts/scope.hpp"
#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

struct StoredKey {
    std::string hash{};  // by the application's HashText
    std::string label{};
    WorkspaceId workspace{};
    Role role = Role::viewer;
    Timestamp created_at{};
    friend bool operator==(const StoredKey&, const StoredKey&) = default;
};

// Any thread calls it.
class KeyStore {
public:
    virtual ~KeyStore() = default;
    // All keys, oldest first. They are read once and looked up in memory: no request waits for the store.
    virtual Result<std::vector<StoredKey>> all() = 0;
    // Durable on return. conflict where the hash is stored already.
    virtual Result<void> insert(const StoredKey& key) = 0;
};

// Made by the store's first migration.
inline constexpr WorkspaceId default_workspace{1};

}  // namespace insightflow
