// The whole of a batch after reading, checking, normalising and folding, before it meets what is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/fact_columns.hpp"
#include "domain/ingestion/shape.hpp"

namespace insightflow {

// outcomes has received, accepted, rejected and folded set; the rows of facts are accepted - folded.
// refusal: the batch as a whole cannot be taken (no date column, mixed levels, ...): then all rows are
// rejected and facts is empty.
struct CheckedBatch {
    Shape shape{};
    FactColumns facts{};
    RowOutcomes outcomes{};
    std::vector<Reject> rejects{};  // the first rejects_kept_max, by row
    std::vector<Warning> warnings{};
    std::vector<std::string> unknown_columns{};  // as the sender wrote them; kept in facts.extra
    std::optional<CompleteFor> complete_for{};   // as the options have it, and found to be so
    std::optional<Error> refusal{};
};

}  // namespace insightflow
