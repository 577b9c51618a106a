// A batch on its way into the fact store, and what the fact store says of it afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/fact_columns.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// acceptance is the order of intake and the batch's precedence: of two assertions of a key the higher one
// counts.
struct StagedBatch {
    WorkspaceId workspace{};
    BatchId batch_id{};
    std::int64_t acceptance = 0;
    std::string source{};
    Shape shape{};
    FactColumns facts{};     // keys are unique within it
    RowOutcomes outcomes{};  // received, accepted, rejected, folded
    std::vector<Warning> warnings{};
    std::vector<std::string> unknown_columns{};
};

// A row of applied_batch: the sole truth of what counts. commit_sequence is the order of apply, one per
// batch, starting at 1.
struct AppliedBatch {
    BatchId batch_id{};
    std::int64_t acceptance = 0;
    std::int64_t commit_sequence = 0;
    Timestamp applied_at{};
    RowOutcomes outcomes{};
    std::optional<Day> first_day{};  // days of the batch's rows
    std::optional<Day> last_day{};
    std::vector<Warning> warnings{};
    std::vector<std::string> unknown_columns{};
    friend bool operator==(const AppliedBatch&, const AppliedBatch&) = default;
};

}  // namespace insightflow
