// Freshness: how long ago the last batch of a source came and how far its days reach, against what the source
// itself is used to. What is "late" depends on the day, and so is asked anew each time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/quality/quality_figures.hpp"

namespace insightflow {

// Days with a batch that it takes to speak of a habit.
inline constexpr std::size_t arrivals_min = 4;
// Late is what takes more than three times as long as usual: a week-end is no reason to cry.
inline constexpr std::int64_t late_factor = 3;
// Or where days are this much further behind than usual.
inline constexpr std::int64_t late_days_min = 3;

// Days are those of the workspace's zone. The usual figures are medians; absent where there is no habit.
struct ArrivalHabit {
    std::optional<Timestamp> last_at{};
    std::optional<Day> last_arrival{};
    std::optional<std::int64_t> usual_days_between{};
    std::optional<std::int64_t> usual_days_behind{};  // from the newest day of a batch to the batch
    friend bool operator==(const ArrivalHabit&, const ArrivalHabit&) = default;
};

ArrivalHabit habit_of(std::span<const Arrival> arrivals, std::string_view zone);

// How many days, and how many are usual.
struct Lateness {
    std::int64_t seen = 0;
    std::int64_t usual = 0;
    bool of_days = false;  // the newest day is too old; else no batch came
    friend bool operator==(const Lateness&, const Lateness&) = default;
};

// newest_day: of the source's rows, not after today.
std::optional<Lateness> lateness_of(const ArrivalHabit& habit, std::optional<Day> newest_day, Day today);

}  // namespace insightflow
