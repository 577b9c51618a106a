#include "domain/ingestion/row_filter.hpp"

#include <algorithm>

#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {

RowFilter::RowFilter(const RowChoice& choice, std::optional<std::string> value)
    : heading_(normalise_heading(choice.column)),
      values_(choice.first_of),
      is_met_(choice.first_of.size(), false),
      value_(std::move(value)) {
    if (values_.size() == 1) value_ = values_.front();
}

void RowFilter::extend(const std::vector<std::string>& columns) {
    for (; columns_seen_ < columns.size(); ++columns_seen_) {
        if (values_.empty() || column_ || normalise_heading(columns[columns_seen_]) != heading_) continue;
        column_ = columns_seen_;
        column_heading_ = columns[columns_seen_];
    }
}

bool RowFilter::leaves_out(const RowView& row) {
    if (!column_ || !value_) return false;
    if (equal_ignoring_case(trimmed(row.at(*column_).text), *value_)) return false;
    if (rows_++ == 0) first_line_ = row.line();
    return true;
}

void RowFilter::finish(WarningTally& warnings) const {
    if (rows_ == 0) return;
    warnings.add({"rows_left_out", column_heading_,
                  "rows with another " + column_heading_ + " than " + in_quotes(*value_) +
                      " say again what these say, or something else: left out",
                  rows_, first_line_});
}

std::string RowFilter::nothing_left() const {
    return "no row counts: the profile takes those of which " + column_heading_ + " is " +
           joined(values_, " or ") + ", and none of the " + std::to_string(rows_) +
           " rows has it. Save a profile of your own that names what the file has.";
}

void RowFilter::look_at(const RowView& row) {
    if (!column_) return;
    const auto text = trimmed(row.at(*column_).text);
    for (std::size_t i = 0; i < values_.size(); ++i)
        if (!is_met_[i] && equal_ignoring_case(text, values_[i])) is_met_[i] = true;
}

std::optional<std::string> RowFilter::decide() const {
    if (!column_ || value_) return value_;
    const auto met = std::ranges::find(is_met_, true);
    return values_[met == is_met_.end() ? 0 : static_cast<std::size_t>(met - is_met_.begin())];
}

}  // namespace insightflow
