// Cells of a sheet as a CSV file would have them: numbers as they were meant, and dates, which a sheet keeps
// as counts of days, as dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow::xlsx {

// Whether numbers are shown as a date or a time of day.
enum class Shown : std::uint8_t { number, date };

// Of a number format's code, as ECMA-376 18.8.31 has it ("yyyy-mm-dd", "[$-409]d/m/yy h:mm AM/PM"). Durations
// ("[h]:mm") are numbers.
Shown shown_by_code(std::string_view code);
// Of the formats that are known by their number alone.
Shown shown_by_number(std::uint32_t format);

// A number as it is written in the file, without an exponent; more than 15 digits of a fraction are those of
// a double that were written out (0.10000000000000001), and become the shortest that say the same (0.1).
// nullopt where it is no number.
std::optional<std::string> plain_number(std::string_view text);

// "2024-01-31", with a time of day "2024-01-31 13:00:00", or a time of day alone, by the clock of the
// sheet. since_1904: how the workbook counts days. nullopt where the number is no date.
std::optional<std::string> date_text(std::string_view number, bool since_1904);

// The column of a reference such as "BC12", from 0; nullopt where it is none.
std::optional<std::uint32_t> column_of(std::string_view reference);

}  // namespace insightflow::xlsx
