// The columns of a row that are none of ours, kept as one compact JSON object. JSON values keep their type;
// CSV cells are strings, empty ones null. Rows with the same object share it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/byte_dictionary.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/row_findings.hpp"

namespace insightflow {

class ExtrasPool {
public:
    // 0, the empty text, is "none".
    ExtrasPool() { pool_.intern(""); }

    // To be called with each chunk before its rows: a row costs only the unknown columns of its own chunk,
    // not those of the whole file.
    void begin(const TextChunk& chunk, const ColumnMap& map);
    // The number of the row's object.
    std::uint32_t find(const RowView& row, const ColumnMap& map, RowFindings& findings);
    // The row that was found last has so many facts besides its first.
    void count_again(int facts) { total_bytes_ += buffer_.size() * static_cast<std::size_t>(facts); }
    // Bytes of all different objects so far, and of the objects of all rows.
    std::size_t bytes() const { return bytes_; }
    std::size_t total_bytes() const { return total_bytes_; }
    // The objects by number.
    std::vector<std::string> take() && { return std::move(pool_).take(); }

private:
    ByteDictionary pool_{};
    std::size_t bytes_ = 0;
    std::size_t total_bytes_ = 0;
    std::vector<std::string> keys_{};      // "\"heading\":" per unknown column
    std::vector<std::size_t> in_chunk_{};  // unknown columns of which the chunk has cells
    std::string buffer_{};
};

}  // namespace insightflow
