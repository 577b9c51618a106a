// FactInspector on DuckDB.
#pragma once

#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/ingestion/fact_inspector.hpp"

namespace insightflow::duckdb {

class DuckFactInspector final : public FactInspector {
public:
    DuckFactInspector(ReaderPool& readers, Guard& guard) : readers_(readers), guard_(guard) {}

    Result<std::vector<std::string>> contradictions() override;
    Result<std::vector<CommittedBatch>> commits() override;
    Result<std::vector<SourceTotals>> totals() override;

private:
    ReaderPool& readers_;
    Guard& guard_;
};

}  // namespace insightflow::duckdb
