#include "domain/simulation/campaigns.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace insightflow {
namespace {

TEST(SimulateCampaigns, MakesOneRowPerDayPlatformAndCampaign) {
    const auto rows = simulate_campaigns(demo_plan());
    ASSERT_EQ(rows.size(), 90u * 24u);
    std::set<std::pair<std::string, std::string>> lines;
    for (const SimulatedRow& row : rows) lines.emplace(row.platform, row.campaign_id);
    EXPECT_EQ(lines.size(), 24u);
    EXPECT_EQ(day_text(rows.front().day), "2025-01-01");
    EXPECT_EQ(day_text(rows.back().day), "2025-03-31");
}

TEST(SimulateCampaigns, FollowsTheFunnel) {
    for (const SimulatedRow& row : simulate_campaigns(demo_plan())) {
        EXPECT_LE(row.clicks, row.impressions);
        EXPECT_LE(row.conversions, row.clicks);
        EXPECT_LE(row.new_customers, row.conversions);
        EXPECT_GT(row.cost_cents, 0);
    }
}

TEST(SimulateCampaigns, IsToldByItsSeedAlone) {
    const auto first = simulate_campaigns(demo_plan());
    const auto again = simulate_campaigns(demo_plan());
    auto other_plan = demo_plan();
    other_plan.seed = 43;
    const auto other = simulate_campaigns(other_plan);
    int differing = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].revenue_cents, again[i].revenue_cents);
        differing += first[i].impressions != other[i].impressions;
    }
    EXPECT_GT(differing, 2000);
}

TEST(SimulateCampaigns, ShowsTheWeeklySeasonOfAPlatform) {
    std::map<unsigned, std::int64_t> linkedin;
    for (const SimulatedRow& row : simulate_campaigns(demo_plan()))
        if (row.platform == "linkedin_ads")
            linkedin[std::chrono::weekday{row.day}.iso_encoding()] += row.impressions;
    EXPECT_GT(linkedin[2], linkedin[6] * 3 / 2);
}

TEST(SimulateCampaigns, NamesCampaignsBeyondTheThemes) {
    SimulationPlan plan{1, std::chrono::year{2025} / 1 / 1, 1, 7};
    EXPECT_EQ(simulate_campaigns(plan)[6].campaign_name, "Brand 2");
}

}  // namespace
}  // namespace insightflow
