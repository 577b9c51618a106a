#include "domain/simulation/plan.hpp"

#include <array>

namespace insightflow {
namespace {

constexpr Day cycle_start = std::chrono::year{2025} / 1 / 1;

constexpr std::array<std::string_view, 5> metric_names{"impressions", "clicks", "cost", "conversions",
                                                       "revenue"};

}  // namespace

int anomaly_cycle_day(Day day) {
    const auto days = (day - cycle_start).count();
    return static_cast<int>((days % anomaly_cycle_days + anomaly_cycle_days) % anomaly_cycle_days);
}

int campaign_number(std::size_t platform, int campaign, int campaigns_per_platform) {
    return static_cast<int>(platform) * campaigns_per_platform + campaign;
}

std::string_view name_of(PlantedMetric metric) { return metric_names[static_cast<std::size_t>(metric)]; }

std::vector<PlantedAnomaly> planted_anomalies() {
    return {
        {"google_ads", 3, PlantedMetric::cost, 4, 400, "a bid entered with a digit too many"},
        {"meta_ads", 5, PlantedMetric::conversions, 14, 10, "the tracking pixel fell off the shop"},
        {"tiktok_ads", 2, PlantedMetric::impressions, 24, 500, "a video went viral"},
        {"linkedin_ads", 7, PlantedMetric::clicks, 34, 20, "the advertisement's link was broken"},
        {"google_ads", 12, PlantedMetric::revenue, 44, 300, "a company bought for all its branches"},
        {"meta_ads", 1, PlantedMetric::impressions, 54, 10, "the budget ran out in the night"},
    };
}

}  // namespace insightflow
