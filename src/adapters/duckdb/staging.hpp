// The temporary tables of one apply, and the batches' rows in them.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Makes staged_line, staged_name and staged_fact, and what those fill who settle: met, staged_batch, verdict
// and revised. They live within the transaction: a rollback takes them away, drop_staging() ends them.
// own_measures: how many the source has of its own; staged_fact has columns for them.
void create_staging(Connection& connection, std::size_t own_measures);
void drop_staging(Connection& connection);

// By batch, the places of its rows in its facts, in the order in which staged_fact has them.
using StagedOrder = std::vector<std::vector<std::uint32_t>>;

// Fills staged_fact batch after batch, each ordered by day and campaign. Their places
// count up from 0.
StagedOrder stage_facts(Connection& connection, std::span<const ApplyingBatch> batches,
                        std::size_t own_measures, const std::stop_token& stop);

}  // namespace insightflow::duckdb
