// Cells that hold days, months, hours and moments.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/timestamps.hpp"
#include "domain/ingestion/written_day.hpp"
#include "domain/text/spelling.hpp"
#include "fuzzers/drawn.hpp"

namespace {

using namespace insightflow;
using fuzzers::require;

std::vector<std::string_view> runs_of_digits(std::string_view text) {
    std::vector<std::string_view> runs;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > at) runs.push_back(text.substr(at, end - at));
        at = std::max(end, at + 1);
    }
    return runs;
}

int value_of(std::string_view digits) {
    int value = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// Whether year, month and day of the day stand in the text, in digits or, of the month, in letters.
bool is_written_in(std::string_view text, Day day, bool with_day = true) {
    const std::chrono::year_month_day date{day};
    const int year = int{date.year()};
    const auto month = static_cast<int>(unsigned{date.month()});
    const auto number = static_cast<int>(unsigned{date.day()});
    const std::vector<std::string_view> runs = runs_of_digits(text);
    const auto has = [&](auto&& is_it) { return std::ranges::any_of(runs, is_it); };
    if (has([&](std::string_view run) {
            return run.size() == 8 && value_of(run) / 100 == year * 100 + month &&
                   (!with_day || value_of(run) % 100 == number);
        }))
        return true;
    const bool has_letters = std::ranges::any_of(text, [](char c) { return (c | 0x20) >= 'a'; });
    return has([&](std::string_view run) {
               return value_of(run) == year || (run.size() == 2 && 2000 + value_of(run) == year);
           }) &&
           (has_letters || has([&](std::string_view run) { return value_of(run) == month; })) &&
           (!with_day || has([&](std::string_view run) { return value_of(run) == number; }));
}

// Days of a month by the rule that children learn.
int days_in(int year, int month) {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

bool is_iso(std::string_view text) {
    constexpr std::string_view form = "0000-00-00";
    return text.size() == form.size() &&
           std::ranges::equal(text, form, [](char c, char f) { return f == '0' ? is_digit(c) : c == f; });
}

void check_readings(std::string_view text) {
    const auto readings = day_readings(text);
    if (!readings) return;
    for (const auto& day : {readings->day_first, readings->month_first, readings->year_first})
        if (day) require(is_written_in(text, *day), "a day that is read stands in the text", text);
    if (!readings->needs_order)
        require(readings->day_first == readings->month_first && readings->day_first == readings->year_first,
                "without need of an order there is one reading", text);
}

void check_day(std::string_view text, std::optional<DateOrder> order) {
    const auto read = read_day({text, CellKind::text}, order);
    require(!(read.value && read.fault), "a value or a fault", text);
    if (read.value) {
        require(*read.value >= fact_day_min && *read.value <= fact_day_max, "a day is within its bounds",
                text);
        require(std::chrono::year_month_day{*read.value}.ok(), "a day is one of the calendar", text);
        require(is_written_in(text, *read.value), "a day that is read stands in the text", text);
    }
    if (!is_iso(text)) return;
    const int year = value_of(text.substr(0, 4));
    const int month = value_of(text.substr(5, 2));
    const int day = value_of(text.substr(8, 2));
    const bool is_one =
        year >= 1990 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
    require(is_one == read.value.has_value(), "an ISO day is read where it is in the calendar", text);
}

void check_month(std::string_view text, std::optional<DateOrder> order) {
    const auto read = read_month({text, CellKind::text}, order);
    if (!read.value) return;
    require(unsigned{std::chrono::year_month_day{*read.value}.day()} == 1,
            "a month begins with its first day", text);
    require(is_written_in(text, *read.value, false), "a month that is read stands in the text", text);
}

void check_timestamp(std::string_view text, std::optional<DateOrder> order) {
    const ParsedTime parsed = parse_timestamp(text, order);
    require(parsed.value.has_value() != (parsed.fault != nullptr), "a value or a fault", text);
    const std::string_view date = date_part(text);
    require(date.empty() || (date.data() >= text.data() && date.size() < text.size()),
            "the day of a moment is a part of it", text);
    if (!parsed.value) return;
    const Day day{std::chrono::floor<std::chrono::days>(std::chrono::microseconds{parsed.value->local_us})};
    require(is_written_in(date, day), "the day of a moment stands in its text", text);
    const std::int64_t offset = parsed.value->offset_us.value_or(0);
    require(offset > -us_per_day && offset < us_per_day, "an offset is less than a day", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzzers::Drawn drawn(data, size);
    constexpr std::array orders{std::optional<DateOrder>{}, std::optional{DateOrder::day_first},
                                std::optional{DateOrder::month_first}, std::optional{DateOrder::year_first}};
    const auto order = orders[drawn.one_of(orders.size())];
    const std::string_view text = trimmed(drawn.rest());
    check_readings(text);
    check_day(text, order);
    check_month(text, order);
    check_timestamp(text, order);
    const auto hour = read_hour({text, CellKind::text});
    if (hour.value) require(*hour.value >= 0 && *hour.value < hours_per_day, "an hour is one of a day", text);
    return 0;
}
