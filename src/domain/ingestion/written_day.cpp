#include "domain/ingestion/written_day.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// By month, its names in lower case.
constexpr std::array<std::string_view, 12> month_names{
    "january januar janvier enero gennaio janeiro januari",
    "february februar février fevrier febrero febbraio fevereiro februari",
    "march märz maerz mrz mars marzo março maart mrt",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro",
};
constexpr std::size_t month_name_min = 3;

bool is_name(std::string_view word) {
    return std::ranges::none_of(word, [](char c) { return is_digit(c); });
}

// The month whose name the word is, or begins; 0 where there is none.
unsigned month_of(std::string_view word) {
    const std::string lower = lower_ascii(word);
    if (lower.size() < month_name_min) return 0;
    for (std::size_t month = 0; month < month_names.size(); ++month) {
        const std::string_view names = month_names[month];
        for (std::size_t at = 0; at < names.size();) {
            const std::size_t end = std::min(names.find(' ', at), names.size());
            if (names.substr(at, end - at).starts_with(lower)) return static_cast<unsigned>(month) + 1;
            at = end + 1;
        }
    }
    return 0;
}

// A number of at most four digits; an ordinal's ending is passed over. nullopt for any other word.
std::optional<int> number_of(std::string_view word) {
    for (const std::string_view ending : {"st", "nd", "rd", "th", "er", "º"})
        if (word.size() > ending.size() && word.ends_with(ending)) word.remove_suffix(ending.size());
    if (word.empty() || word.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : word) {
        if (!is_digit(c)) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Day> day_of(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1) return std::nullopt;
    return Day{date};
}

DayReadings unmistakable(std::optional<Day> day) { return {day, day, day, false}; }

int full_year(int year, std::size_t digits) { return digits == 2 ? 2000 + year : year; }

// Three numbers with one separator between them.
std::optional<DayReadings> numeric_readings(std::string_view text) {
    const std::size_t first = text.find_first_of("-/.");
    if (first == std::string_view::npos) return std::nullopt;
    const char separator = text[first];
    const std::size_t second = text.find(separator, first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::array words{text.substr(0, first), text.substr(first + 1, second - first - 1),
                           text.substr(second + 1)};
    std::array<int, 3> numbers{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].empty() || words[i].size() > 4 ||
            !std::ranges::all_of(words[i], [](char c) { return is_digit(c); }))
            return std::nullopt;
        numbers[i] = *number_of(words[i]);
    }
    if (words[1].size() > 2) return std::nullopt;
    if (words[0].size() == 4 && words[2].size() <= 2)
        return unmistakable(day_of(numbers[0], numbers[1], numbers[2]));
    if (words[0].size() > 2 || words[2].size() == 1 || words[2].size() == 3) return std::nullopt;
    const int year = full_year(numbers[2], words[2].size());
    const auto day_first = day_of(year, numbers[1], numbers[0]);
    if (separator == '.') return unmistakable(day_first);
    const bool may_begin_with_year = words[0].size() == 2 && words[1].size() == 2 && words[2].size() == 2;
    const auto year_first =
        may_begin_with_year ? day_of(full_year(numbers[0], 2), numbers[1], numbers[2]) : std::nullopt;
    return DayReadings{day_first, day_of(year, numbers[0], numbers[1]), year_first, true};
}

std::optional<DayReadings> compact_readings(std::string_view text) {
    if (text.size() != 8 || !std::ranges::all_of(text, [](char c) { return is_digit(c); }))
        return std::nullopt;
    return unmistakable(
        day_of(*number_of(text.substr(0, 4)), *number_of(text.substr(4, 2)), *number_of(text.substr(6, 2))));
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    constexpr std::string_view between = " ,.-/";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(between), text.size());
        const std::string_view word = text.substr(0, end);
        if (!word.empty() && word != "de" && word != "of") words.push_back(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// A day and a year around or beside the name of a month.
std::optional<DayReadings> named_readings(std::string_view text) {
    std::vector<std::string_view> words = words_of(text);
    // A weekday in front: "Mon, Jan 1, 2024".
    if (words.size() == 4 && is_name(words.front())) words.erase(words.begin());
    if (words.size() != 3) return std::nullopt;
    const auto name = std::ranges::find_if(words, is_name);
    if (name == words.end()) return std::nullopt;
    const unsigned month = month_of(*name);
    words.erase(name);
    if (month == 0 || is_name(words[0]) || is_name(words[1])) return std::nullopt;
    if (number_of(words[0]).value_or(0) > 31) std::swap(words[0], words[1]);  // the year is first
    const auto day = number_of(words[0]);
    const auto year = number_of(words[1]);
    if (!day || !year || *day > 31 || (words[1].size() != 4 && words[1].size() != 2)) return std::nullopt;
    return unmistakable(day_of(full_year(*year, words[1].size()), static_cast<int>(month), *day));
}

// "0:00", "00:00:00.000" and the like.
bool is_midnight(std::string_view text) {
    return text.size() >= 4 && text.size() <= 15 && text.find(':') != std::string_view::npos &&
           text.front() == '0' && text.find_first_not_of("0:.") == std::string_view::npos;
}

std::string_view without_midnight(std::string_view text) {
    // A zone behind it would make it a moment, whose day is told by the account's clock.
    for (const std::string_view midnight : {" 12:00:00 AM", " 12:00 AM"})
        if (text.ends_with(midnight)) return trimmed(text.substr(0, text.size() - midnight.size()));
    const std::size_t gap = text.find_last_of(" T");
    if (gap == std::string_view::npos || gap == 0 || !is_midnight(text.substr(gap + 1))) return text;
    return trimmed(text.substr(0, gap));
}

}  // namespace

std::optional<DayReadings> day_readings(std::string_view text) {
    text = without_midnight(trimmed(text));
    if (text.size() < 6 || text.size() > 40) return std::nullopt;
    if (auto readings = numeric_readings(text)) return readings;
    if (auto readings = compact_readings(text)) return readings;
    return named_readings(text);
}

std::optional<Day> month_start(std::string_view text) {
    const std::vector<std::string_view> words = words_of(trimmed(text));
    if (words.size() != 2) return std::nullopt;
    const bool is_year_first = words[0].size() == 4 && !is_name(words[0]);
    const std::string_view month_word = words[is_year_first ? 1 : 0];
    const std::string_view year_word = words[is_year_first ? 0 : 1];
    const auto year = number_of(year_word);
    if (!year || year_word.size() != 4) return std::nullopt;
    if (is_name(month_word)) {
        const unsigned month = month_of(month_word);
        return month == 0 ? std::nullopt : day_of(*year, static_cast<int>(month), 1);
    }
    const auto month = number_of(month_word);
    if (!month || month_word.size() > 2) return std::nullopt;
    return day_of(*year, *month, 1);
}

}  // namespace insightflow
