// EntityStore on DuckDB: the texts come from adapters/sql_text.
#pragma once

#include "adapters/duckdb/guard.hpp"
#include "adapters/duckdb/reader_pool.hpp"
#include "application/analytics/entity_store.hpp"

namespace insightflow::duckdb {

class DuckEntityStore final : public EntityStore {
public:
    DuckEntityStore(ReaderPool& readers, Guard& guard) : readers_(readers), guard_(guard) {}
    Result<EntityPage> list(const ListingPlan& plan, std::stop_token stop) override;

private:
    ReaderPool& readers_;
    Guard& guard_;
};

}  // namespace insightflow::duckdb
