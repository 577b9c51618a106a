// The demo's data: simulated campaigns, loaded the way everybody loads data.
#pragma once

#include <string>

#include "application/ingestion/accept_batch.hpp"

namespace insightflow::app {

inline constexpr std::string_view demo_source = "demo";

// Takes the demo's batch in, unless the workspace has one of that source already. Gives whether it did. It is
// queued, not yet applied.
Result<bool> load_demo(BatchAcceptor& acceptor, IntakeStore& intakes, Timestamp now);

}  // namespace insightflow::app
