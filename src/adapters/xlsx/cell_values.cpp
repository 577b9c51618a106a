#include "adapters/xlsx/cell_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "adapters/xlsx/limits.hpp"
#include "domain/text/spelling.hpp"
#include "domain/time/day.hpp"

namespace insightflow::xlsx {
namespace {

// A double holds any number of so many digits.
constexpr std::size_t double_digits = 15;
// The shortest text of any double that is worth writing out.
constexpr std::size_t number_bytes_max = 64;

constexpr double last_serial = 2'958'465;  // 9999-12-31
constexpr std::int64_t seconds_per_day = 86'400;

// Which formats show dates among those that files do not describe (18.8.30, and those of East Asia).
struct FormatRange {
    std::uint32_t first;
    std::uint32_t last;
};
constexpr std::array date_formats{FormatRange{14, 22}, FormatRange{27, 36}, FormatRange{45, 45},
                                  FormatRange{47, 47}, FormatRange{50, 58}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t take_digits(std::string_view& rest) {
    std::size_t count = 0;
    while (count < rest.size() && is_digit(rest[count])) ++count;
    rest.remove_prefix(count);
    return count;
}

struct Written {
    std::size_t digits = 0;
    bool has_fraction = false;
    bool has_exponent = false;
};

std::optional<Written> written(std::string_view rest) {
    Written number;
    if (rest.starts_with('-')) rest.remove_prefix(1);
    number.digits = take_digits(rest);
    if (number.digits == 0) return std::nullopt;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        const std::size_t decimals = take_digits(rest);
        if (decimals == 0) return std::nullopt;
        number.has_fraction = true;
        number.digits += decimals;
    }
    if (rest.starts_with('e') || rest.starts_with('E')) {
        rest.remove_prefix(1);
        if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
        if (take_digits(rest) == 0) return std::nullopt;
        number.has_exponent = true;
    }
    return rest.empty() ? std::optional(number) : std::nullopt;
}

std::optional<double> value_of(std::string_view text) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The first part of a code, for numbers that are not negative, without what is printed as it stands.
std::string shown_letters(std::string_view code) {
    std::string letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"' || c == '[') {
            const std::size_t end = std::min(code.find(c == '"' ? '"' : ']', i + 1), code.size());
            // A clock that goes on behind 24 hours shows a duration.
            const std::string inside = lower_ascii(code.substr(i + 1, end - i - 1));
            if (c == '[' && !inside.empty() && inside.find_first_not_of("hms") == std::string::npos)
                return {};
            i = end;
        } else {
            letters += c;
        }
    }
    return lower_ascii(letters);
}

std::string clock_text(std::int64_t seconds) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return text.data();
}

}  // namespace

Shown shown_by_code(std::string_view code) {
    const std::string letters = shown_letters(code);
    if (letters == "general" || letters == "standard") return Shown::number;
    return letters.find_first_of("dymhs") == std::string::npos ? Shown::number : Shown::date;
}

Shown shown_by_number(std::uint32_t format) {
    for (const auto& [first, last] : date_formats)
        if (format >= first && format <= last) return Shown::date;
    return Shown::number;
}

std::optional<std::string> plain_number(std::string_view text) {
    const auto number = written(text);
    if (!number) return std::nullopt;
    const bool is_double_written_out = number->has_fraction && number->digits > double_digits;
    if (!number->has_exponent && !is_double_written_out) return std::string(text);
    const auto value = value_of(text);
    if (!value) return std::string(text);
    std::array<char, number_bytes_max> room{};
    const auto [end, fault] =
        std::to_chars(room.data(), room.data() + room.size(), *value, std::chars_format::fixed);
    // Too long to be written out: it stands as it came, and the rules judge it.
    if (fault != std::errc{}) return std::string(text);
    return std::string(room.data(), end);
}

std::optional<std::string> date_text(std::string_view number, bool since_1904) {
    const auto value = written(number) ? value_of(number) : std::nullopt;
    if (!value || *value < 0 || *value > last_serial + 1) return std::nullopt;
    const std::int64_t total = std::llround(*value * static_cast<double>(seconds_per_day));
    const std::int64_t serial = total / seconds_per_day;
    const std::int64_t seconds = total % seconds_per_day;
    if (serial == 0 && !since_1904) return clock_text(seconds);
    // Excel counts a 29th of February 1900 that never was: before it, days are one further on.
    constexpr std::int64_t no_such_day = 60;
    if (!since_1904 && serial == no_such_day) return std::nullopt;
    constexpr Day epoch_1900{std::chrono::year{1899} / 12 / 30};
    constexpr Day epoch_1904{std::chrono::year{1904} / 1 / 1};
    const Day epoch = since_1904 ? epoch_1904 : epoch_1900;
    const Day day = epoch + std::chrono::days{!since_1904 && serial < no_such_day ? serial + 1 : serial};
    return day_text(day) + (seconds == 0 ? "" : " " + clock_text(seconds));
}

std::optional<std::uint32_t> column_of(std::string_view reference) {
    std::uint32_t column = 0;
    std::size_t letters = 0;
    while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z') {
        column = column * 26 + static_cast<std::uint32_t>(reference[letters] - 'A') + 1;
        if (column > columns_max) return std::nullopt;
        ++letters;
    }
    return letters == 0 ? std::nullopt : std::optional(column - 1);
}

}  // namespace insightflow::xlsx
