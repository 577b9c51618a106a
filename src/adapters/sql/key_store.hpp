// KeyStore over SQL.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/accounts/key_store.hpp"

namespace insightflow::sql {

class SqlKeyStore final : public KeyStore {
public:
    explicit SqlKeyStore(Connections& connections) : connections_(connections) {}
    Result<std::vector<StoredKey>> all() override;
    Result<void> insert(const StoredKey& key) override;

private:
    Connections& connections_;
};

}  // namespace insightflow::sql
