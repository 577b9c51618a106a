// Measures of a source's own. Each has a slot: rows hold it in the column own_1, own_2 and so on. A slot is
// given for good, so that what history holds means what it meant. Asked in SQL as sum(own_2), where
// own_measure says which slot is which.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/measure_set.hpp"

namespace insightflow::duckdb {

// By slot.
std::vector<NamedMeasure> own_measures_of(Connection& connection, std::int32_t source_id);

// Fills in own_slots of the batches, which are of one source, and gives all that the source then has, by
// slot. Errors: unprocessable where a measure was an amount before and is none now, or the other way round,
// and where there is no slot left; the message names the measure.
Result<std::vector<NamedMeasure>> find_slots(Connection& connection, std::int32_t source_id,
                                             std::span<ApplyingBatch> batches);

// The measures that at least one row carries, those of the source's own by their slots.
MeasureSet carried_by(const ApplyingBatch& batch);

}  // namespace insightflow::duckdb
