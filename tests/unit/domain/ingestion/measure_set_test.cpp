#include "domain/ingestion/measure_set.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

constexpr MeasureSet clicks_and_cost = 0b000110;

TEST(MeasureSet, HoldsWhatAtLeastOneRowCarries) {
    FactColumns facts;
    for (const Measure measure : all_measures) facts.of(measure) = {{0, 0}, {0, 0}};
    EXPECT_EQ(measures_of(facts), 0u);
    facts.of(Measure::clicks).present = {0, 1};
    facts.of(Measure::cost).present = {1, 1};
    EXPECT_EQ(measures_of(facts), clicks_and_cost);
}

TEST(MissingMeasures, NamesEachMeasureThatTheBatchLacks) {
    const auto warnings = missing_measures(0b111110, clicks_and_cost, {}, 7);
    ASSERT_EQ(warnings.size(), 3u);
    EXPECT_EQ(warnings[0].field, "revenue");
    EXPECT_EQ(warnings[0].code, "missing_measure");
    EXPECT_EQ(warnings[0].rows, 7);
    EXPECT_NE(warnings[0].message.find("restates"), std::string::npos);
    EXPECT_EQ(missing_measures(0b111110, clicks_and_cost, {}, 0)[0].message.find("restates"),
              std::string::npos);
    EXPECT_EQ(warnings[2].field, "new_customers");
}

TEST(MissingMeasures, MoreThanTheSourceCarriedIsNothingToWarnOf) {
    EXPECT_TRUE(missing_measures(clicks_and_cost, 0b111111, {}, 7).empty());
    EXPECT_TRUE(missing_measures(0, clicks_and_cost, {}, 7).empty());
}

TEST(MissingMeasures, AreAlsoThoseOfTheSourcesOwn) {
    const std::vector<NamedMeasure> own{{"views", false}, {"refunds", true}};
    const auto warnings = missing_measures(bit_of_own(0) | bit_of_own(1), bit_of_own(0), own, 3);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].field, "refunds");
}

}  // namespace
}  // namespace insightflow
