#include "domain/ingestion/timestamps.hpp"

#include <algorithm>

#include "domain/ingestion/cells.hpp"
#include "domain/text/spelling.hpp"
#include "domain/time/day.hpp"

namespace insightflow {
namespace {

constexpr std::size_t fraction_digits_max = 9;
constexpr std::size_t fraction_digits_kept = 6;

// Whether text begins as form says, '0' standing for any digit.
bool has_form(std::string_view text, std::string_view form) {
    return text.size() >= form.size() &&
           std::ranges::equal(text.substr(0, form.size()), form,
                              [](char c, char f) { return f == '0' ? is_digit(c) : c == f; });
}

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

ParsedTime failed(const Finding& finding) { return {{}, &finding}; }

// One or two digits at the front, taken off; nullopt where there are none.
std::optional<int> take_number(std::string_view& text) {
    std::size_t size = 0;
    while (size < text.size() && size < 2 && is_digit(text[size])) ++size;
    if (size == 0) return std::nullopt;
    const int value = size == 1 ? text[0] - '0' : two_digits(text, 0);
    text.remove_prefix(size);
    return value;
}

// ":30" at the front, taken off.
std::optional<int> take_sixtieth(std::string_view& text) {
    if (!has_form(text, ":00")) return std::nullopt;
    const int value = two_digits(text, 1);
    text.remove_prefix(3);
    return value;
}

// ".25" at the front, taken off and added; false where it is malformed.
bool take_fraction(std::string_view& text, WrittenTime& time) {
    if (text.empty() || text.front() != '.') return true;
    text.remove_prefix(1);
    std::size_t digits = 0;
    std::int64_t unit = us_per_second;
    for (; digits < text.size() && is_digit(text[digits]); ++digits) {
        unit /= 10;
        if (digits < fraction_digits_kept)
            time.local_us += (text[digits] - '0') * unit;
        else
            time.truncated = time.truncated || text[digits] != '0';
    }
    text.remove_prefix(digits);
    return digits != 0 && digits <= fraction_digits_max;
}

// "PM" behind a time, taken off: the hour on a clock of 24. nullopt where there is no such hour.
std::optional<int> take_half_of_day(std::string_view& text, int hour) {
    const std::string half = lower_ascii(trimmed(text));
    const bool is_morning = half == "am" || half == "a.m.";
    if (!is_morning && half != "pm" && half != "p.m.") return hour;
    text = {};
    if (hour < 1 || hour > 12) return std::nullopt;
    return hour % 12 + (is_morning ? 0 : 12);
}

// An offset from UTC, all of the text; the fault where it is none.
const Finding* read_offset(std::string_view text, WrittenTime& time) {
    if (text.empty()) return nullptr;
    if (text == "Z" || text == "z") {
        time.offset_us = 0;
        return nullptr;
    }
    if (text.size() != 6 || !(has_form(text, "+00:00") || has_form(text, "-00:00")))
        return &fault::not_a_timestamp;
    const int hours = two_digits(text, 1);
    const int minutes = two_digits(text, 4);
    if (hours > 23 || minutes > 59) return &fault::no_such_time;
    const std::int64_t offset_us = (hours * 3600 + minutes * 60) * us_per_second;
    time.offset_us = text.front() == '-' ? -offset_us : offset_us;
    return nullptr;
}

// The day that a timestamp begins with.
CellValue<Day> read_date_part(std::string_view text, std::optional<DateOrder> order) {
    if (const auto day = parse_day(text)) return {day, nullptr};
    const auto readings = day_readings(text);
    if (!readings) {
        const bool looks_like_a_day = has_form(text, "0000-00-00");
        return {{}, looks_like_a_day ? &fault::no_such_day : &fault::not_a_timestamp};
    }
    if (readings->needs_order && !order) return {{}, &fault::undecided};
    const auto day = readings->by(order.value_or(DateOrder::day_first));
    return {day, day ? nullptr : &fault::no_such_day};
}

}  // namespace

std::string_view date_part(std::string_view text) {
    // The gap before the first "5:" or "05:".
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    const std::size_t gap = text.find_last_of(" Tt", colon);
    if (gap == std::string_view::npos || gap == 0 || colon - gap > 3) return {};
    return trimmed(text.substr(0, gap));
}

ParsedTime parse_timestamp(std::string_view text, std::optional<DateOrder> order) {
    const std::string_view date = date_part(text);
    if (date.empty()) return failed(fault::not_a_timestamp);
    const auto day = read_date_part(date, order);
    if (day.fault) return failed(*day.fault);
    std::string_view rest = text.substr(text.find_last_of(" Tt", text.find(':')) + 1);
    auto hour = take_number(rest);
    const auto minute = take_sixtieth(rest);
    if (!hour || !minute) return failed(fault::not_a_timestamp);
    const bool has_seconds = !rest.empty() && rest.front() == ':';
    const auto second = has_seconds ? take_sixtieth(rest) : 0;
    WrittenTime time;
    if (!second || !take_fraction(rest, time)) return failed(fault::not_a_timestamp);
    hour = take_half_of_day(rest, *hour);
    if (!hour || *hour > 23 || *minute > 59 || *second > 59) return failed(fault::no_such_time);
    time.local_us += day.value->time_since_epoch().count() * us_per_day +
                     (*hour * 3600 + *minute * 60 + *second) * us_per_second;
    if (const Finding* fault = read_offset(rest, time)) return failed(*fault);
    return {time, nullptr};
}

}  // namespace insightflow
