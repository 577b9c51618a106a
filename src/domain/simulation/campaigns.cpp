#include "domain/simulation/campaigns.hpp"

#include <array>
#include <string_view>

namespace insightflow {
namespace {

// A platform's habits. season: percent of a usual day, Monday first. Rates in basis points, money in cents.
struct PlatformTraits {
    std::string_view name;
    std::string_view account_id;
    std::string_view account_name;
    std::array<int, 7> season;
    int ctr_bp;
    int cpc_cents;
    int cvr_bp;
    int order_cents;
};

constexpr std::array<PlatformTraits, 4> platforms{
    PlatformTraits{"google_ads", "g-1001", "Search", {108, 110, 107, 104, 98, 84, 89}, 420, 95, 480, 7200},
    PlatformTraits{"meta_ads", "m-2002", "Social", {92, 94, 96, 99, 104, 112, 103}, 160, 58, 310, 5600},
    PlatformTraits{"tiktok_ads", "t-3003", "Video", {88, 90, 93, 97, 106, 118, 108}, 110, 34, 190, 4300},
    PlatformTraits{"linkedin_ads", "l-4004", "B2B", {116, 121, 119, 114, 102, 61, 67}, 65, 410, 350, 26000},
};

constexpr std::array<std::string_view, 6> themes{"Brand",       "Prospecting", "Retargeting",
                                                 "Spring Sale", "Newsletter",  "New Arrivals"};

// splitmix64 (Steele, Lea, Flood 2014): a well-mixed hash of a counter.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// A number in [low, high] told by seed and place alone.
std::int64_t draw(std::uint64_t seed, std::uint64_t place, std::uint64_t salt, std::int64_t low,
                  std::int64_t high) {
    const std::uint64_t bits = mixed(mixed(seed ^ mixed(place)) + salt);
    return low + static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(high - low + 1));
}

std::string campaign_name(std::size_t campaign) {
    const std::string theme(themes[campaign % themes.size()]);
    return campaign < themes.size() ? theme : theme + " " + std::to_string(campaign / themes.size() + 1);
}

SimulatedRow simulated_row(const SimulationPlan& plan, std::size_t platform, std::size_t campaign,
                           int day_index) {
    const PlatformTraits& traits = platforms[platform];
    const std::uint64_t line = platform * 1000 + campaign;
    const std::uint64_t place = line * 100'000 + static_cast<std::uint64_t>(day_index);

    SimulatedRow row;
    row.day = plan.first_day + std::chrono::days{day_index};
    row.platform = traits.name;
    row.account_id = traits.account_id;
    row.account_name = traits.account_name;
    row.campaign_id =
        "cmp-" +
        std::to_string(platform * static_cast<std::size_t>(plan.campaigns_per_platform) + campaign + 1);
    row.campaign_name = campaign_name(campaign);

    const auto weekday = std::chrono::weekday{row.day}.iso_encoding() - 1;
    const std::int64_t size = draw(plan.seed, line, 1, 4'000, 60'000);
    const std::int64_t trend = 100 + draw(plan.seed, line, 2, -25, 45) * day_index / plan.days;
    const std::int64_t noise = draw(plan.seed, place, 3, 88, 112);
    row.impressions = size * traits.season[weekday] / 100 * trend / 100 * noise / 100;
    row.clicks = row.impressions * traits.ctr_bp / 10'000 * draw(plan.seed, place, 4, 85, 115) / 100;
    row.cost_cents = row.clicks * traits.cpc_cents * draw(plan.seed, place, 5, 900, 1100) / 1000;
    row.conversions =
        (row.clicks * traits.cvr_bp * draw(plan.seed, place, 6, 70, 130) / 100 + 5'000) / 10'000;
    row.revenue_cents = row.conversions * traits.order_cents * draw(plan.seed, place, 7, 80, 125) / 100;
    row.new_customers = row.conversions * draw(plan.seed, place, 8, 30, 70) / 100;
    return row;
}

}  // namespace

std::vector<SimulatedRow> simulate_campaigns(const SimulationPlan& plan) {
    std::vector<SimulatedRow> rows;
    const auto campaigns = static_cast<std::size_t>(plan.campaigns_per_platform);
    for (int day_index = 0; day_index < plan.days; ++day_index)
        for (std::size_t platform = 0; platform < platforms.size(); ++platform)
            for (std::size_t campaign = 0; campaign < campaigns; ++campaign)
                rows.push_back(simulated_row(plan, platform, campaign, day_index));
    return rows;
}

SimulationPlan demo_plan() { return {42, std::chrono::year{2025} / 1 / 1, 90, 6}; }

}  // namespace insightflow
