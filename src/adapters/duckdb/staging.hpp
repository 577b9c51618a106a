// The temporary tables of one apply, and the batches' rows in them.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Makes staged_line, staged_name, staged_fact, staged_batch and met. They live within the transaction: a
// rollback takes them away, drop_staging() ends them.
void create_staging(Connection& connection);
void drop_staging(Connection& connection);

// Fills staged_fact, batch after batch, each ordered by day and campaign. The n-th time that a key comes
// among them is of round n - 1. Gives the number of rounds.
std::int32_t stage_facts(Connection& connection, std::span<const ApplyingBatch> batches,
                         const std::stop_token& stop);

}  // namespace insightflow::duckdb
