// What a batch says that it is complete for, and whether it may say so: rows that it does not hold are then
// ended, so it must be beyond doubt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ingestion/checked_batch.hpp"

namespace insightflow {

// The account, where there is one, and the days, both ends included: "act_12:2026-01-01..2026-01-28". nullopt
// where the text says anything else.
std::optional<CompleteFor> complete_for_of(std::string_view text);
std::string text_of(const CompleteFor& scope);

// Why the batch is not taken as complete for the scope; nullopt where it is. It must be of day or hour rows
// without versions (an absent row has none to compare), without a reject, and hold a row of the scope: one of
// another account or other days is a slip of the pen.
std::optional<Error> refused_completeness(const CompleteFor& scope, const CheckedBatch& batch);

}  // namespace insightflow
