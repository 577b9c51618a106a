// The figures of simulated campaigns, in whole numbers only, so that every machine makes the same ones.
// Signal: a weekly season and a day's curve per platform, a swing over the year and an own size per campaign,
// some noise, the planted anomalies. Each figure of the funnel follows from the one before it: impressions,
// clicks, conversions, new customers.
#pragma once

#include <cstdint>

#include "domain/simulation/plan.hpp"
#include "domain/simulation/platform_traits.hpp"

namespace insightflow {

// Money in cents.
struct SimulatedFigures {
    std::int64_t impressions = 0;
    std::int64_t clicks = 0;
    std::int64_t cost_cents = 0;
    std::int64_t conversions = 0;
    std::int64_t revenue_cents = 0;
    std::int64_t new_customers = 0;
    friend bool operator==(const SimulatedFigures&, const SimulatedFigures&) = default;
};

// One campaign's habits on one day, common to all its parts.
struct CampaignDay {
    std::uint64_t seed = 0;  // of this campaign on this day
    std::int64_t impressions = 0;
    std::int64_t click_ppm = 0;
    std::int64_t click_centicents = 0;
    std::int64_t conversion_ppm = 0;
    std::int64_t order_cents = 0;
    std::int64_t new_customer_ppm = 0;
};

// platform: an index of platform_traits(); campaign: from 1.
CampaignDay campaign_day(const SimulationPlan& plan, std::size_t platform, int campaign, Day day);

// A part of a campaign's day: an hour of it, or an ad in a country on a device.
struct DayPart {
    std::uint64_t place = 0;  // unlike that of any other part of the day
    std::int64_t share_ppm = 0;
};

inline constexpr std::int64_t ppm = 1'000'000;
inline constexpr int hour_s = 3600;

// How much of a part is known when one looks. Conversions and revenue of a day are attributed to it for
// attribution_days: the older the day, the more of them are known.
struct Knowledge {
    int elapsed_s = hour_s;  // of the hour; hour_s where the part is over
    int age_days = 0;        // 0 to attribution_days
    friend bool operator==(const Knowledge&, const Knowledge&) = default;
};

inline constexpr int attribution_days = 14;

// Never less of anything where more is known.
SimulatedFigures figures_of(const CampaignDay& day, const DayPart& part, const Knowledge& known);

// A number in [low, high] told by the seed and the place alone.
std::int64_t draw(std::uint64_t seed, std::uint64_t place, std::int64_t low, std::int64_t high);

}  // namespace insightflow
