// A finished result, read row by row. Columns are read by place with the type the statement gives them; a
// wrong type is a bug.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <duckdb.h>

#include "domain/base/ids.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow::duckdb {

class Rows {
public:
    explicit Rows(duckdb_result result) : result_(result) {}
    ~Rows();
    Rows(Rows&& other) noexcept;
    Rows& operator=(Rows&&) = delete;

    // To the next row; false after the last. Before the first call there is no row.
    bool next();

    duckdb_type type(idx_t column);
    bool is_null(idx_t column) const;
    bool boolean(idx_t column) const { return at<bool>(column); }
    std::int32_t int32(idx_t column) const { return at<std::int32_t>(column); }
    // BIGINT, or the units of a DECIMAL of 10 to 18 digits.
    std::int64_t int64(idx_t column) const { return at<std::int64_t>(column); }
    // HUGEINT, or a DECIMAL wide enough to be held as one (its units).
    Int128 int128(idx_t column) const;
    Day day(idx_t column) const { return Day{std::chrono::days{at<std::int32_t>(column)}}; }
    Timestamp timestamp(idx_t column) const {
        return Timestamp{std::chrono::microseconds{at<std::int64_t>(column)}};
    }
    // Valid until the next call of next().
    std::string_view text(idx_t column) const;
    std::optional<std::string> text_or_null(idx_t column) const;

private:
    template <class T>
    const T& at(idx_t column) const {
        return static_cast<const T*>(duckdb_vector_get_data(vector(column)))[row_];
    }
    duckdb_vector vector(idx_t column) const { return duckdb_data_chunk_get_vector(chunk_, column); }

    duckdb_result result_{};
    duckdb_data_chunk chunk_ = nullptr;
    idx_t size_ = 0;
    idx_t row_ = 0;
};

}  // namespace insightflow::duckdb
