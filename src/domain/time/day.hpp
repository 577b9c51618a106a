// A calendar day as a platform reports it: no zone, no time. Ranges are inclusive at both ends.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

using Day = std::chrono::sys_days;

// Strict YYYY-MM-DD of a day that exists in the Gregorian calendar, years 0001 to 9999; anything else is
// nullopt.
std::optional<Day> parse_day(std::string_view text);

// YYYY-MM-DD.
std::string day_text(Day day);

// An absent end is open.
struct DayRange {
    std::optional<Day> from{};
    std::optional<Day> to{};
    friend bool operator==(const DayRange&, const DayRange&) = default;
};

// Days that a fact may carry: outside them a date is taken for a mistake of the sender.
inline constexpr Day fact_day_min = std::chrono::year{1990} / 1 / 1;
inline constexpr Day fact_day_max = std::chrono::year{2100} / 12 / 31;

}  // namespace insightflow
