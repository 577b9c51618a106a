// Numbers what rows say in columns that split them further than facts do (Profile::adds_up_over).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/ingestion/byte_dictionary.hpp"
#include "domain/ingestion/column_map.hpp"

namespace insightflow {

class RowParts {
public:
    RowParts() = default;
    // headings: of the columns, in any spelling.
    explicit RowParts(const std::vector<std::string>& headings);

    // The columns so far; they only grow at their end.
    void extend(const std::vector<std::string>& columns);
    // Whether rows are numbered at all.
    bool is_empty() const { return headings_.empty(); }
    // The same for rows that say the same.
    std::uint32_t number_of(const RowView& row);
    // Of all that is remembered, roughly.
    std::size_t bytes() const { return bytes_; }

private:
    std::vector<std::string> headings_{};  // normalised
    std::vector<std::size_t> columns_{};
    std::size_t columns_seen_ = 0;
    ByteDictionary known_{};
    std::size_t bytes_ = 0;
    std::string buffer_{};  // reused from row to row
};

}  // namespace insightflow
