// What a batch moved: the totals of its source over the days that it touched, right before its commit and
// right after it.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Records them and fills them in, by currency; days too. Once the rows of the batches are settled, and while
// staged_fact and staged_batch still hold them: both moments of each batch are told by the sequences of the
// rows. Days on which a batch ended rows that it does not hold are touched as well.
void record_totals(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                   const std::stop_token& stop);

// Sets the totals of batches that are in the order of their sequences.
void read_totals(Connection& connection, std::vector<AppliedBatch>& batches);

}  // namespace insightflow::duckdb
