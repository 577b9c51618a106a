// A small deterministic simulator of ad campaigns: the demo's data. Whole numbers only, so that every machine
// makes the same rows. Signal: a weekly season per platform, a linear trend and its own size per campaign,
// some noise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow {

struct SimulationPlan {
    std::uint64_t seed = 1;
    Day first_day{};
    int days = 0;
    int campaigns_per_platform = 0;  // of four platforms
};

// One campaign on one day. Money in cents.
struct SimulatedRow {
    Day day{};
    std::string platform{};
    std::string account_id{};
    std::string account_name{};
    std::string campaign_id{};
    std::string campaign_name{};
    std::int64_t impressions = 0;
    std::int64_t clicks = 0;
    std::int64_t cost_cents = 0;
    std::int64_t conversions = 0;
    std::int64_t revenue_cents = 0;
    std::int64_t new_customers = 0;
};

// days x 4 x campaigns_per_platform rows, by day, then platform, then campaign.
std::vector<SimulatedRow> simulate_campaigns(const SimulationPlan& plan);

// What `serve --demo` loads: 90 days from 2025-01-01, 24 campaigns.
SimulationPlan demo_plan();

}  // namespace insightflow
