// Sources and their shapes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/duckdb/connection.hpp"
#include "application/ingestion/staged_batch.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/measure_set.hpp"

namespace insightflow::duckdb {

struct KnownSource {
    std::int32_t id = 0;
    MeasureSet measures = 0;  // that its applied batches carried
};

// The batch's source, which is made where it is new. The first applied batch fixes a source's shape, from its
// commit sequence on; without one left it is free. Error: unprocessable where the batch has another shape,
// naming both.
Result<KnownSource> source_for(Connection& connection, const StagedBatch& batch, std::int64_t sequence);

// The shape of a source of which a batch counts.
std::optional<Shape> fixed_shape(Connection& connection, WorkspaceId workspace, std::string_view source);

// nullopt where the workspace has no such source.
std::optional<std::int32_t> source_named(Connection& connection, WorkspaceId workspace,
                                         std::string_view source);

// From now on the source is known to carry these measures.
void store_measures(Connection& connection, std::int32_t source_id, MeasureSet measures);

// After a batch was undone: from now on the source is known to carry what the others carried.
void forget_undone_measures(Connection& connection, std::int32_t source_id);

}  // namespace insightflow::duckdb
