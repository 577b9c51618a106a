// The simulated ad platforms as sources of rows (docs/simulator.md). Nothing is kept: what they say follows
// from the plan and the time. Their accounts are in US dollars and keep UTC, which has no hour twice.
#pragma once

#include <memory>

#include "application/ingestion/row_source.hpp"
#include "domain/simulation/plan.hpp"

namespace insightflow::simulator {

inline constexpr std::string_view daily_source = "demo";
inline constexpr std::string_view live_source = "simulator";

// Days that are over, by ad, country and device.
std::unique_ptr<RowSource> make_daily(SimulationPlan plan);

// Hours up to now, by campaign: as with the real platforms, hours come without further breakdowns.
std::unique_ptr<RowSource> make_live(SimulationPlan plan);

}  // namespace insightflow::simulator
