// Batches of one source meet what is stored of it, within a transaction.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"
#include "domain/base/result.hpp"

namespace insightflow::duckdb {

// Writes the rows, lines and names of the batches, in their order, and fills in what became of each, but for
// the time of the commit. Gives the id of the source. Error: unprocessable where the source has another
// shape.
Result<std::int32_t> apply_to_source(Connection& connection, std::span<ApplyingBatch> batches,
                                     const std::stop_token& stop);

}  // namespace insightflow::duckdb
