// What the simulated platforms say at a time about a day. Asked later about the same day they say the same
// keys again, with figures that have grown: as the day goes on, and as conversions are attributed late. All
// times are those of the wall's clock of the accounts.
//
// A platform brings a campaign's running hour up to date every refresh_s, and its attributed conversions once
// a day; each campaign has its own moment for either, so that something changes all the time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "domain/simulation/figures.hpp"
#include "domain/simulation/plan.hpp"

namespace insightflow {

using WallTime = std::chrono::local_seconds;

constexpr Day day_of(WallTime time) {
    return Day{std::chrono::floor<std::chrono::days>(time).time_since_epoch()};
}

inline constexpr int refresh_s = 60;
inline constexpr int ad_groups_per_campaign = 2;
inline constexpr int ads_per_ad_group = 2;

// Either an hour of a campaign, or a day of an ad in a country on a device; what does not tell the row apart
// is empty.
struct SimulatedRow {
    Day day{};
    std::optional<int> hour{};
    std::string platform{};
    std::string account_id{};
    std::string account_name{};
    std::string campaign_id{};
    std::string campaign_name{};
    std::string ad_group_id{};
    std::string ad_group_name{};
    std::string ad_id{};
    std::string ad_name{};
    std::string country{};
    std::string device{};
    SimulatedFigures figures{};
};

// A day that is over at as_of, by ad, country and device: 24 rows per campaign. With since: only the rows
// that were not said, or said otherwise, then.
std::vector<SimulatedRow> day_rows(const SimulationPlan& plan, Day day, WallTime as_of,
                                   std::optional<WallTime> since = {});

// The hours of a day that have begun at as_of, by campaign. since: as above.
std::vector<SimulatedRow> hour_rows(const SimulationPlan& plan, Day day, WallTime as_of,
                                    std::optional<WallTime> since = {});

}  // namespace insightflow
