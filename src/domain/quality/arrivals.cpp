#include "domain/quality/arrivals.hpp"

#include <algorithm>
#include <vector>

#include "domain/time/day_in_zone.hpp"

namespace insightflow {
namespace {

// The lower one of two in the middle; not empty.
std::int64_t median_of(std::vector<std::int64_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace

ArrivalHabit habit_of(std::span<const Arrival> arrivals, std::string_view zone) {
    ArrivalHabit habit;
    std::vector<std::int64_t> between, behind;
    for (const Arrival& arrival : arrivals) {
        const Day day = day_in_zone(arrival.at, zone);
        if (arrival.last_day) behind.push_back(std::max<std::int64_t>(0, (day - *arrival.last_day).count()));
        // Two days of the clock may be one in the zone.
        if (habit.last_arrival && day > *habit.last_arrival)
            between.push_back((day - *habit.last_arrival).count());
        habit.last_arrival = day;
        habit.last_at = arrival.at;
    }
    if (between.size() + 1 < arrivals_min) return habit;
    habit.usual_days_between = median_of(std::move(between));
    if (behind.size() >= arrivals_min) habit.usual_days_behind = median_of(std::move(behind));
    return habit;
}

std::optional<Lateness> lateness_of(const ArrivalHabit& habit, std::optional<Day> newest_day, Day today) {
    if (!habit.usual_days_between) return std::nullopt;
    const std::int64_t since = (today - *habit.last_arrival).count();
    if (since > late_factor * *habit.usual_days_between)
        return Lateness{since, *habit.usual_days_between, false};
    if (!habit.usual_days_behind || !newest_day) return std::nullopt;
    const std::int64_t behind = (today - *newest_day).count();
    const std::int64_t wait = late_days_min * *habit.usual_days_between;
    if (behind > *habit.usual_days_behind + wait) return Lateness{behind, *habit.usual_days_behind, true};
    return std::nullopt;
}

}  // namespace insightflow
