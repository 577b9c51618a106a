// QualityStore on DuckDB.
#pragma once

#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/analytics/quality_store.hpp"

namespace insightflow::duckdb {

class DuckQualityStore final : public QualityStore {
public:
    DuckQualityStore(ReaderPool& readers, Guard& guard) : readers_(readers), guard_(guard) {}

    Result<QualityFigures> figures(WorkspaceId workspace, Day until, std::stop_token stop) override;
    Result<std::vector<WorkspaceVersion>> versions(std::stop_token stop) override;

private:
    ReaderPool& readers_;
    Guard& guard_;
};

}  // namespace insightflow::duckdb
