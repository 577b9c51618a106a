// Port: everything that authentication looks at, as one value. It is read when its version has moved, so that
// no request waits for the store, and whatever another process changes (the command line, another server) is
// seen within the time between two looks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "application/accounts/key_store.hpp"
#include "application/accounts/user_store.hpp"
#include "application/accounts/workspace_store.hpp"

namespace insightflow {

struct StoredSigningKey {
    std::string id{};
    std::string sealed{};  // by the application's Seal
    Timestamp created_at{};
    std::optional<Timestamp> believed_until{};  // none: it signs
    friend bool operator==(const StoredSigningKey&, const StoredSigningKey&) = default;
};

struct ClosedSession {
    std::string id{};
    Timestamp closed_at{};
};

struct AccessRecords {
    std::int64_t version = 0;
    std::vector<Workspace> workspaces{};
    std::vector<StoredKey> keys{};  // that are not revoked
    std::vector<std::pair<User, std::vector<Membership>>> users{};
    std::vector<ClosedSession> closed_sessions{};  // closed of late
    std::vector<StoredSigningKey> signing_keys{};  // newest first
};

// Any thread calls it.
class AccessStore {
public:
    virtual ~AccessStore() = default;
    // Moves with every change of what read() gives.
    virtual Result<std::int64_t> version() = 0;
    // As of one moment: signing keys that are believed now, sessions closed at or after closed_since.
    virtual Result<AccessRecords> read(Timestamp now, Timestamp closed_since) = 0;
    // A new key that signs from now on; those before it are believed until the given time.
    virtual Result<void> add_signing_key(const StoredSigningKey& key, Timestamp others_believed_until,
                                         const AuditEvent& event) = 0;
};

}  // namespace insightflow
