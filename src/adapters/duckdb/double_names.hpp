// Names that a source gives to two things, one with an id and one without: after a batch that brought new
// lines, among what the batch names and what is stored.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/line_dictionary.hpp"
#include "application/ingestion/staged_batch.hpp"

namespace insightflow::duckdb {

// One warning for each level (account to ad) with such names that the batch does not warn of already. Things
// of different platforms may share a name. Reads staged_name as store_lines leaves it.
std::vector<Warning> double_names(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                                  const std::vector<StoredLine>& lines, const std::stop_token& stop);

}  // namespace insightflow::duckdb
