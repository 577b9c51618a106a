#include "domain/ingestion/timestamps.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"
#include "domain/time/day.hpp"

namespace insightflow {
namespace {

constexpr std::size_t date_size = 10;  // YYYY-MM-DD
constexpr std::size_t time_size = 8;   // HH:MM:SS
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

}  // namespace

ParsedTime parse_timestamp(std::string_view text) {
    if (!has_form(text, "0000-00-00")) return failed(fault::not_a_timestamp);
    const auto day = parse_day(text.substr(0, date_size));
    if (!day) return failed(fault::no_such_day);
    std::string_view rest = text.substr(date_size);
    if (rest.empty() || (rest.front() != 'T' && rest.front() != 't' && rest.front() != ' '))
        return failed(fault::not_a_timestamp);
    rest.remove_prefix(1);
    if (!has_form(rest, "00:00:00")) return failed(fault::not_a_timestamp);
    const int hour = two_digits(rest, 0);
    const int minute = two_digits(rest, 3);
    const int second = two_digits(rest, 6);
    if (hour > 23 || minute > 59 || second > 59) return failed(fault::no_such_time);
    rest.remove_prefix(time_size);

    WrittenTime time;
    time.local_us =
        day->time_since_epoch().count() * us_per_day + (hour * 3600 + minute * 60 + second) * us_per_second;
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        std::size_t digits = 0;
        std::int64_t unit = us_per_second;
        for (; digits < rest.size() && is_digit(rest[digits]); ++digits) {
            unit /= 10;
            if (digits < fraction_digits_kept)
                time.local_us += (rest[digits] - '0') * unit;
            else
                time.truncated = time.truncated || rest[digits] != '0';
        }
        if (digits == 0 || digits > fraction_digits_max) return failed(fault::not_a_timestamp);
        rest.remove_prefix(digits);
    }
    if (rest.empty()) return {time, nullptr};
    if (rest == "Z" || rest == "z") {
        time.offset_us = 0;
        return {time, nullptr};
    }
    if (rest.size() != 6 || !(has_form(rest, "+00:00") || has_form(rest, "-00:00")))
        return failed(fault::not_a_timestamp);
    const int offset_hours = two_digits(rest, 1);
    const int offset_minutes = two_digits(rest, 4);
    if (offset_hours > 23 || offset_minutes > 59) return failed(fault::no_such_time);
    const std::int64_t offset_us = (offset_hours * 3600 + offset_minutes * 60) * us_per_second;
    time.offset_us = rest.front() == '-' ? -offset_us : offset_us;
    return {time, nullptr};
}

}  // namespace insightflow
