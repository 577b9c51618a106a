// What a caller names when it asks for what was shown earlier, and the commit that it means.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "application/accounts/scope.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow {

struct AsOfPorts {
    FactStore& facts;
    IntakeStore& intakes;
    std::function<std::string(WorkspaceId)> time_zone;
};

// The commit right after which everything is to be shown as it was then. text: a batch's id; the number of
// a commit; an instant by RFC 3339, with its offset; or a date, which means its end in the workspace's time
// zone. Today is as it is now. Errors: invalid_argument at #/query/as_of for any other text, and for what has
// yet to come; not_found where the workspace has no such batch; conflict where the batch is not applied.
Result<std::int64_t> commit_of(std::string_view text, const AuthorisedScope& scope, Timestamp now,
                               const AsOfPorts& ports);

// Bound to its ports.
using AsOf = std::function<Result<std::int64_t>(std::string_view, const AuthorisedScope&, Timestamp)>;

}  // namespace insightflow
