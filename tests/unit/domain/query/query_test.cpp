#include <gtest/gtest.h>

#include <string>

#include "domain/query/answer.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

using Key = std::vector<std::optional<std::string>>;

GroupSums group(Key key, std::int64_t cost_micros, std::int64_t clicks) {
    GroupSums out{std::move(key), {}};
    out.sums.rows = 1;
    out.sums.of(Part::cost) = {cost_micros, 1};
    out.sums.of(Part::clicks) = {clicks, 1};
    out.sums.first_currency = out.sums.last_currency = "USD";
    return out;
}

std::vector<Key> keys_of(const QueryAnswer& answer) {
    std::vector<Key> keys;
    for (const AnswerRow& row : answer.rows) keys.push_back(row.key);
    return keys;
}

TEST(CheckQuery, SaysAllFaultsAtOnce) {
    MetricQuery query;
    query.metrics = {Metric::cost, Metric::cost};
    query.dimensions = {Dimension::date, Dimension::date};
    query.range = {parse_day("2025-06-30"), parse_day("2025-06-01")};
    query.order = {{Metric::roas, true}};
    const auto checked = check(query);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::invalid_argument);
    ASSERT_EQ(checked.error().faults.size(), 4u);
    EXPECT_EQ(checked.error().faults[0].pointer, "#/query/to");
    EXPECT_EQ(checked.error().faults[3].detail, "orders by roas, which is not asked for");
}

TEST(CheckQuery, WantsAMetricAndTakesOpenRanges) {
    MetricQuery query;
    EXPECT_FALSE(check(query));
    query.metrics = {Metric::cost};
    query.range.from = parse_day("2025-06-30");
    EXPECT_TRUE(check(query));
    query.range.to = query.range.from;
    EXPECT_TRUE(check(query));
}

TEST(Planner, GivesEveryDimensionItsColumnsOnceAndNamesLast) {
    MetricQuery query;
    query.metrics = {Metric::cost};
    query.dimensions = {Dimension::date, Dimension::campaign, Dimension::account};
    query.filters = {{KeyColumn::platform, {"google_ads"}}};
    query.range = {parse_day("2025-06-01"), {}};
    const FactsPlan facts = plan(query, WorkspaceId{7});
    EXPECT_EQ(facts.workspace, WorkspaceId{7});
    EXPECT_EQ(facts.days, query.range);
    EXPECT_EQ(facts.filters, query.filters);
    EXPECT_EQ(facts.groups_max, groups_max);
    EXPECT_EQ(key_names(facts),
              (std::vector<std::string_view>{"date", "platform", "account_id", "campaign_id", "campaign_name",
                                             "account_name"}));
}

TEST(Planner, KnowsEveryDimension) {
    MetricQuery query;
    query.dimensions.assign(all_dimensions.begin(), all_dimensions.end());
    EXPECT_EQ(key_names(plan(query, WorkspaceId{1})),
              (std::vector<std::string_view>{"date", "source", "platform", "account_id", "campaign_id",
                                             "ad_group_id", "ad_id", "country", "device", "currency",
                                             "account_name", "campaign_name", "ad_group_name", "ad_name"}));
}

TEST(DeriveAnswer, OrdersByKeyWithNullLastWhenNothingElseIsAsked) {
    MetricQuery query;
    query.metrics = {Metric::cost};
    query.dimensions = {Dimension::platform, Dimension::country};
    const std::vector<GroupSums> groups{group({"b", {}}, 1, 1), group({{}, "US"}, 1, 1),
                                        group({"b", "DE"}, 1, 1), group({"a", {}}, 1, 1),
                                        group({"b", "AT"}, 1, 1)};
    const QueryAnswer answer = derive_answer(query, plan(query, WorkspaceId{1}), groups);
    EXPECT_EQ(answer.key_names, (std::vector<std::string>{"platform", "country"}));
    EXPECT_EQ(keys_of(answer),
              (std::vector<Key>{{"a", {}}, {"b", "AT"}, {"b", "DE"}, {"b", {}}, {{}, "US"}}));
    EXPECT_FALSE(answer.more_rows);
}

TEST(DeriveAnswer, RowsOfOneKeyAndValueKeepNoOrder) {
    MetricQuery query;
    query.metrics = {Metric::cost};
    query.dimensions = {Dimension::platform};
    const std::vector<GroupSums> groups{group({"a"}, 1, 1), group({"a"}, 1, 1)};
    EXPECT_EQ(keys_of(derive_answer(query, plan(query, WorkspaceId{1}), groups)),
              (std::vector<Key>{{"a"}, {"a"}}));
}

TEST(DeriveAnswer, OrdersByExactValueNullLastInEitherDirectionTiesByKey) {
    MetricQuery query;
    query.metrics = {Metric::clicks, Metric::cpc};
    query.dimensions = {Dimension::platform};
    query.order = {{Metric::cpc, true}};
    const std::vector<GroupSums> groups{group({"none"}, 5, 0),      group({"tie-b"}, 2, 1),
                                        group({"tie-a"}, 4, 2),     group({"low"}, 1, 9),
                                        group({"nil"}, 5, 0),       group({"high"}, 1'000'000, 3),
                                        group({"near"}, 999'999, 3)};
    const FactsPlan facts = plan(query, WorkspaceId{1});
    EXPECT_EQ(keys_of(derive_answer(query, facts, groups)),
              (std::vector<Key>{{"high"}, {"near"}, {"tie-a"}, {"tie-b"}, {"low"}, {"nil"}, {"none"}}));
    query.order = {{Metric::cpc, false}};
    query.limit = 3;
    const QueryAnswer cut = derive_answer(query, facts, groups);
    EXPECT_EQ(keys_of(cut), (std::vector<Key>{{"low"}, {"tie-a"}, {"tie-b"}}));
    EXPECT_TRUE(cut.more_rows);
}

TEST(Merged, AddsUpAllGroupsAndKeepsNullWhereNoneCarriesAPart) {
    GroupSums euro = group({"b"}, 5, 1);
    euro.sums.first_currency = euro.sums.last_currency = "EUR";
    const GroupSums all = merged({group({"a"}, 2, 3), euro});
    EXPECT_TRUE(all.key.empty());
    EXPECT_EQ(all.sums.rows, 2);
    EXPECT_EQ(all.sums.of(Part::cost), (PartSum{7, 2}));
    EXPECT_EQ(all.sums.of(Part::revenue), PartSum{});
    EXPECT_EQ(all.sums.first_currency, "EUR");
    EXPECT_EQ(all.sums.last_currency, "USD");
    EXPECT_EQ(merged({}), GroupSums{});
}

TEST(DeriveAnswer, SaysCoverageEstimatedShareAndCacFallback) {
    MetricQuery query;
    query.metrics = {Metric::roas, Metric::cac};
    GroupSums sums = group({}, 100'000'000, 10);
    sums.sums.rows = 4;
    sums.sums.of(Part::cost).rows = 4;
    sums.sums.of(Part::revenue) = {300'000'000, 3};
    sums.sums.of(Part::estimated_revenue) = {100'000'000, 1};
    sums.sums.of(Part::new_customers) = {1'000'000, 1};
    sums.sums.of(Part::acquired) = {4'000'000, 4};
    const QueryAnswer answer = derive_answer(query, plan(query, WorkspaceId{1}), {sums});
    EXPECT_EQ(answer.facts.rows, 4);
    EXPECT_EQ(answer.facts.currency, "USD");
    ASSERT_EQ(answer.facts.coverage.size(), 1u);
    EXPECT_EQ(answer.facts.coverage[0].first, Measure::revenue);
    EXPECT_EQ(answer.facts.coverage[0].second.text(), "0.75");
    EXPECT_EQ(answer.facts.estimated_revenue_share->text(), "0.333333333");
    EXPECT_EQ(answer.facts.cac_fallback_share->text(), "0.75");
    EXPECT_TRUE(answer.facts.warnings.empty());

    sums.sums.last_currency = "YEN";  // 1 EUR and 1 JPY are no share of each other
    EXPECT_FALSE(derive_answer(query, plan(query, WorkspaceId{1}), {sums}).facts.estimated_revenue_share);
}

TEST(DeriveAnswer, WarnsOfMixedCurrenciesOnlyWhenMoneyIsAskedOfThem) {
    MetricQuery query;
    query.metrics = {Metric::cost};
    query.dimensions = {Dimension::currency};
    GroupSums euro = group({"EUR"}, 5, 1);
    euro.sums.first_currency = euro.sums.last_currency = "EUR";
    const std::vector<GroupSums> per_currency{group({"USD"}, 5, 1), euro};
    const QueryAnswer apart = derive_answer(query, plan(query, WorkspaceId{1}), per_currency);
    EXPECT_TRUE(apart.facts.mixed_currencies);
    EXPECT_FALSE(apart.facts.currency);
    EXPECT_TRUE(apart.facts.warnings.empty());

    euro.sums.last_currency = "USD";
    query.dimensions = {};
    const QueryAnswer mixed = derive_answer(query, plan(query, WorkspaceId{1}), {euro});
    ASSERT_EQ(mixed.facts.warnings.size(), 1u);
    EXPECT_NE(mixed.facts.warnings[0].find("EUR to USD"), std::string::npos);
    query.metrics = {Metric::clicks};
    EXPECT_TRUE(derive_answer(query, plan(query, WorkspaceId{1}), {euro}).facts.warnings.empty());
}

TEST(OverlapWarning, NamesTheSourcesTheAccountAndTheDays) {
    const Day first = std::chrono::year{2024} / 1 / 1;
    const Day last = std::chrono::year{2024} / 1 / 31;
    const SourceOverlap numbered{"meta_ads", "a1", {"crm", "sheet"}, first, last};
    const SourceOverlap without{"tiktok_ads", std::nullopt, {"a", "b", "c"}, first, first};
    EXPECT_EQ(overlap_warning({}), std::nullopt);
    EXPECT_EQ(
        overlap_warning({numbered}),
        "The sources \"crm\" and \"sheet\" cover the same days of meta_ads account \"a1\" (2024-01-01 to "
        "2024-01-31): what they both report is counted twice. Name one with source=.");
    EXPECT_EQ(
        overlap_warning({without, numbered}),
        "The sources \"a\" and \"b\" and \"c\" cover the same days of tiktok_ads without an account "
        "(2024-01-01 to 2024-01-01), and likewise 1 other account: what they both report is counted twice. "
        "Name one with source=.");
    EXPECT_NE(overlap_warning(std::vector(overlaps_max, numbered))
                  ->find("and likewise at least 19 other accounts:"),
              std::string::npos);
}

}  // namespace
}  // namespace insightflow
