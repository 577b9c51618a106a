#include "domain/quality/outliers.hpp"

#include <gmock/gmock.h>

#include "unit/domain/quality/figures.hpp"

namespace insightflow::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

template <class Said>
std::vector<DayValue> values_of(int count, const Said& said) {
    std::vector<DayValue> values;
    for (int i = 0; i < count; ++i) values.push_back({day_after(i), said(day_after(i))});
    return values;
}

double wavy(Day day) { return 100 + static_cast<double>((day - monday).count() % 5); }

TEST(Outliers, DaysThatDifferALittleHaveNone) {
    EXPECT_THAT(outliers_of(values_of(90, wavy), ValueKind::amount), IsEmpty());
}

TEST(Outliers, TenTimesAsMuchIsOne) {
    const auto values =
        values_of(90, [](Day day) { return day == day_after(40) ? 10 * wavy(day) : wavy(day); });
    const auto found = outliers_of(values, ValueKind::amount);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].day, day_after(40));
    EXPECT_GT(found[0].score, outlier_score_min);
    EXPECT_NEAR(found[0].expected, 102, 2.5);
}

TEST(Outliers, NothingWhereThereIsUsuallyMuchIsOne) {
    const auto values = values_of(90, [](Day day) { return day == day_after(40) ? 0 : wavy(day); });
    const auto found = outliers_of(values, ValueKind::amount);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_LT(found[0].score, -outlier_score_min);
}

TEST(Outliers, DaysThatAreAllAlikeMayDifferByATenth) {
    const auto values = values_of(90, [](Day day) { return day == day_after(40) ? 110.0 : 100.0; });
    EXPECT_THAT(outliers_of(values, ValueKind::amount), IsEmpty());
}

TEST(Outliers, DaysThatAreAllAlikeMayNotDifferByHalf) {
    const auto values = values_of(90, [](Day day) { return day == day_after(40) ? 160.0 : 100.0; });
    EXPECT_THAT(outliers_of(values, ValueKind::amount), SizeIs(1));
}

TEST(Outliers, FewRowsDifferByTheirRoot) {
    const auto values = values_of(90, [](Day day) { return day == day_after(40) ? 6.0 : 3.0; });
    EXPECT_THAT(outliers_of(values, ValueKind::count), IsEmpty());
    EXPECT_THAT(outliers_of(values, ValueKind::amount), SizeIs(1));
}

TEST(Outliers, AQuietWeekendIsUsualAndABusyOneIsNot) {
    const auto quiet = [](Day day) { return is_weekend(day) ? 10.0 : 100.0; };
    EXPECT_THAT(outliers_of(values_of(120, quiet), ValueKind::amount).size(), ::testing::Le(8U));
    const Day saturday = day_after(89);
    ASSERT_TRUE(is_weekend(saturday));
    const auto values = values_of(90, [&](Day day) { return day == saturday ? 100.0 : quiet(day); });
    const auto found = outliers_of(values, ValueKind::amount);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.back().day, saturday);
    EXPECT_NEAR(found.back().expected, 10, 0.01);
}

TEST(Outliers, AShortHistoryTellsNothing) {
    const auto values =
        values_of(14, [](Day day) { return day == day_after(13) ? 10 * wavy(day) : wavy(day); });
    EXPECT_THAT(outliers_of(values, ValueKind::amount), IsEmpty());
}

TEST(Outliers, WhatIsLongAgoIsNoHistory) {
    auto values = values_of(30, wavy);
    values.push_back({day_after(29) + outlier_history + one_day, 10'000});
    EXPECT_THAT(outliers_of(values, ValueKind::amount), IsEmpty());
}

}  // namespace
}  // namespace insightflow::testing
