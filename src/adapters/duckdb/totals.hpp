// What a batch or an undo moved: the totals of its source over the days that it touched, right before its
// commit and right after it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <vector>

#include "adapters/duckdb/applying_batch.hpp"
#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Fills them in, by currency; days too. Once the rows of the batches are settled: both moments of each batch
// are told by the sequences of the rows. Days on which a batch ended rows that it does not hold are touched
// as well.
void count_totals(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                  const std::stop_token& stop);

// Once the rows of the batch are what the others say: days and totals of its undo, which touched these days.
void count_undo_totals(Connection& connection, WorkspaceId workspace, std::int32_t source_id,
                       const std::set<std::int32_t>& days, BatchUndo& undo, const std::stop_token& stop);

// Appends to applied_total.
class TotalsWriter {
public:
    explicit TotalsWriter(Connection& connection);
    void write(std::int64_t commit_sequence, std::span<const MovedTotals> totals);
    void close() { totals_.close(); }

private:
    using enum ColumnType;
    static constexpr std::array column_types{int64,        text,         int64,        int64,
                                             int128,       int128,       int128,       int128,
                                             wide_decimal, wide_decimal, wide_decimal, wide_decimal,
                                             wide_decimal, wide_decimal, wide_decimal, wide_decimal};

    void put(std::size_t column, std::size_t row, const std::optional<ExactNumber>& sum);

    ChunkAppender totals_;
};

// Sets the totals of batches, which are in the order of their sequences, and of their undos.
void read_totals(Connection& connection, std::vector<AppliedBatch>& batches);

}  // namespace insightflow::duckdb
