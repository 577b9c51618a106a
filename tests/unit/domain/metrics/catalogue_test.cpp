#include "domain/metrics/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace insightflow {
namespace {

// 1,000 impressions, 50 clicks, 25.50 cost, 5 conversions, 150 revenue: the example of the old system's
// README.
PartSums example() {
    PartSums sums;
    sums.rows = 1;
    sums.of(Part::impressions) = {1000, 1};
    sums.of(Part::clicks) = {50, 1};
    sums.of(Part::cost) = {25'500'000, 1};
    sums.of(Part::conversions) = {5'000'000, 1};
    sums.of(Part::acquired) = {5'000'000, 1};
    sums.of(Part::revenue) = {150'000'000, 1};
    sums.first_currency = sums.last_currency = "USD";
    return sums;
}

std::string shown(Metric metric, const PartSums& sums) {
    const auto number = derive(metric, sums).number();
    return number ? number->text() : "null";
}

TEST(Catalogue, HasEveryMetricOnceInTheOrderOfTheEnum) {
    std::set<std::string_view> names;
    for (const MetricDefinition& definition : metric_catalogue()) {
        names.insert(definition.name);
        EXPECT_EQ(metric_named(definition.name), definition.metric);
        EXPECT_EQ(&definition_of(definition.metric), &definition);
        EXPECT_FALSE(definition.formula.empty());
        EXPECT_FALSE(definition.meaning.empty());
        EXPECT_FALSE(definition.empty_when.empty());
    }
    EXPECT_EQ(names.size(), metric_count);
    EXPECT_EQ(name_of(Metric::roas), "roas");
    EXPECT_FALSE(metric_named("happiness"));
}

TEST(Derive, GivesTheCatalogueForTheExampleRow) {
    const PartSums sums = example();
    const std::pair<Metric, std::string> expected[]{
        {Metric::impressions, "1000"}, {Metric::clicks, "50"},       {Metric::cost, "25.5"},
        {Metric::conversions, "5"},    {Metric::revenue, "150"},     {Metric::new_customers, "null"},
        {Metric::ctr, "0.05"},         {Metric::cpc, "0.51"},        {Metric::cpm, "25.5"},
        {Metric::cvr, "0.1"},          {Metric::cpa, "5.1"},         {Metric::cac, "5.1"},
        {Metric::roas, "5.882352941"}, {Metric::roi, "4.882352941"}, {Metric::aov, "30"},
        {Metric::profit, "124.5"},
    };
    for (const auto& [metric, text] : expected) EXPECT_EQ(shown(metric, sums), text) << name_of(metric);
}

TEST(Derive, ZeroDivisorIsNullNeverZeroOrInfinity) {
    PartSums sums = example();
    sums.of(Part::cost).sum = 0;
    EXPECT_EQ(derive(Metric::roas, sums).empty, EmptyReason::divisor_is_zero);
    EXPECT_EQ(derive(Metric::roi, sums).empty, EmptyReason::divisor_is_zero);
    EXPECT_EQ(shown(Metric::cpc, sums), "0");
    sums.of(Part::clicks).sum = 0;
    EXPECT_EQ(shown(Metric::cpc, sums), "null");
    EXPECT_EQ(shown(Metric::cvr, sums), "null");
}

TEST(Derive, MetricWithAPartThatIsNullEverywhereIsNull) {
    PartSums sums = example();
    sums.of(Part::revenue) = {};
    EXPECT_EQ(derive(Metric::roi, sums).empty, EmptyReason::part_is_null);
    EXPECT_EQ(derive(Metric::profit, sums).empty, EmptyReason::part_is_null);
    sums = example();
    sums.of(Part::cost) = {};
    EXPECT_EQ(derive(Metric::profit, sums).empty, EmptyReason::part_is_null);
    EXPECT_EQ(derive(Metric::roas, sums).empty, EmptyReason::part_is_null);
    EXPECT_EQ(shown(Metric::ctr, sums), "0.05");
}

TEST(Derive, NothingComesOfNoRows) {
    for (const MetricDefinition& definition : metric_catalogue())
        EXPECT_EQ(derive(definition, PartSums{}).empty, EmptyReason::no_rows);
}

TEST(Derive, MoneyOverSeveralCurrenciesIsNullAndTheRestIsNot) {
    PartSums sums = example();
    sums.first_currency = "EUR";
    for (const MetricDefinition& definition : metric_catalogue()) {
        const bool money = derive(definition, sums).empty == EmptyReason::mixed_currencies;
        EXPECT_EQ(money, involves_money(definition)) << definition.name;
    }
    EXPECT_EQ(shown(Metric::ctr, sums), "0.05");
    EXPECT_EQ(shown(Metric::roas, sums), "null");
}

TEST(Derive, SumsBeyond64BitsStayExact) {
    PartSums sums = example();
    sums.of(Part::cost).sum = Int128{micros_max} * 1'000'000;
    EXPECT_EQ(shown(Metric::cost, sums), "999999999999999999");
    EXPECT_EQ(shown(Metric::cpm, sums), "999999999999999999");
}

TEST(EmptyReason, EveryReasonHasWords) {
    EXPECT_EQ(text_of(EmptyReason::none), "");
    for (const EmptyReason reason :
         {EmptyReason::no_rows, EmptyReason::part_is_null, EmptyReason::divisor_is_zero,
          EmptyReason::mixed_currencies, EmptyReason::no_rate, EmptyReason::too_large})
        EXPECT_FALSE(text_of(reason).empty());
}

TEST(Parts, HaveTheNamesOfTheirMeasures) {
    const std::vector<std::pair<Part, std::string_view>> names{{Part::impressions, "impressions"},
                                                               {Part::cost, "cost"},
                                                               {Part::new_customers, "new_customers"},
                                                               {Part::acquired, "acquired"}};
    for (const auto& [part, name] : names) EXPECT_EQ(name_of(part), name);
}

}  // namespace
}  // namespace insightflow
