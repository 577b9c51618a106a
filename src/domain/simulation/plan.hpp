// What is simulated: which platforms, how many campaigns, which anomalies are planted. All that the
// simulation says follows from the plan, so that every machine and every restart tells the same story.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow {

enum class PlantedMetric : std::uint8_t { impressions, clicks, cost, conversions, revenue };

// One day on which one campaign leaves its ways, and again every anomaly_cycle_days, so that any span of that
// length has each anomaly once.
struct PlantedAnomaly {
    std::string_view platform{};
    int campaign = 0;  // of the platform, from 1
    PlantedMetric metric{};
    int cycle_day = 0;  // see anomaly_cycle_day()
    int percent = 100;  // of what it would have been; what the metric brings about follows it
    std::string_view story{};
};

inline constexpr int anomaly_cycle_days = 60;

// 0 on 2025-01-01, counting up to anomaly_cycle_days - 1, and again.
int anomaly_cycle_day(Day day);

// The campaign's number among all, from 1, as in "cmp-42". Platforms stand in the order of platform_traits().
int campaign_number(std::size_t platform, int campaign, int campaigns_per_platform);

std::string_view name_of(PlantedMetric metric);

// The ones that docs/simulator.md lists.
std::vector<PlantedAnomaly> planted_anomalies();

struct SimulationPlan {
    std::uint64_t seed = 42;
    int campaigns_per_platform = 24;
    std::vector<std::string> platforms = {"google_ads", "meta_ads", "tiktok_ads", "linkedin_ads"};
    std::vector<PlantedAnomaly> anomalies = planted_anomalies();
};

}  // namespace insightflow
