#include "domain/quality/arrivals.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "unit/domain/quality/figures.hpp"

namespace insightflow::testing {
namespace {

constexpr std::chrono::hours six{6};

// A batch at six each day that holds the day before.
std::vector<Arrival> daily(int days) {
    std::vector<Arrival> arrivals;
    for (int i = 0; i < days; ++i) arrivals.push_back({day_after(i) + six, day_after(i - 1)});
    return arrivals;
}

TEST(Arrivals, AHabitIsTheMedianOfWhatWas) {
    const auto arrivals = daily(10);
    const ArrivalHabit habit = habit_of(arrivals, "UTC");
    EXPECT_EQ(habit.last_at, day_after(9) + six);
    EXPECT_EQ(habit.last_arrival, day_after(9));
    EXPECT_EQ(habit.usual_days_between, 1);
    EXPECT_EQ(habit.usual_days_behind, 1);
}

TEST(Arrivals, DaysAreThoseOfTheZone) {
    const std::vector<Arrival> arrivals{{day_after(0) + std::chrono::hours{1}, {}}};
    EXPECT_EQ(habit_of(arrivals, "America/New_York").last_arrival, day_after(-1));
}

TEST(Arrivals, TwoUploadsAreNoHabit) {
    const auto arrivals = daily(2);
    const ArrivalHabit habit = habit_of(arrivals, "UTC");
    EXPECT_FALSE(habit.usual_days_between);
    EXPECT_FALSE(lateness_of(habit, day_after(0), long_after));
    EXPECT_FALSE(lateness_of({}, {}, long_after));
}

TEST(Arrivals, ThreeTimesAsLongAsUsualIsLate) {
    const auto arrivals = daily(10);
    const ArrivalHabit habit = habit_of(arrivals, "UTC");
    EXPECT_FALSE(lateness_of(habit, day_after(8), day_after(12)));
    EXPECT_EQ(lateness_of(habit, day_after(8), day_after(13)), (Lateness{4, 1, false}));
}

TEST(Arrivals, BatchesThatBringOldDaysAloneAreLateToo) {
    auto arrivals = daily(10);
    for (int i = 7; i < 10; ++i) arrivals[static_cast<std::size_t>(i)].last_day = day_after(4);
    const ArrivalHabit habit = habit_of(arrivals, "UTC");
    EXPECT_EQ(lateness_of(habit, day_after(4), day_after(9)), (Lateness{5, 1, true}));
    EXPECT_FALSE(lateness_of(habit, day_after(5), day_after(9)));
}

TEST(Arrivals, BatchesWithoutRowsTellNothingOfDays) {
    auto arrivals = daily(10);
    for (Arrival& arrival : arrivals) arrival.last_day.reset();
    const ArrivalHabit habit = habit_of(arrivals, "UTC");
    EXPECT_FALSE(habit.usual_days_behind);
    EXPECT_FALSE(lateness_of(habit, day_after(0), day_after(10)));
}

}  // namespace
}  // namespace insightflow::testing
