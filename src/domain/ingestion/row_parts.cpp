#include "domain/ingestion/row_parts.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::size_t entry_bytes = 32;  // beside the text

}  // namespace

RowParts::RowParts(const std::vector<std::string>& headings) {
    for (const std::string& heading : headings) headings_.push_back(normalise_heading(heading));
}

void RowParts::extend(const std::vector<std::string>& columns) {
    for (; columns_seen_ < columns.size(); ++columns_seen_) {
        const std::string heading = normalise_heading(columns[columns_seen_]);
        if (std::ranges::find(headings_, heading) != headings_.end()) columns_.push_back(columns_seen_);
    }
}

// A column that comes later adds nothing to rows that do not have it: they keep their number.
std::uint32_t RowParts::number_of(const RowView& row) {
    buffer_.clear();
    for (const std::size_t column : columns_) {
        const std::string_view text = trimmed(row.at(column).text);
        if (text.empty()) continue;
        buffer_.append(std::to_string(column)).append(":").append(std::to_string(text.size()));
        buffer_.append(":").append(text);
    }
    const auto found = known_.intern(buffer_);
    if (found.added) bytes_ += buffer_.size() + entry_bytes;
    return found.index;
}

}  // namespace insightflow
