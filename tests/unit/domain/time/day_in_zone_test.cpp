#include "domain/time/day_in_zone.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(DayInZone, IsTheDateOnTheWallThere) {
    using namespace std::chrono_literals;
    const Day day{std::chrono::year{2024} / 7 / 4};
    EXPECT_EQ(day_in_zone(day + 12h, "UTC"), day);
    EXPECT_EQ(day_in_zone(day + 12h, "Pacific/Kiritimati"), day + std::chrono::days{1});
    EXPECT_EQ(day_in_zone(day + 3h, "America/New_York"), day - std::chrono::days{1});
    EXPECT_EQ(day_in_zone(Day{} - 1us, "UTC"), Day{} - std::chrono::days{1}) << "before the epoch too";
}

TEST(DayInZone, ADayEndsBeforeTheNextMidnightThere) {
    using namespace std::chrono_literals;
    const Day day{std::chrono::year{2024} / 10 / 26};
    EXPECT_EQ(end_of_day(day, "UTC"), day + 24h - 1us);
    EXPECT_EQ(end_of_day(day, "Europe/Berlin"), day + 22h - 1us);
    EXPECT_EQ(end_of_day(day + std::chrono::days{1}, "Europe/Berlin"), day + 47h - 1us)
        << "a day of 25 hours";
}

}  // namespace
}  // namespace insightflow
