#include "domain/quality/gaps.hpp"

#include <gmock/gmock.h>

#include "unit/domain/quality/figures.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <class Has>
std::vector<Day> days_where(int count, const Has& has) {
    std::vector<Day> days;
    for (int i = 0; i < count; ++i)
        if (has(day_after(i))) days.push_back(day_after(i));
    return days;
}

TEST(Gaps, NothingHasNone) { EXPECT_THAT(gaps_of({}, monday), IsEmpty()); }

TEST(Gaps, EveryDayHasNone) {
    EXPECT_THAT(gaps_of(days_where(60, [](Day) { return true; }), day_after(59)), IsEmpty());
}

TEST(Gaps, DaysThatLackInAFullCalendarAreOne) {
    const auto days = days_where(60, [](Day day) { return day < day_after(30) || day > day_after(32); });
    EXPECT_THAT(gaps_of(days, day_after(59)), ElementsAre(Gap{day_after(30), day_after(32), 3}));
}

TEST(Gaps, AWeekendThatNeverHasRowsIsNone) {
    EXPECT_THAT(gaps_of(days_where(60, [](Day day) { return !is_weekend(day); }), day_after(59)), IsEmpty());
}

TEST(Gaps, AMissingFridayAndMondayCountWithoutTheWeekendBetween) {
    const Day friday = day_after(32);
    const auto days = days_where(60, [&](Day day) {
        return !is_weekend(day) && day != friday && day != friday + std::chrono::days{3};
    });
    EXPECT_THAT(gaps_of(days, day_after(59)), ElementsAre(Gap{friday, friday + std::chrono::days{3}, 2}));
}

TEST(Gaps, AWeeklyReportThatIsMissingIsOneDay) {
    const auto days = days_where(120, [](Day day) {
        return std::chrono::weekday{day} == std::chrono::Monday && day != day_after(70);
    });
    EXPECT_THAT(gaps_of(days, day_after(119)), ElementsAre(Gap{day_after(70), day_after(70), 1}));
}

TEST(Gaps, NowAndThenIsNoHabit) {
    EXPECT_THAT(
        gaps_of(days_where(120, [](Day day) { return (day - monday).count() % 3 == 0; }), day_after(119)),
        IsEmpty());
}

TEST(Gaps, EarlyOnesAreToldByTheWeeksBehindThem) {
    const auto days = days_where(60, [](Day day) { return day != day_after(2); });
    EXPECT_THAT(gaps_of(days, day_after(59)), ElementsAre(Gap{day_after(2), day_after(2), 1}));
}

TEST(Gaps, TwoWeeksTellNothing) {
    EXPECT_THAT(gaps_of(days_where(12, [](Day day) { return day != day_after(5); }), day_after(11)),
                IsEmpty());
}

TEST(Gaps, AnAccountThatEndsBeforeItsSourceLacksDays) {
    const auto days = days_where(60, [](Day) { return true; });
    EXPECT_THAT(gaps_of(days, day_after(63)), ElementsAre(Gap{day_after(60), day_after(63), 4}));
}

TEST(Gaps, AnAccountThatEndedLongBeforeIsClosed) {
    const auto days = days_where(60, [](Day) { return true; });
    EXPECT_THAT(gaps_of(days, day_after(59) + gap_at_end_max + one_day), IsEmpty());
}

}  // namespace
}  // namespace insightflow::testing
