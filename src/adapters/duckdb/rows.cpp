#include "adapters/duckdb/rows.hpp"

#include <utility>

namespace insightflow::duckdb {

Rows::~Rows() {
    duckdb_destroy_data_chunk(&chunk_);
    duckdb_destroy_result(&result_);
}

Rows::Rows(Rows&& other) noexcept
    : result_(std::exchange(other.result_, {})),
      chunk_(std::exchange(other.chunk_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      row_(std::exchange(other.row_, 0)) {}

bool Rows::next() {
    if (chunk_ != nullptr && ++row_ < size_) return true;
    duckdb_destroy_data_chunk(&chunk_);
    row_ = 0;
    do {
        duckdb_destroy_data_chunk(&chunk_);
        chunk_ = duckdb_fetch_chunk(result_);
        size_ = chunk_ == nullptr ? 0 : duckdb_data_chunk_get_size(chunk_);
    } while (chunk_ != nullptr && size_ == 0);
    return chunk_ != nullptr;
}

duckdb_type Rows::type(idx_t column) { return duckdb_column_type(&result_, column); }

bool Rows::is_null(idx_t column) const {
    const std::uint64_t* validity = duckdb_vector_get_validity(vector(column));
    return validity != nullptr && !duckdb_validity_row_is_valid(const_cast<std::uint64_t*>(validity), row_);
}

Int128 Rows::int128(idx_t column) const {
    const auto& value = at<duckdb_hugeint>(column);
    return (static_cast<Int128>(value.upper) * (Int128{1} << 64)) + static_cast<Int128>(value.lower);
}

std::string_view Rows::text(idx_t column) const {
    auto& value = const_cast<duckdb_string_t&>(at<duckdb_string_t>(column));
    return {duckdb_string_t_data(&value), duckdb_string_t_length(value)};
}

std::optional<std::string> Rows::text_or_null(idx_t column) const {
    if (is_null(column)) return std::nullopt;
    return std::string(text(column));
}

}  // namespace insightflow::duckdb
