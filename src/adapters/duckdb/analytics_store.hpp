// AnalyticsStore on DuckDB: the plan's text comes from adapters/sql_text, the answer's columns in its order.
#pragma once

#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/analytics/analytics_store.hpp"

namespace insightflow::duckdb {

class DuckAnalyticsStore final : public AnalyticsStore {
public:
    DuckAnalyticsStore(ReaderPool& readers, Guard& guard) : readers_(readers), guard_(guard) {}
    Result<std::vector<GroupSums>> run(const FactsPlan& plan, std::stop_token stop) override;
    Result<std::vector<SourceOverlap>> overlaps(const FactsPlan& plan, std::stop_token stop) override;

private:
    ReaderPool& readers_;
    Guard& guard_;
};

}  // namespace insightflow::duckdb
