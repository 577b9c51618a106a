// Names that a source gives to two things, one with an id and one without: after batches that brought new
// lines, among what they name and what is stored.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Adds to each batch that brought lines a warning for each level (account to ad) at which it gives such a
// name, unless it warns of that already. Things of different platforms may share a name. Reads staged_name as
// store_lines leaves it.
void warn_of_double_names(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                          const std::stop_token& stop);

}  // namespace insightflow::duckdb
