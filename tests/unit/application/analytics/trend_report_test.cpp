#include "application/analytics/trend_report.hpp"

#include <gtest/gtest.h>

#include "unit/application/analytics/fake_analytics_store.hpp"

namespace insightflow::testing {
namespace {

const AuthorisedScope scope{.workspace = {7}, .permissions = Role::viewer};

Day day(const char* text) { return parse_day(text).value(); }

Day today(WorkspaceId workspace) {
    EXPECT_EQ(workspace, scope.workspace);
    return day("2024-05-31");
}

TrendQuestion costs(DayRange range = {}) {
    TrendQuestion question;
    question.metrics = {Metric::cost};
    question.range = range;
    return question;
}

std::string pointer_of(const TrendQuestion& question) {
    FakeAnalyticsStore store({std::vector<GroupSums>{}});
    const auto report = trend_report(question, scope, {&store}, today, {});
    EXPECT_FALSE(report);
    EXPECT_TRUE(store.plans.empty());
    return report ? "" : report.error().faults.at(0).pointer;
}

std::string range_of(const TrendQuestion& question) {
    FakeAnalyticsStore store({std::vector<GroupSums>{}});
    const auto report = trend_report(question, scope, {&store}, today, {});
    if (!report) return report.error().message;
    EXPECT_EQ(store.plans.at(0).days, (DayRange{report->from, report->to}));
    return day_text(report->from) + " " + day_text(report->to);
}

TEST(TrendReport, WithoutARangeItIsTheLast30DaysUpToToday) {
    EXPECT_EQ(range_of(costs()), "2024-05-02 2024-05-31");
    EXPECT_EQ(range_of(costs({{}, day("2024-02-29")})), "2024-01-31 2024-02-29");
    EXPECT_EQ(range_of(costs({day("2024-05-30"), {}})), "2024-05-30 2024-05-31");
    EXPECT_EQ(range_of(costs({day("2024-06-30"), day("2024-07-01")})), "2024-06-30 2024-07-01");
    EXPECT_EQ(range_of(costs({{}, day("0001-01-02")})), "0001-01-01 0001-01-02");
}

TEST(TrendReport, DaysCountBackFromTheEnd) {
    TrendQuestion question = costs();
    question.days = 1;
    EXPECT_EQ(range_of(question), "2024-05-31 2024-05-31");
    question.days = 7;
    question.range.to = day("2024-05-07");
    EXPECT_EQ(range_of(question), "2024-05-01 2024-05-07");
    question.range.from = day("2024-05-01");
    EXPECT_EQ(pointer_of(question), "#/query/days");
}

TEST(TrendReport, ContradictionsAreNotAsked) {
    EXPECT_EQ(pointer_of(costs({day("2024-06-01"), {}})), "#/query/from");
    EXPECT_EQ(pointer_of(costs({day("2024-05-02"), day("2024-05-01")})), "#/query/to");
    TrendQuestion by_date = costs();
    by_date.group_by = {Dimension::date};
    EXPECT_EQ(pointer_of(by_date), "#/query/group_by");
}

TEST(TrendReport, EmptyBucketsAreThereWithNull) {
    TrendQuestion question = costs({day("2024-05-01"), day("2024-05-03")});
    question.group_by = {Dimension::platform};
    question.filters = {{KeyColumn::campaign_id, {"c1"}}};
    FakeAnalyticsStore store({std::vector{group({"2024-05-02", "meta_ads"}, 5, 1)}});
    const Day when = day("2024-05-02");
    store.overlapping = {{"meta_ads", "a1", {"one", "two"}, when, when}};
    const auto report = trend_report(question, scope, {&store}, today, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(store.plans.at(0).workspace, scope.workspace);
    EXPECT_EQ(store.plans.at(0).filters, question.filters);
    EXPECT_EQ(report->answer.key_names, (std::vector<std::string>{"date", "platform"}));
    ASSERT_EQ(report->answer.rows.size(), 3U);
    EXPECT_EQ(report->answer.rows[0].key[0], "2024-05-01");
    EXPECT_FALSE(report->answer.rows[0].values[0].number());
    EXPECT_EQ(report->answer.rows[1].values[0].number()->text(), "5");
    EXPECT_FALSE(report->answer.rows[2].values[0].number());
    EXPECT_EQ(report->answer.facts.rows, 1);
    EXPECT_EQ(report->answer.facts.warnings.size(), 1U);
}

TEST(TrendReport, FailuresAreHandedOn) {
    FakeAnalyticsStore slow({Error{ErrorCode::deadline_exceeded, "Too long.", {}}});
    EXPECT_EQ(trend_report(costs(), scope, {&slow}, today, {}).error().code, ErrorCode::deadline_exceeded);
    FakeAnalyticsStore store({std::vector<GroupSums>{}});
    const auto refused =
        trend_report(costs({day("0001-01-01"), day("9999-12-31")}), scope, {&store}, today, {});
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace insightflow::testing
