// From the batches' own lines to the store's ids, set-wise: one join finds the lines that are known, and only
// batches with unknown lines pay for reading the dictionaries of its source and making what is missing.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Fills in the lines of batches of one source, which are new or not; makes what is missing and takes over the
// names that the batches give, unless a batch of a higher acceptance number has named the thing before. Needs
// the temporary tables staged_line and staged_name, empty.
void store_lines(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                 const std::stop_token& stop);

// Fills in the currencies.
void store_currencies(Connection& connection, std::span<ApplyingBatch> batches);

}  // namespace insightflow::duckdb
