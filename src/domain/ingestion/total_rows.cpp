#include "domain/ingestion/total_rows.hpp"

#include <algorithm>
#include <functional>

#include "domain/ingestion/cells.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::string_view total_words[] = {"total",  "totals",      "grand total", "subtotal",
                                            "gesamt", "gesamtsumme", "summe",       "insgesamt",
                                            "totale", "totaal",      "totales",     "totaux"};
constexpr std::size_t total_word_max = 11;

constexpr Finding left_out{"total_row", "rows that add up the others are no facts: left out"};

constexpr std::array day_fields{Field::date, Field::timestamp, Field::date_hour, Field::week, Field::month};
constexpr std::array advertised{Field::campaign_id,   Field::campaign_name, Field::ad_group_id,
                                Field::ad_group_name, Field::ad_id,         Field::ad_name};

bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

bool is_null(const Cell& cell) {
    const auto text = read_label(cell, name_bytes_max);
    return !text.value && !text.fault;
}

bool is_nameless(const Cell& cell) {
    const auto name = read_name(cell, name_bytes_max);
    return !name.value && !name.fault;
}

bool stands_for_days(const RowView& row) {
    const Cell& end = row.at(Field::period_end);
    return !is_null(end) && trimmed(end.text) != trimmed(row.at(Field::date).text);
}

bool names_nothing(const RowView& row, const ColumnMap& map) {
    const auto is_empty = [&](Field field) { return is_nameless(row.at(field)); };
    return std::ranges::any_of(advertised, [&](Field field) { return map.has(field); }) &&
           std::ranges::all_of(advertised, is_empty);
}

std::string text_of(Measure measure, Int128 value) {
    return (is_count(measure) ? from_count(value) : from_micros(value)).text();
}

}  // namespace

bool is_total_label(std::string_view text) {
    const std::string lower = lower_ascii(trimmed(text).substr(0, total_word_max + 1));
    return std::ranges::any_of(total_words, [&](std::string_view word) {
        if (!std::string_view(lower).starts_with(word)) return false;
        const char next = lower.size() == word.size() ? ' ' : lower[word.size()];
        return next == ' ' || next == ':' || next == '-' || next == '(';
    });
}

bool TotalRows::has_label(std::string_view text) const {
    const std::string_view begin = trimmed(text);
    return is_total_label(begin) || std::ranges::any_of(labels_, [&](const std::string& label) {
               return equal_ignoring_case(begin.substr(0, label.size()), label);
           });
}

// Whether the row stands for a day, as far as can be seen without reading it.
bool TotalRows::has_day(const RowView& row) const {
    return std::ranges::any_of(day_fields, [&](Field field) {
        const Cell& cell = row.at(field);
        return cell.kind != CellKind::absent && has_digit(cell.text) && !has_label(cell);
    });
}

bool TotalRows::takes(const RowView& row, const ColumnMap& map, const Conventions& conventions,
                      RowFindings& findings) {
    if (rows_ >= totals_max) return false;
    const bool is_dated = has_day(row);
    if (is_dated && !map.has(Field::period_end)) return false;  // nearly all rows
    const bool is_nobodys = names_nothing(row, map);
    if (is_dated && !(is_nobodys && stands_for_days(row))) return false;
    const bool is_labelled =
        std::ranges::any_of(line_fields, [&](Field field) { return has_label(row.at(field)); }) ||
        std::ranges::any_of(day_fields, [&](Field field) { return has_label(row.at(field)); }) ||
        std::ranges::any_of(map.unknown(), [&](const auto& unknown) { return has_label(row.at(unknown)); });
    if (!is_labelled && (!is_nobodys || has_unlabelled_)) return false;
    Total total{row.line(), is_labelled, read_measures(row, conventions, {}, findings), {}};
    if (!is_labelled && std::ranges::none_of(total.measures.present, std::identity{})) return false;
    for (const Measure measure : all_measures)
        total.heading[static_cast<std::size_t>(measure)] = row.heading(field_of(measure));
    has_unlabelled_ = has_unlabelled_ || !is_labelled;
    ++rows_;
    if (is_labelled && first_labelled_ == 0) first_labelled_ = total.line;
    totals_.push_back(std::move(total));
    return true;
}

bool TotalRows::takes_broken(const BrokenRow& row) {
    if (rows_ >= totals_max || !has_label(row.label)) return false;
    ++rows_;
    if (first_labelled_ == 0) first_labelled_ = row.line;
    return true;
}

void TotalRows::add(const RowMeasures& measures, std::uint16_t currency) {
    for (const Measure measure : all_measures) {
        const auto m = static_cast<std::size_t>(measure);
        const bool is_estimated = measure == Measure::revenue && measures.revenue_estimated;
        if (measures.present[m] && !is_estimated) sums_[m] += measures.value[m];
    }
    mixes_currencies_ = mixes_currencies_ || (currency_ && *currency_ != currency);
    currency_ = currency;
}

bool TotalRows::is_comparable(const Total& total, Measure measure) const {
    return total.measures.present[static_cast<std::size_t>(measure)] &&
           !(mixes_currencies_ && is_money(field_of(measure)));
}

std::optional<Measure> TotalRows::difference(const Total& total) const {
    const auto* differs = std::ranges::find_if(all_measures, [&](Measure measure) {
        const auto m = static_cast<std::size_t>(measure);
        return is_comparable(total, measure) && sums_[m] != total.measures.value[m];
    });
    return differs == all_measures.end() ? std::nullopt : std::optional(*differs);
}

bool TotalRows::is_the_sum(const Total& total) const {
    const auto is_told = [&](Measure measure) { return is_comparable(total, measure); };
    return std::ranges::any_of(all_measures, is_told) && !difference(total);
}

std::optional<std::uint64_t> TotalRows::no_total() const {
    const auto found = std::ranges::find(totals_, false, &Total::is_labelled);
    if (found == totals_.end() || is_the_sum(*found)) return std::nullopt;
    return found->line;
}

void TotalRows::finish(WarningTally& warnings) const {
    const bool is_one_less = no_total().has_value();
    const std::int64_t rows = rows_ - (is_one_less ? 1 : 0);
    if (rows == 0) return;
    const bool is_first_labelled =
        first_labelled_ != 0 && (is_one_less || totals_.empty() || first_labelled_ < totals_.front().line);
    warnings.note("", left_out, rows, is_first_labelled ? first_labelled_ : totals_.front().line);
    // Exports also total parts of what they hold: it is enough that one of them is the sum of all.
    if (std::ranges::any_of(totals_, [this](const Total& total) { return is_the_sum(total); })) return;
    const auto last = std::find_if(totals_.rbegin(), totals_.rend(), [this](const Total& total) {
        return total.is_labelled && difference(total);
    });
    if (last == totals_.rend()) return;
    const Measure measure = *difference(*last);
    const auto m = static_cast<std::size_t>(measure);
    warnings.add({"total_differs", last->heading[m],
                  "the total on line " + std::to_string(last->line) + " says " +
                      text_of(measure, last->measures.value[m]) + ", the rows add up to " +
                      text_of(measure, sums_[m]),
                  1, last->line});
}

}  // namespace insightflow
