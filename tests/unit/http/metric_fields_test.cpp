#include "http/api/metric_fields.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

TEST(MetricFields, AreTheCatalogueInItsOrder) {
    constexpr auto names = enum_names(Metric{});
    ASSERT_EQ(names.size(), metric_catalogue().size());
    for (const auto& [metric, name] : names) EXPECT_EQ(name_of(metric), name);
}

TEST(MetricFields, ChosenOnesAreThereAlsoWhereTheyAreNull) {
    PartSums sums;
    sums.rows = 1;
    sums.of(Part::clicks) = {7, 1};
    const std::vector<Metric> metrics{Metric::roas, Metric::clicks};
    OlderTotalsOf<std::optional<std::optional<ExactNumber>>> fields;
    fill(fields, metrics, {derive(Metric::roas, sums), derive(Metric::clicks, sums)});
    fields.copy_totals();
    ASSERT_TRUE(fields.roas);
    EXPECT_FALSE(*fields.roas);
    EXPECT_EQ(fields.clicks.value()->text(), "7");
    EXPECT_EQ(fields.total_clicks.value()->text(), "7");
    EXPECT_FALSE(fields.cost);
    EXPECT_FALSE(fields.total_cost);
}

}  // namespace
}  // namespace insightflow::http
