// Rows of several batches that share a transaction are settled in turn: each batch meets what the ones before
// it left, as if it were alone.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/settlement.hpp"
#include "adapters/duckdb/staging.hpp"

namespace insightflow::duckdb {

// Settles all rows of staged_fact against performance, and by batch tells what became of them. The batches
// are of one source, small, in the order of their sequences, none complete for anything: what becomes of a
// row is found in memory, and written in statements over all of them. Needs the tables staged_batch, verdict
// and revised, empty. own_measures: how many the source has of its own.
std::vector<SettledRows> settle_in_turn(Connection& connection, std::span<const ApplyingBatch> batches,
                                        std::int32_t source_id, std::size_t own_measures,
                                        const StagedOrder& order, const std::stop_token& stop);

}  // namespace insightflow::duckdb
