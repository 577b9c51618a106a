#include "domain/simulation/reports.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace insightflow {
namespace {

using std::chrono::seconds;

constexpr int day_s = 24 * hour_s;
constexpr std::array<std::string_view, 6> themes{"Brand",       "Prospecting", "Retargeting",
                                                 "Spring Sale", "Newsletter",  "New Arrivals"};
constexpr std::array<std::string_view, 2> devices{"mobile", "desktop"};
// Parts of a day by ad have places of their own, beside those of its hours.
constexpr std::uint64_t first_ad_place = 24;

// The last moments at which the platform has brought a campaign up to date.
struct Updates {
    WallTime refreshed{};
    Day attributed{};  // conversions of days before are known for so many days
    friend bool operator==(const Updates&, const Updates&) = default;
};

struct Campaign {
    std::size_t platform = 0;
    int number_there = 0;  // from 1
    int number = 0;        // among all, from 1
};

std::vector<Campaign> campaigns_of(const SimulationPlan& plan) {
    std::vector<Campaign> out;
    for (std::size_t platform = 0; platform < platform_traits().size(); ++platform) {
        if (std::ranges::find(plan.platforms, platform_traits()[platform].name) == plan.platforms.end())
            continue;
        for (int there = 1; there <= plan.campaigns_per_platform; ++there)
            out.push_back({platform, there, campaign_number(platform, there, plan.campaigns_per_platform)});
    }
    return out;
}

// The moments of the campaigns lie evenly over the minute, and over the day.
Updates updates(const SimulationPlan& plan, const Campaign& campaign, WallTime at) {
    const auto count = static_cast<int>(platform_traits().size()) * plan.campaigns_per_platform;
    const seconds into_minute{(campaign.number - 1) * refresh_s / count};
    const seconds into_day{(campaign.number - 1) * (day_s / count)};
    using Refreshes = std::chrono::duration<std::int64_t, std::ratio<refresh_s>>;
    return {std::chrono::floor<Refreshes>(at - into_minute) + into_minute, day_of(at - into_day)};
}

int age_days(const Updates& updates, Day day) {
    const auto days = (updates.attributed - day).count();
    return static_cast<int>(std::clamp<std::int64_t>(days, 0, attribution_days));
}

// nullopt: the hour has not begun.
std::optional<Knowledge> known_of_hour(const Updates& updates, Day day, int hour) {
    const WallTime begin = WallTime{day.time_since_epoch()} + std::chrono::hours{hour};
    const auto elapsed = (updates.refreshed - begin).count();
    if (elapsed <= 0) return std::nullopt;
    return Knowledge{static_cast<int>(std::min<std::int64_t>(elapsed, hour_s)), age_days(updates, day)};
}

// nullopt: the day is not over.
std::optional<Knowledge> known_of_day(const Updates& updates, Day day, WallTime at) {
    if (day >= day_of(at)) return std::nullopt;
    return Knowledge{hour_s, age_days(updates, day)};
}

// What is said now; nullopt where the same was said before, or nothing is.
std::optional<SimulatedFigures> news(const CampaignDay& day, const DayPart& part,
                                     const std::optional<Knowledge>& now,
                                     const std::optional<Knowledge>& before) {
    if (!now || now == before) return std::nullopt;
    const SimulatedFigures figures = figures_of(day, part, *now);
    if (before && figures == figures_of(day, part, *before)) return std::nullopt;
    return figures;
}

SimulatedRow row_of(const Campaign& campaign, Day day) {
    const PlatformTraits& traits = platform_traits()[campaign.platform];
    const auto index = static_cast<std::size_t>(campaign.number_there - 1);
    SimulatedRow row;
    row.day = day;
    row.platform = traits.name;
    row.account_id = traits.account_id;
    row.account_name = traits.account_name;
    row.campaign_id = "cmp-" + std::to_string(campaign.number);
    row.campaign_name = themes[index % themes.size()];
    if (index >= themes.size()) row.campaign_name += " " + std::to_string(index / themes.size() + 1);
    return row;
}

struct AdPart {
    DayPart part{};
    int ad_group = 0;  // from 1
    int ad = 0;        // of the ad group, from 1
    std::string_view country{};
    std::string_view device{};
};

// Shares of ads differ by campaign and stay as they are.
std::vector<AdPart> ad_parts(const SimulationPlan& plan, const Campaign& campaign) {
    constexpr int ads = ad_groups_per_campaign * ads_per_ad_group;
    const int mobile = platform_traits()[campaign.platform].mobile_percent;
    std::vector<AdPart> out;
    for (int ad = 0; ad < ads; ++ad) {
        const auto place = static_cast<std::uint64_t>(campaign.number * ads + ad);
        const std::int64_t ad_percent = draw(plan.seed, place, 60, 140);
        for (const Market& market : markets())
            for (const std::string_view device : devices) {
                const int device_percent = device == devices[0] ? mobile : 100 - mobile;
                const std::int64_t share = ad_percent * market.percent * device_percent / ads;
                out.push_back({{first_ad_place + out.size(), share},
                               ad / ads_per_ad_group + 1,
                               ad % ads_per_ad_group + 1,
                               market.country,
                               device});
            }
    }
    return out;
}

SimulatedRow ad_row(const Campaign& campaign, Day day, const AdPart& part) {
    SimulatedRow row = row_of(campaign, day);
    const std::string in_campaign = std::to_string(campaign.number) + "-" + std::to_string(part.ad_group);
    row.ad_group_id = "group-" + in_campaign;
    row.ad_group_name = "Group " + std::to_string(part.ad_group);
    row.ad_id = "ad-" + in_campaign + "-" + std::to_string(part.ad);
    row.ad_name = "Ad " + std::to_string(part.ad);
    row.country = part.country;
    row.device = part.device;
    return row;
}

DayPart hour_part(const PlatformTraits& traits, int hour) {
    const int whole = std::accumulate(traits.hours.begin(), traits.hours.end(), 0);
    const auto place = static_cast<std::size_t>(hour);
    return {place, traits.hours[place] * ppm / whole};
}

}  // namespace

std::vector<SimulatedRow> day_rows(const SimulationPlan& plan, Day day, WallTime as_of,
                                   std::optional<WallTime> since) {
    std::vector<SimulatedRow> rows;
    for (const Campaign& campaign : campaigns_of(plan)) {
        const auto now = known_of_day(updates(plan, campaign, as_of), day, as_of);
        std::optional<Knowledge> before;
        if (since) before = known_of_day(updates(plan, campaign, *since), day, *since);
        if (!now || now == before) continue;
        const CampaignDay of_day = campaign_day(plan, campaign.platform, campaign.number_there, day);
        for (const AdPart& part : ad_parts(plan, campaign)) {
            const auto figures = news(of_day, part.part, now, before);
            if (!figures) continue;
            rows.push_back(ad_row(campaign, day, part));
            rows.back().figures = *figures;
        }
    }
    return rows;
}

std::vector<SimulatedRow> hour_rows(const SimulationPlan& plan, Day day, WallTime as_of,
                                    std::optional<WallTime> since) {
    std::vector<SimulatedRow> rows;
    for (const Campaign& campaign : campaigns_of(plan)) {
        const Updates now = updates(plan, campaign, as_of);
        std::optional<Updates> before;
        if (since) before = updates(plan, campaign, *since);
        if (now == before) continue;
        const CampaignDay of_day = campaign_day(plan, campaign.platform, campaign.number_there, day);
        for (int hour = 0; hour < 24; ++hour) {
            std::optional<Knowledge> known_before;
            if (before) known_before = known_of_hour(*before, day, hour);
            const auto figures = news(of_day, hour_part(platform_traits()[campaign.platform], hour),
                                      known_of_hour(now, day, hour), known_before);
            if (!figures) continue;
            rows.push_back(row_of(campaign, day));
            rows.back().hour = hour;
            rows.back().figures = *figures;
        }
    }
    return rows;
}

}  // namespace insightflow
