#include "domain/simulation/reports.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "domain/ingestion/platforms.hpp"

namespace insightflow {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Day monday = std::chrono::year{2026} / 11 / 2;

WallTime wall(Day day, seconds into = seconds{0}) { return WallTime{day.time_since_epoch()} + into; }

// When everything of the day is attributed to it.
WallTime ripe(Day day) { return wall(day + days{attribution_days + 1}); }

SimulationPlan small_plan() {
    SimulationPlan plan;
    plan.campaigns_per_platform = 3;
    plan.anomalies.clear();
    return plan;
}

using Key = std::tuple<Day, int, std::string, std::string, std::string, std::string, std::string>;

Key key_of(const SimulatedRow& row) {
    return {row.day,   row.hour.value_or(-1), row.platform, row.campaign_id,
            row.ad_id, row.country,           row.device};
}

std::map<Key, SimulatedFigures> by_key(const std::vector<SimulatedRow>& rows) {
    std::map<Key, SimulatedFigures> out;
    for (const SimulatedRow& row : rows) EXPECT_TRUE(out.emplace(key_of(row), row.figures).second);
    return out;
}

SimulatedFigures sum(const std::vector<SimulatedRow>& rows) {
    SimulatedFigures out;
    for (const SimulatedRow& row : rows) {
        out.impressions += row.figures.impressions;
        out.clicks += row.figures.clicks;
        out.cost_cents += row.figures.cost_cents;
        out.conversions += row.figures.conversions;
        out.revenue_cents += row.figures.revenue_cents;
        out.new_customers += row.figures.new_customers;
    }
    return out;
}

void expect_not_less(const SimulatedFigures& later, const SimulatedFigures& earlier) {
    EXPECT_GE(later.impressions, earlier.impressions);
    EXPECT_GE(later.clicks, earlier.clicks);
    EXPECT_GE(later.cost_cents, earlier.cost_cents);
    EXPECT_GE(later.conversions, earlier.conversions);
    EXPECT_GE(later.revenue_cents, earlier.revenue_cents);
    EXPECT_GE(later.new_customers, earlier.new_customers);
}

TEST(DayRows, AreOneForEachAdCountryAndDevice) {
    const auto rows = day_rows(SimulationPlan{}, monday, ripe(monday));
    EXPECT_EQ(rows.size(), 4u * 24u * 2u * 2u * 3u * 2u);
    EXPECT_EQ(by_key(rows).size(), rows.size());
    std::set<std::string> campaigns, ads;
    for (const SimulatedRow& row : rows) {
        campaigns.insert(row.campaign_id);
        ads.insert(row.ad_id);
        EXPECT_EQ(normalise_platform(row.platform), row.platform);
        EXPECT_FALSE(row.hour);
    }
    EXPECT_EQ(campaigns.size(), 96u);
    EXPECT_TRUE(campaigns.contains("cmp-42"));
    EXPECT_EQ(ads.size(), 96u * 4u);
}

TEST(DayRows, AreToldBySeedAndDayAlone) {
    const SimulationPlan plan = small_plan();
    SimulationPlan other = plan;
    other.seed = 43;
    const auto rows = by_key(day_rows(plan, monday, ripe(monday)));
    EXPECT_EQ(rows, by_key(day_rows(plan, monday, ripe(monday) + days{40})));
    EXPECT_NE(rows, by_key(day_rows(other, monday, ripe(monday))));
    EXPECT_NE(sum(day_rows(plan, monday, ripe(monday))).clicks,
              sum(day_rows(plan, monday + days{7}, ripe(monday + days{7}))).clicks);
}

TEST(DayRows, FollowTheFunnel) {
    for (int at = 0; at < 60; ++at) {
        const Day day = monday + days{at};
        for (const SimulatedRow& row : day_rows(SimulationPlan{}, day, ripe(day))) {
            const SimulatedFigures& figures = row.figures;
            EXPECT_GT(figures.impressions, 0);
            EXPECT_LE(figures.clicks, figures.impressions);
            EXPECT_LE(figures.conversions, figures.clicks);
            EXPECT_LE(figures.new_customers, figures.conversions);
            EXPECT_EQ(figures.cost_cents == 0, figures.clicks == 0);
        }
    }
}

TEST(DayRows, ThereAreNoneOfADayThatIsNotOver) {
    EXPECT_TRUE(day_rows(small_plan(), monday, wall(monday, hours{24} - seconds{1})).empty());
    EXPECT_FALSE(day_rows(small_plan(), monday, wall(monday, hours{24})).empty());
}

TEST(DayRows, GrowUntilAllConversionsAreAttributedAndKeepTheirKeys) {
    const SimulationPlan plan = small_plan();
    auto before = day_rows(plan, monday, wall(monday + days{1}));
    const SimulatedFigures first = sum(before);
    for (int age = 2; age <= attribution_days + 1; ++age) {
        const auto rows = day_rows(plan, monday, wall(monday + days{age}));
        ASSERT_EQ(rows.size(), before.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_EQ(key_of(rows[i]), key_of(before[i]));
            expect_not_less(rows[i].figures, before[i].figures);
        }
        EXPECT_GT(sum(rows).conversions, sum(before).conversions) << age;
        EXPECT_GT(sum(rows).revenue_cents, sum(before).revenue_cents) << age;
        before = rows;
    }
    EXPECT_EQ(sum(before).clicks, first.clicks);
    EXPECT_EQ(sum(before).cost_cents, first.cost_cents);
    EXPECT_LT(first.conversions, sum(before).conversions * 3 / 4);
    EXPECT_EQ(sum(before), sum(day_rows(plan, monday, wall(monday + days{400}))));
}

TEST(DayRows, TheSumOfAllNewsIsWhatIsSaidAtTheEnd) {
    const SimulationPlan plan = small_plan();
    std::map<Key, SimulatedFigures> told;
    std::optional<WallTime> since;
    for (WallTime now = wall(monday, hours{23}); now <= ripe(monday); now += hours{5}) {
        for (const SimulatedRow& row : day_rows(plan, monday, now, since)) told[key_of(row)] = row.figures;
        since = now;
    }
    for (const SimulatedRow& row : day_rows(plan, monday, ripe(monday), since))
        told[key_of(row)] = row.figures;
    EXPECT_EQ(told, by_key(day_rows(plan, monday, ripe(monday))));
    EXPECT_TRUE(day_rows(plan, monday, ripe(monday) + days{1}, ripe(monday)).empty());
}

TEST(HourRows, TheSumOfAllNewsIsWhatIsSaidAtTheEnd) {
    const SimulationPlan plan = small_plan();
    std::map<Key, SimulatedFigures> told;
    std::optional<WallTime> since;
    for (WallTime now = wall(monday); now < wall(monday + days{1}, hours{1}); now += seconds{97}) {
        for (const SimulatedRow& row : hour_rows(plan, monday, now, since)) told[key_of(row)] = row.figures;
        since = now;
    }
    EXPECT_EQ(told.size(), 12u * 24u);
    EXPECT_EQ(told, by_key(hour_rows(plan, monday, *since)));
    for (const SimulatedRow& row : hour_rows(plan, monday, ripe(monday), since))
        told[key_of(row)] = row.figures;
    EXPECT_EQ(told, by_key(hour_rows(plan, monday, ripe(monday))));
}

TEST(HourRows, GrowThroughTheDay) {
    const SimulationPlan plan = small_plan();
    std::map<Key, SimulatedFigures> before;
    for (WallTime now = wall(monday, seconds{30}); now < wall(monday + days{1}); now += minutes{37}) {
        const auto rows = by_key(hour_rows(plan, monday, now));
        for (const auto& [key, figures] : before) expect_not_less(rows.at(key), figures);
        EXPECT_GE(rows.size(), before.size());
        before = rows;
    }
    EXPECT_TRUE(hour_rows(plan, monday, wall(monday)).empty());
    EXPECT_TRUE(hour_rows(plan, monday + days{1}, wall(monday, hours{5})).empty());
}

TEST(HourRows, AFewCampaignsAreBroughtUpToDateAtATime) {
    const SimulationPlan plan;
    std::set<std::string> campaigns;
    for (int second = 0; second < refresh_s; second += 2) {
        const WallTime now = wall(monday, hours{10} + minutes{10} + seconds{second});
        const auto rows = hour_rows(plan, monday, now, now - seconds{2});
        EXPECT_GE(rows.size(), 3u);
        EXPECT_LE(rows.size(), 4u);
        for (const SimulatedRow& row : rows) campaigns.insert(row.campaign_id);
    }
    EXPECT_EQ(campaigns.size(), 96u);
}

TEST(HourRows, TheDaysOfACampaignAreAttributedTogetherOnceADay) {
    const SimulationPlan plan;
    int restated_campaigns = 0;
    for (int quarter = 0; quarter < 96; ++quarter) {
        const WallTime now = wall(monday, minutes{15} * quarter);
        std::set<std::string> campaigns;
        for (const SimulatedRow& row : hour_rows(plan, monday - days{2}, now, now - minutes{15}))
            campaigns.insert(row.campaign_id);
        EXPECT_LE(campaigns.size(), 1u);
        restated_campaigns += static_cast<int>(campaigns.size());
    }
    EXPECT_GT(restated_campaigns, 50);  // the others had no late conversion
}

TEST(HourRows, HaveAboutTheSameDayAsTheRowsByAd) {
    const auto by_hour = sum(hour_rows(SimulationPlan{}, monday, ripe(monday)));
    const auto by_ad = sum(day_rows(SimulationPlan{}, monday, ripe(monday)));
    EXPECT_NEAR(static_cast<double>(by_hour.impressions) / static_cast<double>(by_ad.impressions), 1, 0.03);
    EXPECT_NEAR(static_cast<double>(by_hour.revenue_cents) / static_cast<double>(by_ad.revenue_cents), 1,
                0.06);
}

TEST(Simulation, OnlyThePlatformsOfThePlanSpeak) {
    SimulationPlan plan = small_plan();
    plan.platforms = {"tiktok_ads"};
    for (const SimulatedRow& row : hour_rows(plan, monday, ripe(monday))) {
        EXPECT_EQ(row.platform, "tiktok_ads");
        EXPECT_EQ(row.account_id, "t-3003");
        EXPECT_TRUE(row.campaign_id == "cmp-7" || row.campaign_id == "cmp-8" || row.campaign_id == "cmp-9");
    }
}

TEST(Simulation, ShowsAPlatformsWeekAndDay) {
    std::map<unsigned, std::int64_t> week;
    std::map<int, std::int64_t> day;
    for (int at = 0; at < 14; ++at)
        for (const SimulatedRow& row : hour_rows(small_plan(), monday + days{at}, ripe(monday + days{at})))
            if (row.platform == "linkedin_ads") {
                week[std::chrono::weekday{row.day}.iso_encoding()] += row.figures.impressions;
                day[*row.hour] += row.figures.impressions;
            }
    EXPECT_GT(week[2], week[6] * 3 / 2);
    EXPECT_GT(day[10], day[3] * 10);
}

TEST(Simulation, PeopleUseADevicePerPlatform) {
    std::map<std::pair<std::string, std::string>, std::int64_t> clicks;
    for (const SimulatedRow& row : day_rows(small_plan(), monday, ripe(monday)))
        clicks[{row.platform, row.device}] += row.figures.clicks;
    EXPECT_GT((clicks[{"tiktok_ads", "mobile"}]), (clicks[{"tiktok_ads", "desktop"}]) * 10);
    EXPECT_LT((clicks[{"linkedin_ads", "mobile"}]), (clicks[{"linkedin_ads", "desktop"}]));
}

TEST(Simulation, CampaignsBeyondTheThemesAreNumbered) {
    SimulationPlan plan;
    plan.campaigns_per_platform = 7;
    const auto rows = hour_rows(plan, monday, wall(monday, minutes{30}));
    ASSERT_EQ(rows.size(), 28u);
    EXPECT_EQ(rows[0].campaign_name, "Brand");
    EXPECT_EQ(rows[6].campaign_name, "Brand 2");
}

}  // namespace
}  // namespace insightflow
