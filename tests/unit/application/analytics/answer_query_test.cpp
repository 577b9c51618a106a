#include "application/analytics/answer_query.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "application/analytics/campaign_insights.hpp"
#include "unit/application/analytics/fake_analytics_store.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope scope{.workspace = {7}, .permissions = Role::viewer};

MetricQuery cost_query() {
    MetricQuery query;
    query.metrics = {Metric::cost};
    return query;
}

TEST(AnswerQuery, AsksForTheScopesWorkspaceAndDerivesTheMetrics) {
    FakeAnalyticsStore store({std::vector{group({}, 12, 4)}});
    MetricQuery query = cost_query();
    query.metrics = {Metric::cost, Metric::cpc};
    const auto answer = answer_query(query, scope, {&store}, {});
    ASSERT_TRUE(answer);
    ASSERT_EQ(store.plans.size(), 1U);
    EXPECT_EQ(store.plans[0].workspace, scope.workspace);
    ASSERT_EQ(answer->rows.size(), 1U);
    EXPECT_EQ(answer->rows[0].values[0].number()->text(), "12");
    EXPECT_EQ(answer->rows[0].values[1].number()->text(), "3");
}

TEST(AnswerQuery, AContradictionIsNotAsked) {
    FakeAnalyticsStore store({std::vector{group({}, 1, 1)}});
    MetricQuery query = cost_query();
    query.range = {parse_day("2025-06-30"), parse_day("2025-06-01")};
    EXPECT_EQ(answer_query(query, scope, {&store}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(store.plans.empty());
}

TEST(AnswerQuery, AFailureOfTheStoreIsHandedOn) {
    FakeAnalyticsStore store({Error{ErrorCode::deadline_exceeded, "Too long.", {}}});
    EXPECT_EQ(answer_query(cost_query(), scope, {&store}, {}).error().code, ErrorCode::deadline_exceeded);
}

TEST(AnswerQuery, WarnsOfSourcesThatOverlapInWhatWasAsked) {
    FakeAnalyticsStore store({std::vector{group({}, 12, 4)}});
    EXPECT_TRUE(answer_query(cost_query(), scope, {&store}, {})->facts.warnings.empty());
    EXPECT_EQ(store.overlap_plan, store.plans.back());
    const Day day = std::chrono::year{2024} / 1 / 31;
    store.overlapping = {{"meta_ads", "a1", {"one", "two"}, day, day}};
    EXPECT_EQ(answer_query(cost_query(), scope, {&store}, {})->facts.warnings.size(), 1U);
    const auto insights = campaign_insights({"c1", std::nullopt, {}}, scope, {&store}, {});
    EXPECT_EQ(insights->answer.facts.warnings.size(), 1U);
    EXPECT_EQ(store.overlap_plan.filters, (std::vector<RowFilter>{{KeyColumn::campaign_id, {"c1"}}}));

    store.overlap_failure = Error{ErrorCode::deadline_exceeded, "Too long", {}};
    const auto answer = answer_query(cost_query(), scope, {&store}, {});
    ASSERT_TRUE(answer) << "the numbers stand without it";
    EXPECT_EQ(answer->facts.warnings,
              std::vector<std::string>{
                  "Sources that cover the same account and days were not looked for: Too long."});
}

TEST(AnswerQuery, WarnsOfTheQualityOfWhatWasAskedAsItIsNow) {
    FakeAnalyticsStore store({std::vector{group({}, 12, 4)}});
    QualityFinding finding;
    finding.code = QualityCode::gap;
    finding.sources = {"ads"};
    WorkspaceId asked_of{};
    AnalyticsPorts ports{&store};
    ports.quality_findings = [&](WorkspaceId workspace) {
        asked_of = workspace;
        return std::make_shared<const std::vector<QualityFinding>>(1, finding);
    };
    const auto answer = answer_query(cost_query(), scope, ports, {});
    ASSERT_EQ(answer->facts.warnings.size(), 1U);
    EXPECT_NE(answer->facts.warnings[0].find("(gap)"), std::string::npos);
    EXPECT_EQ(asked_of, scope.workspace);
    MetricQuery earlier = cost_query();
    earlier.as_of = 3;
    EXPECT_TRUE(answer_query(earlier, scope, ports, {})->facts.warnings.empty());
    const auto insights = campaign_insights({"c1", std::nullopt, {}}, scope, ports, {});
    EXPECT_EQ(insights->answer.facts.warnings.size(), 1U);
    ports.quality_findings = [](WorkspaceId) { return nullptr; };
    EXPECT_TRUE(answer_query(cost_query(), scope, ports, {})->facts.warnings.empty());
}

TEST(CampaignInsights, SumsAndListsTheCampaignsOfAnIdFromOneAnswer) {
    FakeAnalyticsStore store({std::vector{group({"meta_ads", "a1", "c1", "Spring"}, 5, 1),
                                          group({"google_ads", "a2", "c1", "Sale"}, 7, 2)}});
    const auto insights = campaign_insights({"c1", std::nullopt, {}}, scope, {&store}, {});
    ASSERT_TRUE(insights);
    ASSERT_EQ(store.plans.size(), 1U);
    EXPECT_EQ(store.plans[0].workspace, scope.workspace);
    EXPECT_EQ(store.plans[0].filters, (std::vector<RowFilter>{{KeyColumn::campaign_id, {"c1"}}}));
    ASSERT_EQ(insights->answer.rows.size(), 1U);
    const auto is_cost = [](const MetricDefinition& definition) { return definition.metric == Metric::cost; };
    const auto& metrics = metric_catalogue();
    const auto cost = std::ranges::find_if(metrics, is_cost) - metrics.begin();
    EXPECT_EQ(insights->answer.rows[0].values.at(static_cast<std::size_t>(cost)).number()->text(), "12");
    ASSERT_EQ(insights->campaigns.size(), 2U);
    EXPECT_EQ(insights->campaigns[0][0], "google_ads");
    EXPECT_EQ(insights->campaigns[1][3], "Spring");
}

TEST(CampaignInsights, AnUnknownIdIsNotFoundAndOneWithoutRowsInTheRangeIsEmpty) {
    const CampaignQuestion question{"c1", "meta_ads", {}, {parse_day("2025-06-01"), parse_day("2025-06-30")}};
    FakeAnalyticsStore nowhere({std::vector<GroupSums>{}, std::vector{GroupSums{}}});
    EXPECT_EQ(campaign_insights(question, scope, {&nowhere}, {}).error().code, ErrorCode::not_found);
    ASSERT_EQ(nowhere.plans.size(), 2U);
    EXPECT_EQ(nowhere.plans[1].days, DayRange{});
    EXPECT_EQ(nowhere.plans[1].filters.size(), 1U);

    FakeAnalyticsStore elsewhere({std::vector<GroupSums>{}, std::vector{group({}, 3, 1)}});
    const auto insights = campaign_insights(question, scope, {&elsewhere}, {});
    ASSERT_TRUE(insights);
    EXPECT_TRUE(insights->campaigns.empty());
    for (const MetricValue& value : insights->answer.rows.at(0).values) EXPECT_FALSE(value.number());
}

TEST(CampaignInsights, FaultsAndFailuresAreHandedOn) {
    const Error failure{ErrorCode::unavailable, "Not now.", {}};
    FakeAnalyticsStore broken({failure});
    EXPECT_EQ(campaign_insights({"c1", {}, {}}, scope, {&broken}, {}).error().code, ErrorCode::unavailable);
    FakeAnalyticsStore breaks({std::vector<GroupSums>{}, failure});
    EXPECT_EQ(campaign_insights({"c1", {}, {}}, scope, {&breaks}, {}).error().code, ErrorCode::unavailable);
    const DayRange backwards{parse_day("2025-06-30"), parse_day("2025-06-01")};
    EXPECT_EQ(campaign_insights({"c1", {}, {}, backwards}, scope, {&breaks}, {}).error().code,
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace insightflow::testing
