#include "domain/ingestion/file_head.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "domain/ingestion/written_day.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// By the heading as it is compared.
using Choices = std::map<std::string, std::optional<ColumnMeaning>>;

std::optional<ColumnMeaning> meaning_of(const std::string& cell, const Choices& choices) {
    if (cell.size() > heading_bytes_max) return std::nullopt;
    if (choices.empty()) return meaning_of_heading(cell);
    const auto choice = choices.find(normalise_heading(cell));
    return choice == choices.end() ? meaning_of_heading(cell) : choice->second;
}

// How many fields the row names; 0 where they are not those of a table of facts.
std::size_t fields_named(const HeadRow& row, const Choices& choices) {
    std::array<bool, field_count> named{};
    for (const std::string& cell : row.cells)
        if (const auto meaning = meaning_of(cell, choices))
            named[static_cast<std::size_t>(meaning->field)] = true;
    const auto names_one = [&](auto&& is_one) {
        for (std::size_t i = 0; i < named.size(); ++i)
            if (named[i] && is_one(static_cast<Field>(i))) return true;
        return false;
    };
    if (!names_one(is_measure) || !names_one([](Field field) { return !is_measure(field); })) return 0;
    return static_cast<std::size_t>(std::ranges::count(named, true));
}

constexpr std::size_t words_of_a_day_max = 4;

// The days that are written in a text, in order.
std::vector<Day> days_in(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t\"\u00A0"), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    std::vector<Day> days;
    for (std::size_t i = 0; i < words.size();) {
        std::size_t taken = 0;
        for (std::size_t count = std::min(words_of_a_day_max, words.size() - i); count > 0 && taken == 0;
             --count) {
            const char* begin = words[i].data();
            std::string_view piece(begin, static_cast<std::size_t>(words[i + count - 1].data() - begin) +
                                              words[i + count - 1].size());
            while (!piece.empty() && (piece.back() == ',' || piece.back() == ')')) piece.remove_suffix(1);
            while (!piece.empty() && piece.front() == '(') piece.remove_prefix(1);
            const auto readings = day_readings(piece);
            if (!readings || !readings->day_first || readings->day_first != readings->month_first) continue;
            days.push_back(*readings->day_first);
            taken = count;
        }
        i += std::max<std::size_t>(taken, 1);
    }
    return days;
}

// Whether one of the words stands in the text by itself.
bool speaks_of(const std::string& text, std::initializer_list<std::string_view> words) {
    const std::string lower = lower_ascii(text);
    const auto is_border = [&](std::size_t at) {
        return at >= lower.size() || is_blank(lower[at]) || lower[at] == ':' || lower[at] == ',';
    };
    return std::ranges::any_of(words, [&](std::string_view word) {
        const std::size_t at = lower.find(word);
        return at != std::string::npos && (at == 0 || is_border(at - 1)) && is_border(at + word.size());
    });
}

}  // namespace

HeadingPlace find_headings(std::span<const HeadRow> rows, std::span<const ColumnChoice> choices) {
    Choices chosen;
    for (const ColumnChoice& choice : choices)
        chosen.emplace(normalise_heading(choice.heading), choice.meaning);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const std::size_t recognised = fields_named(rows[i], chosen); recognised > 0)
            return {i, recognised};
    return {};
}

DayRange range_in(std::span<const HeadRow> preamble) {
    DayRange range;
    for (const HeadRow& row : preamble) {
        const std::vector<Day> days = days_in(row.text);
        if (days.size() == 2 && days[0] <= days[1]) return {days[0], days[1]};
        if (days.size() != 1) continue;
        if (!range.from && speaks_of(row.text, {"start", "from", "beginn", "début", "inicio"}))
            range.from = days.front();
        else if (!range.to && speaks_of(row.text, {"end", "until", "fin"}))
            range.to = days.front();
    }
    if (!range.from || !range.to || *range.from > *range.to) return {};
    return range;
}

}  // namespace insightflow
