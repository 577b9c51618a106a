// Buckets of calendar days: a series has one figure per bucket. Weeks are ISO weeks, Monday to Sunday.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow {

enum class TimeGrain : std::uint8_t { day, week, month };

inline constexpr std::array<std::string_view, 3> time_grain_names{"day", "week", "month"};

constexpr std::string_view name_of(TimeGrain grain) {
    return time_grain_names[static_cast<std::size_t>(grain)];
}

// The first day of the bucket that holds the day.
Day bucket_of(Day day, TimeGrain grain);

// The first days of all buckets that hold a day from `from` to `to`, in order; none where to is before from.
std::vector<Day> buckets_of(Day from, Day to, TimeGrain grain);

}  // namespace insightflow
