// Rows of headings, one to a line: what each means, and what the columns come to together.
#include <set>
#include <string>
#include <vector>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/heading_likeness.hpp"
#include "fuzzers/drawn.hpp"

namespace {

using namespace insightflow;
using fuzzers::require;

constexpr std::size_t headings_max = 64;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() < headings_max) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void check_heading(const std::string& heading) {
    const std::string normal = normalise_heading(heading);
    require(normalise_heading(normal) == normal, "a normal spelling stays", heading);
    const LikeHeading like = like_heading(heading);
    if (!like.currency.empty()) {
        require(like.alias != nullptr && is_money(like.alias->field), "a currency is of an amount", heading);
        require(heading.find(like.currency) != std::string::npos, "a currency stands in the heading",
                heading);
    }
    if (const auto choice = column_choice(heading)) {
        const auto again = column_choice(text_of(*choice));
        require(again && again->meaning == choice->meaning, "a choice is read as it is written", heading);
    }
}

std::set<std::size_t> unknown_columns(const ColumnMap& map) {
    std::set<std::size_t> columns;
    for (const auto& unknown : map.unknown()) columns.insert(unknown.column);
    return columns;
}

// Columns of JSON appear one after another; those of a table all at once.
void check_columns(const std::vector<std::string>& headings) {
    ColumnMap at_once("version");
    const auto error = at_once.extend(headings);
    if (error) require(!error->message.empty(), "an error has a reason");
    ColumnMap one_by_one("version");
    std::vector<std::string> so_far;
    bool is_refused = false;
    for (const std::string& heading : headings) {
        so_far.push_back(heading);
        is_refused = is_refused || one_by_one.extend(so_far).has_value();
    }
    if (error) require(is_refused, "what is refused at once is refused one by one", error->message);
    if (error || is_refused) return;
    require(unknown_columns(at_once) == unknown_columns(one_by_one), "the same columns are unknown");
    for (std::size_t i = 0; i < headings.size(); ++i)
        require(at_once.readings()[i].is_used == one_by_one.readings()[i].is_used,
                "the same columns are read", headings[i]);
    for (std::size_t i = 0; i < field_count; ++i) {
        const auto field = static_cast<Field>(i);
        require(at_once.has(field) == one_by_one.has(field), "the same fields are there", name_of(field));
        if (!at_once.has(field)) continue;
        require(at_once.column(field) < headings.size(), "a field's column is there", name_of(field));
        require(at_once.column(field) == one_by_one.column(field), "a field has the same column",
                name_of(field));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzzers::Drawn drawn(data, size);
    const std::vector<std::string> headings = lines_of(drawn.rest());
    for (const std::string& heading : headings) check_heading(heading);
    check_columns(headings);
    std::vector<HeadRow> rows;
    for (const std::string& heading : headings) rows.push_back({rows.size() + 1, heading, {heading}});
    rows.push_back({rows.size() + 1, "", headings});
    const HeadingPlace place = find_headings(rows, {});
    require(place.recognised <= field_count && place.row < rows.size(), "headings are in one of the rows");
    const DayRange range = range_in(rows);
    if (range.from && range.to) require(*range.from <= *range.to, "a range begins before it ends");
    return 0;
}
