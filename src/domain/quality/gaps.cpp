#include "domain/quality/gaps.hpp"

#include <algorithm>
#include <optional>

namespace insightflow {
namespace {

constexpr std::chrono::days week{7};

// Of the same weekday as a missing day: how many were looked at, and how many had rows.
class SameWeekdays {
public:
    explicit SameWeekdays(const std::vector<Day>& days) : days_(days) {}

    // From the day on, a week at a time, while within the account's first and last day.
    void look(Day day, std::chrono::days step) {
        for (; looked_at_ < gap_weeks_looked_at && day >= days_.front() && day <= days_.back(); day += step) {
            ++looked_at_;
            if (std::ranges::binary_search(days_, day)) ++with_rows_;
        }
    }
    bool enough() const { return looked_at_ >= gap_weeks_min; }
    bool usual() const { return enough() && with_rows_ * 100 >= looked_at_ * gap_present_percent_min; }

private:
    const std::vector<Day>& days_;
    int looked_at_ = 0;
    int with_rows_ = 0;
};

// Empty days from first to last.
struct EmptyDays {
    Day first{};
    Day last{};
};

bool should_have_rows(const std::vector<Day>& days, const EmptyDays& empty, Day day) {
    SameWeekdays weekdays(days);
    weekdays.look(day - (std::chrono::floor<std::chrono::weeks>(day - empty.first) + week), -week);
    if (!weekdays.enough())
        weekdays.look(day + (std::chrono::floor<std::chrono::weeks>(empty.last - day) + week), week);
    return weekdays.usual();
}

std::optional<Gap> gap_in(const std::vector<Day>& days, const EmptyDays& empty) {
    std::optional<Gap> gap;
    for (Day day = empty.first; day <= empty.last; day += std::chrono::days{1}) {
        if (!should_have_rows(days, empty, day)) continue;
        if (!gap) gap = Gap{day, day, 0};
        gap->last = day;
        ++gap->missing;
    }
    return gap;
}

}  // namespace

std::vector<Gap> gaps_of(const std::vector<Day>& days, Day until) {
    std::vector<Gap> gaps;
    if (days.empty()) return gaps;
    constexpr std::chrono::days one{1};
    const auto look_between = [&](Day before, Day after) {
        if (before + one == after) return;
        if (const auto gap = gap_in(days, {before + one, after - one})) gaps.push_back(*gap);
    };
    for (std::size_t i = 1; i < days.size(); ++i) look_between(days[i - 1], days[i]);
    if (until > days.back() && until - days.back() <= gap_at_end_max) look_between(days.back(), until + one);
    return gaps;
}

}  // namespace insightflow
