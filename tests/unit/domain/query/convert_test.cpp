#include "domain/query/convert.hpp"

#include <gtest/gtest.h>

#include "domain/query/answer.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

Day day(std::string_view text) { return parse_day(text).value(); }

MetricQuery query_of(std::vector<Metric> metrics, std::vector<Dimension> dimensions = {}) {
    MetricQuery query;
    query.metrics = std::move(metrics);
    query.dimensions = std::move(dimensions);
    return query;
}

// A cell of a plan that has at most one key of its own. cost and revenue in micros.
GroupSums cell(std::vector<std::optional<std::string>> key, std::optional<std::int64_t> cost,
               std::optional<std::int64_t> revenue = {}) {
    GroupSums out{std::move(key), {}};
    out.sums.rows = 1;
    out.sums.of(Part::clicks) = {3, 1};
    if (cost) out.sums.of(Part::cost) = {*cost, 1};
    if (revenue) out.sums.of(Part::revenue) = {*revenue, 1};
    return out;
}

RateTable rates() {
    RateTable table("EUR");
    table.add({day("2024-01-05"), "USD", parse_rate("1.0921").value()});
    table.add({day("2024-01-08"), "USD", parse_rate("1.0946").value()});
    table.add({day("2024-01-05"), "GBP", parse_rate("0.86145").value()});
    return table;
}

class Convert : public ::testing::Test {
protected:
    QueryAnswer answer(const MetricQuery& query, const std::vector<GroupSums>& cells) {
        const FactsPlan facts = plan(query, WorkspaceId{1});
        const auto converted = converted_groups(cells, query, facts, cells_plan(facts, "EUR"), rates());
        return derive_answer(query, facts, converted->groups, converted->conversion);
    }
    static std::string shown(const QueryAnswer& answer, std::size_t row, std::size_t value) {
        const auto number = answer.rows[row].values[value].number();
        return number ? number->text() : std::string(text_of(answer.rows[row].values[value].empty));
    }
};

TEST_F(Convert, MoneyIsConvertedUnlessItIsNotAskedForOrIsGroupedByCurrency) {
    EXPECT_TRUE(wants_conversion(query_of({Metric::clicks, Metric::cpc})));
    EXPECT_FALSE(wants_conversion(query_of({Metric::clicks, Metric::ctr})));
    EXPECT_FALSE(wants_conversion(query_of({Metric::cost}, {Dimension::date, Dimension::currency})));
}

TEST_F(Convert, CellsAreByCurrencyAndDayBesideThePlansKeys) {
    const FactsPlan facts = plan(query_of({Metric::cost}, {Dimension::campaign}), WorkspaceId{1});
    const FactsPlan cells = cells_plan(facts, "EUR");
    EXPECT_EQ(key_names(cells), (std::vector<std::string_view>{"platform", "account_id", "campaign_id",
                                                               "currency", "rate_day", "campaign_name"}));
    EXPECT_EQ(cells.converts_into, "EUR");
    EXPECT_EQ(cells.groups_max, converted_cells_max);
    EXPECT_NE(too_many_groups(cells).message.find("convert into EUR"), std::string::npos);
}

TEST_F(Convert, NeedsTheRatesOfForeignMoneyAndOfAWeekBefore) {
    const FactsPlan cells = cells_plan(plan(query_of({Metric::cost}), WorkspaceId{1}), "EUR");
    EXPECT_TRUE(
        needed_rates({cell({"EUR", {}}, 1), cell({"USD", "2024-01-05"}, {})}, cells).currencies.empty());
    const NeededRates needed = needed_rates(
        {cell({"USD", "2024-01-09"}, 1), cell({"GBP", "2024-01-08"}, 1), cell({"EUR", {}}, 1)}, cells);
    EXPECT_EQ(needed.currencies, (std::set<std::string>{"EUR", "GBP", "USD"}));
    EXPECT_EQ(needed.days, (DayRange{day("2024-01-01"), day("2024-01-09")}));
}

// By hand, with fractions: 10 EUR; 10 USD / 1.0921 = 9.156670634...; 10 USD / 1.0946 = 9.135757354...; their
// sum is 28.292427989... Revenue: 0.000003 / 1.0921 = 0.000002747... and 0.000003 / 1.0946 = 0.000002741...
// are 0.000005488... together; rounded each, they would be 0.000006.
TEST_F(Convert, TotalsComeFromUnroundedParts) {
    const QueryAnswer total =
        answer(query_of({Metric::cost, Metric::revenue, Metric::roas, Metric::clicks}),
               {cell({"EUR", {}}, 10'000'000), cell({"USD", "2024-01-05"}, 10'000'000, 3),
                cell({"USD", "2024-01-08"}, 10'000'000, 3)});
    ASSERT_EQ(total.rows.size(), 1U);
    EXPECT_EQ(shown(total, 0, 0), "28.292428");
    EXPECT_EQ(shown(total, 0, 1), "0.000005");
    EXPECT_EQ(shown(total, 0, 2), "0.000000194");
    EXPECT_EQ(shown(total, 0, 3), "9");
    EXPECT_EQ(total.facts.currency, "EUR");
    EXPECT_FALSE(total.facts.mixed_currencies);
    ASSERT_TRUE(total.facts.conversion);
    EXPECT_EQ(total.facts.conversion->from, (std::set<std::string>{"EUR", "USD"}));
    EXPECT_TRUE(total.facts.conversion->older.empty());
    EXPECT_TRUE(total.facts.warnings.empty());
}

// 0.861451 / 0.86145 = 1.00000116...
TEST_F(Convert, TheOrderOfCellsMeansNothing) {
    const MetricQuery query = query_of({Metric::cost});
    const FactsPlan facts = plan(query, WorkspaceId{1});
    const FactsPlan by_day = cells_plan(facts, "EUR");
    const GroupSums dollars = cell({"USD", "2024-01-05"}, 1'000'001);
    const GroupSums pounds = cell({"GBP", "2024-01-05"}, 7);
    const auto one_way = converted_groups({dollars, pounds}, query, facts, by_day, rates());
    const auto the_other = converted_groups({pounds, dollars}, query, facts, by_day, rates());
    ASSERT_EQ(one_way->groups.size(), 1U);
    EXPECT_EQ(one_way->groups, the_other->groups);
    EXPECT_NE(one_way->groups, converted_groups({dollars}, query, facts, by_day, rates())->groups);
}

TEST_F(Convert, GroupsAreConvertedEachAndOrderedByTheExactValue) {
    MetricQuery query = query_of({Metric::cost}, {Dimension::platform});
    query.order = {{Metric::cost, true}};
    const QueryAnswer answered =
        answer(query, {cell({"b", "USD", "2024-01-05"}, 1'092'100), cell({"a", "EUR", {}}, 999'999),
                       cell({"c", "GBP", "2024-01-07"}, 861'451), cell({"c", "EUR", {}}, {}, 5)});
    ASSERT_EQ(answered.rows.size(), 3U);
    EXPECT_EQ(answered.rows[0].key[0], "c");
    EXPECT_EQ(shown(answered, 0, 0), "1.000001");
    EXPECT_EQ(answered.rows[1].key[0], "b");
    EXPECT_EQ(shown(answered, 1, 0), "1");
    EXPECT_EQ(answered.rows[2].key[0], "a");
    EXPECT_EQ(answered.facts.conversion->older,
              (std::set<std::pair<Day, std::string>>{{day("2024-01-07"), "GBP"}}));
}

TEST_F(Convert, WhatHoldsADayWithoutARateIsNullWithTheReason) {
    const QueryAnswer answered = answer(
        query_of({Metric::cost, Metric::revenue, Metric::clicks, Metric::roi}, {Dimension::platform}),
        {cell({"a", "USD", "2024-01-16"}, 1), cell({"a", "EUR", {}}, 1, 1), cell({"b", "EUR", {}}, 1, 1)});
    EXPECT_EQ(shown(answered, 0, 0), "a currency has no rate on one of the days");
    EXPECT_EQ(shown(answered, 0, 1), "0.000001");
    EXPECT_EQ(shown(answered, 0, 2), "6");
    EXPECT_EQ(shown(answered, 0, 3), "a currency has no rate on one of the days");
    EXPECT_EQ(shown(answered, 1, 0), "0.000001");
    ASSERT_EQ(answered.facts.warnings.size(), 1U);
    EXPECT_EQ(
        answered.facts.warnings[0],
        "Money is null where it holds USD of 2024-01-16: there is no rate to EUR of that day or the 7 days "
        "before it. PUT /api/v1/fx takes rates.");
    const QueryAnswer more =
        answer(query_of({Metric::cost}), {cell({"USD", "2024-01-16"}, 1), cell({"USD", "2024-01-17"}, 1)});
    EXPECT_NE(more.facts.warnings[0].find("(and likewise 1 other day of a currency)"), std::string::npos);
    const QueryAnswer most = answer(
        query_of({Metric::cost}),
        {cell({"USD", "2024-01-16"}, 1), cell({"USD", "2024-01-17"}, 1), cell({"USD", "2024-01-18"}, 1)});
    EXPECT_NE(most.facts.warnings[0].find("(and likewise 2 other days of a currency)"), std::string::npos);
}

TEST_F(Convert, WhatIsNotAskedForLacksNoRate) {
    const std::vector<GroupSums> cells{cell({"EUR", {}}, 10), cell({"GBP", "2030-01-01"}, {}, 5),
                                       cell({"USD", "2024-01-09"}, {}, 5)};
    const QueryAnswer cost = answer(query_of({Metric::cost}), cells);
    EXPECT_EQ(shown(cost, 0, 0), "0.00001");
    EXPECT_TRUE(cost.facts.conversion->without.empty());
    EXPECT_TRUE(cost.facts.conversion->older.empty());
    EXPECT_EQ(cost.facts.conversion->from, std::set<std::string>{"EUR"});
    EXPECT_TRUE(cost.facts.warnings.empty());
    for (const Metric metric : {Metric::roas, Metric::roi, Metric::revenue})
        EXPECT_EQ(answer(query_of({metric}), cells).facts.conversion->without.size(), 1U);
}

// Days of rates with other decimals make a denominator that no common divisor is looked for in.
TEST_F(Convert, AZeroOfManyDaysIsZero) {
    RateTable daily("EUR");
    std::vector<GroupSums> cells;
    for (int i = 0; i < 200; ++i) {
        const Day of = day("2024-01-01") + std::chrono::days{i};
        daily.add({of, "USD", parse_rate("1.0" + std::to_string(101 + 2 * i)).value()});
        cells.push_back(cell({"USD", day_text(of)}, 0, 10'000'000));
    }
    const MetricQuery query = query_of({Metric::cost, Metric::roas, Metric::roi});
    const FactsPlan facts = plan(query, WorkspaceId{1});
    const auto converted = converted_groups(cells, query, facts, cells_plan(facts, "EUR"), daily);
    const QueryAnswer answered = derive_answer(query, facts, converted->groups, converted->conversion);
    EXPECT_EQ(shown(answered, 0, 0), "0");
    EXPECT_EQ(shown(answered, 0, 1), "its divisor is zero");
    EXPECT_EQ(shown(answered, 0, 2), "its divisor is zero");
}

TEST_F(Convert, EstimatedRevenueKeepsItsShare) {
    GroupSums dollars = cell({"USD", "2024-01-05"}, {}, 10'921'000);
    dollars.sums.of(Part::estimated_revenue) = {10'921'000, 1};
    const auto metrics = query_of({Metric::revenue});
    // 10 EUR of 40 EUR.
    const auto share = [&](const std::vector<GroupSums>& cells) {
        return answer(metrics, cells).facts.estimated_revenue_share;
    };
    EXPECT_EQ(share({dollars, cell({"EUR", {}}, {}, 30'000'000)})->text(), "0.25");
    EXPECT_FALSE(share({dollars, cell({"EUR", {}}, {}, -10'000'000)}));
    dollars.key[1] = "2025-01-01";
    EXPECT_FALSE(share({dollars}));
}

TEST_F(Convert, NothingIsOneGroupOfNothing) {
    const QueryAnswer none = answer(query_of({Metric::cost}), {});
    ASSERT_EQ(none.rows.size(), 1U);
    EXPECT_EQ(shown(none, 0, 0), "no rows");
    EXPECT_FALSE(none.facts.currency);
    EXPECT_TRUE(answer(query_of({Metric::cost}, {Dimension::platform}), {}).rows.empty());
    // Rows without money are in no currency, and need no rate.
    const QueryAnswer clicks =
        answer(query_of({Metric::cost, Metric::clicks}), {cell({"QQQ", "2024-01-05"}, {})});
    EXPECT_EQ(shown(clicks, 0, 0), "a part of it is reported by no row");
    EXPECT_EQ(shown(clicks, 0, 1), "3");
    EXPECT_TRUE(clicks.facts.warnings.empty());
}

TEST_F(Convert, TheGreatestNameOfAGroupStaysAndGroupsHaveTheirLimit) {
    const MetricQuery query = query_of({Metric::cost}, {Dimension::campaign});
    FactsPlan facts = plan(query, WorkspaceId{1});
    const FactsPlan by_day = cells_plan(facts, "EUR");
    const auto named = [](const char* campaign, const char* currency, std::optional<std::string> rate_day,
                          const char* name) {
        return cell({"google_ads", {}, campaign, currency, std::move(rate_day), name}, 1);
    };
    const std::vector<GroupSums> cells{named("c1", "EUR", {}, "Old"),
                                       named("c1", "USD", "2024-01-05", "Older"),
                                       named("c2", "EUR", {}, "B")};
    const auto groups = converted_groups(cells, query, facts, by_day, rates());
    ASSERT_TRUE(groups);
    ASSERT_EQ(groups->groups.size(), 2U);
    EXPECT_EQ(groups->groups[0].key,
              (std::vector<std::optional<std::string>>{"google_ads", {}, "c1", "Older"}));
    facts.groups_max = 1;
    EXPECT_EQ(converted_groups(cells, query, facts, by_day, rates()).error().code,
              ErrorCode::invalid_argument);
}

TEST_F(Convert, WhatIsTooLargeToBeShownIsNullAndNeverWraps) {
    RateTable steep("EUR");
    steep.add({day("2024-01-05"), "USD", parse_rate("0.000000000001").value()});
    const MetricQuery query = query_of({Metric::cost, Metric::cpc});
    const FactsPlan facts = plan(query, WorkspaceId{1});
    GroupSums huge = cell({"USD", "2024-01-05"}, 1);
    huge.sums.of(Part::cost).sum = Int128{1} << 120;
    const auto converted = converted_groups({huge}, query, facts, cells_plan(facts, "EUR"), steep);
    const QueryAnswer answered = derive_answer(query, facts, converted->groups, converted->conversion);
    EXPECT_EQ(shown(answered, 0, 0), "it is too large to be shown");
    EXPECT_EQ(shown(answered, 0, 1), "it is too large to be shown");
}

}  // namespace
}  // namespace insightflow
