// A batch on its way into the fact store, and what the fact store says of it afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/fact_columns.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/metrics/measure.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// acceptance is the order of intake. Of two assertions of a key the one of the higher version counts, where
// the source has versions, then the one of the higher acceptance number.
struct StagedBatch {
    WorkspaceId workspace{};
    BatchId batch_id{};
    std::int64_t acceptance = 0;
    std::string source{};
    Shape shape{};
    FactColumns facts{};                        // keys are unique within it
    std::optional<CompleteFor> complete_for{};  // of day and hour rows without versions only
    RowOutcomes outcomes{};                     // received, accepted, rejected, folded
    std::vector<Warning> warnings{};
    std::vector<std::string> unknown_columns{};
};

// What rows come to. A sum is empty where none of them has the measure.
struct RowSums {
    std::int64_t rows = 0;
    std::array<std::optional<ExactNumber>, measure_count> sums{};
    friend bool operator==(const RowSums&, const RowSums&) = default;
};

// What the rows of a source in one currency came to right before a commit and right after it, over the days
// that the commit touched.
struct MovedTotals {
    std::string currency{};
    RowSums before{};
    RowSums after{};
    friend bool operator==(const MovedTotals&, const MovedTotals&) = default;
};

// That a batch was undone, by a commit of its own. ended: rows that are no more; restored: rows that show
// what another batch says of them.
struct BatchUndo {
    std::int64_t commit_sequence = 0;
    Timestamp undone_at{};
    std::int64_t ended = 0;
    std::int64_t restored = 0;
    std::int64_t days = 0;              // how many it touched: on which a row came or went
    std::vector<MovedTotals> totals{};  // by currency
    friend bool operator==(const BatchUndo&, const BatchUndo&) = default;
};

// A row of applied_batch: the sole truth of what counts. commit_sequence is the order of commits, one for
// each batch and each undo, starting at 1.
struct AppliedBatch {
    BatchId batch_id{};
    std::int64_t acceptance = 0;
    std::int64_t commit_sequence = 0;
    Timestamp applied_at{};
    RowOutcomes outcomes{};
    std::optional<Day> first_day{};  // days of the batch's rows
    std::optional<Day> last_day{};
    std::int64_t retired = 0;           // rows that it ended, for it was complete and did not hold them
    std::int64_t days = 0;              // how many it touched: those of its rows, and of rows that it ended
    std::vector<MovedTotals> totals{};  // by currency
    std::vector<Warning> warnings{};
    std::vector<std::string> unknown_columns{};
    std::optional<BatchUndo> undo{};
    friend bool operator==(const AppliedBatch&, const AppliedBatch&) = default;
};

}  // namespace insightflow
