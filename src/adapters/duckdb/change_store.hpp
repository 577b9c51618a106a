// ChangeStore on DuckDB.
#pragma once

#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/analytics/change_store.hpp"

namespace insightflow::duckdb {

class DuckChangeStore final : public ChangeStore {
public:
    DuckChangeStore(ReaderPool& readers, Guard& guard) : readers_(readers), guard_(guard) {}

    Result<std::vector<ChangedCell>> changes(const ChangesPlan& plan, std::stop_token stop) override;

private:
    ReaderPool& readers_;
    Guard& guard_;
};

}  // namespace insightflow::duckdb
