#include "domain/time/time_grain.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

Day day(const char* text) { return parse_day(text).value(); }

std::vector<Day> days(std::initializer_list<const char*> texts) {
    std::vector<Day> out;
    for (const char* text : texts) out.push_back(day(text));
    return out;
}

TEST(TimeGrain, AWeekBeginsOnMondayAlsoOverTheYearsEnd) {
    EXPECT_EQ(bucket_of(day("2024-12-29"), TimeGrain::week), day("2024-12-23"));
    EXPECT_EQ(bucket_of(day("2024-12-30"), TimeGrain::week), day("2024-12-30"));
    EXPECT_EQ(bucket_of(day("2025-01-05"), TimeGrain::week), day("2024-12-30"));
    EXPECT_EQ(bucket_of(day("1969-12-31"), TimeGrain::week), day("1969-12-29"));
}

TEST(TimeGrain, AMonthBeginsOnItsFirstAndADayIsItself) {
    EXPECT_EQ(bucket_of(day("2024-02-29"), TimeGrain::month), day("2024-02-01"));
    EXPECT_EQ(bucket_of(day("2024-02-29"), TimeGrain::day), day("2024-02-29"));
}

TEST(TimeGrain, BucketsHoldEveryDayOfTheRange) {
    EXPECT_EQ(buckets_of(day("2024-02-28"), day("2024-03-01"), TimeGrain::day),
              days({"2024-02-28", "2024-02-29", "2024-03-01"}));
    EXPECT_EQ(buckets_of(day("2024-12-29"), day("2025-01-06"), TimeGrain::week),
              days({"2024-12-23", "2024-12-30", "2025-01-06"}));
    EXPECT_EQ(buckets_of(day("2024-11-30"), day("2025-01-01"), TimeGrain::month),
              days({"2024-11-01", "2024-12-01", "2025-01-01"}));
    EXPECT_TRUE(buckets_of(day("2024-11-30"), day("2024-11-29"), TimeGrain::day).empty());
}

TEST(TimeGrain, NamesAreThoseOfQueries) {
    EXPECT_EQ(name_of(TimeGrain::day), "day");
    EXPECT_EQ(name_of(TimeGrain::month), "month");
}

}  // namespace
}  // namespace insightflow
