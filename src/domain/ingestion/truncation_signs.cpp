#include "domain/ingestion/truncation_signs.hpp"

#include <algorithm>
#include <array>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::string_view code = "looks_truncated";

// How Google Analytics calls the row in which it sums up what is beyond its limits of different values.
constexpr std::string_view rest_value = "(other)";
constexpr Finding holds_the_rest{
    code, "'(other)' sums up rows of which there were too many: they cannot be told apart any more"};

// The last row of a sheet in Excel's older format, and in the one since 2007.
constexpr std::array<std::uint64_t, 2> sheet_ends{65'536, 1'048'576};

constexpr std::array<std::string_view, 12> more_words{
    "more row",    "more result",    "more record", "more line",    "more entries", "rows not shown",
    "rows hidden", "weitere zeilen", "other rows",  "rows omitted", "filas más",    "lignes supplémentaires"};
constexpr std::size_t note_bytes_max = 64;

bool is_rest(const Cell& cell) {
    return cell.text.size() == rest_value.size() && equal_ignoring_case(cell.text, rest_value);
}

}  // namespace

bool says_there_is_more(std::string_view text) {
    text = trimmed(text);
    if (text.size() > note_bytes_max) return false;
    const bool is_elided = text.starts_with("...") || text.starts_with("\u2026");
    if (!is_elided && std::ranges::none_of(text, is_digit)) return false;
    const std::string lower = lower_ascii(text);
    return std::ranges::any_of(more_words,
                               [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool TruncationSigns::take(std::string_view text, std::uint64_t line) {
    if (!says_there_is_more(text)) return false;
    if (notes_++ == 0) first_note_ = line;
    return true;
}

bool TruncationSigns::takes(const RowView& row, const ColumnMap& columns) {
    const std::string_view first = row.at(std::size_t{0}).text;
    // A day begins nearly every row, and has no blank.
    if (first.find(' ') == std::string_view::npos) return false;
    for (std::size_t column = 1; column < columns.readings().size(); ++column)
        if (!trimmed(row.at(column).text).empty()) return false;
    return take(first, row.line());
}

bool TruncationSigns::takes(const BrokenRow& row) { return take(row.label, row.line); }

void TruncationSigns::count(std::uint64_t line) {
    ++rows_;
    last_line_ = line;
}

void TruncationSigns::count(const BrokenRow& row) {
    count(row.line);
    if (row.is_cut) cut_line_ = row.line;
}

void TruncationSigns::look_at(const RowView& row, const ColumnMap& columns, WarningTally& warnings) {
    for (const Field field : line_fields)
        if (columns.has(field) && is_rest(row.at(field)))
            warnings.note(row.heading(field), holds_the_rest, 1, row.line());
    for (const auto& unknown : columns.unknown())
        if (is_rest(row.at(unknown))) warnings.note(unknown.heading, holds_the_rest, 1, row.line());
}

void TruncationSigns::finish(bool is_table, WarningTally& warnings) const {
    const auto add = [&](std::string message, std::int64_t rows, std::uint64_t line) {
        warnings.add({std::string(code), "", std::move(message), rows, line});
    };
    if (cut_line_ != 0)
        add("the file breaks off: its last line has no end, and fewer fields than the headings", 1,
            cut_line_);
    if (notes_ > 0) add("the file says that there are more rows than it holds", notes_, first_note_);
    if (std::ranges::find(row_limits_, rows_) != row_limits_.end())
        add("the file has exactly " + std::to_string(rows_) + " rows, and files of " + profile_ +
                " are cut there without a word: is it whole?",
            0, 0);
    if (is_table && std::ranges::find(sheet_ends, last_line_) != sheet_ends.end())
        add("the file ends with line " + std::to_string(last_line_) +
                ", which is the last that a spreadsheet can hold: is it whole?",
            0, last_line_);
}

}  // namespace insightflow
