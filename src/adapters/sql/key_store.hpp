// KeyStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/accounts/key_store.hpp"

namespace insightflow::sql {

class SqlKeyStore final : public KeyStore {
public:
    explicit SqlKeyStore(Connections& connections) : connections_(connections) {}
    Result<std::vector<StoredKey>> list(WorkspaceId workspace) override;
    Result<void> insert(const StoredKey& key, const AuditEvent& event) override;
    Result<void> revoke(WorkspaceId workspace, const std::string& id, Timestamp now,
                        const AuditEvent& event) override;
    Result<void> note_use(std::span<const std::pair<std::string, Timestamp>> uses) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
