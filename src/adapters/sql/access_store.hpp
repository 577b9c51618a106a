// AccessStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/accounts/access_store.hpp"

namespace insightflow::sql {

class SqlAccessStore final : public AccessStore {
public:
    explicit SqlAccessStore(Connections& connections) : connections_(connections) {}
    Result<std::int64_t> version() override;
    Result<AccessRecords> read(Timestamp now, Timestamp closed_since) override;
    Result<void> add_signing_key(const StoredSigningKey& key, Timestamp others_believed_until,
                                 const AuditEvent& event) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
