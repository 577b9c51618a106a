// Leaves out rows that say again what others say, as the batch's profile knows (RowChoice in profile.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/profile.hpp"
#include "domain/ingestion/row_findings.hpp"

namespace insightflow {

class RowFilter {
public:
    RowFilter() = default;
    // value: the one whose rows count; nullopt: not decided.
    RowFilter(const RowChoice& choice, std::optional<std::string> value);

    // The columns so far; they only grow at their end.
    void extend(const std::vector<std::string>& columns);
    // Whether it has to be looked for in the whole file whose rows count.
    bool is_undecided() const { return column_ && !value_; }
    bool leaves_out(const RowView& row);
    // Of rows that were left out.
    std::int64_t rows() const { return rows_; }
    void finish(WarningTally& warnings) const;
    // Why a file of which all rows were left out holds nothing.
    std::string nothing_left() const;

    // Looks at a row without leaving it out; then which value's rows count: the first that was there. The
    // first of all where none was.
    void look_at(const RowView& row);
    std::optional<std::string> decide() const;

private:
    std::string heading_{};  // normalised
    std::vector<std::string> values_{};
    std::vector<bool> is_met_{};
    std::optional<std::string> value_{};
    std::optional<std::size_t> column_{};
    std::string column_heading_{};  // as the sender wrote it
    std::size_t columns_seen_ = 0;
    std::int64_t rows_ = 0;
    std::uint64_t first_line_ = 0;
};

}  // namespace insightflow
