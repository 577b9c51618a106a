// Days as people and their programs write them. Most ways of writing are unmistakable; 3/4/2024 is not: only
// the file as a whole may tell which of the two is the month.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/time/day.hpp"

namespace insightflow {

enum class DateOrder : std::uint8_t { day_first, month_first, year_first };

// The readings of a written day; they are the same where the writing is unmistakable. A reading that is no
// day of the calendar is nullopt.
struct DayReadings {
    std::optional<Day> day_first{};
    std::optional<Day> month_first{};
    std::optional<Day> year_first{};
    // Day and month stand as bare numbers, so that only an order tells which is which.
    bool needs_order = false;

    std::optional<Day> by(DateOrder order) const {
        return order == DateOrder::day_first     ? day_first
               : order == DateOrder::month_first ? month_first
                                                 : year_first;
    }
};

// nullopt where the text is not written like a day. Read are 2024-01-31, 2024/1/31, 20240131, 31/1/2024 and
// 1-31-24 and 24-01-31 (these need an order), 31.1.2024 (always day first), and days whose month is a name in
// English, German, French, Spanish, Italian, Portuguese or Dutch, such as "Jan 31, 2024" and "31. Januar
// 2024"; each also with midnight behind it. A year of two digits is one from 2000 on.
std::optional<DayReadings> day_readings(std::string_view text);

// The first day of a written month: 2024-01, 2024/1, 1/2024, 01.2024, "Jan 2024", "Januar 2024". nullopt
// where the text is none.
std::optional<Day> month_start(std::string_view text);

}  // namespace insightflow
