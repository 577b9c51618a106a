// Fills a table through the engine's chunk appender, a vector of rows at a time: the quickest way in. Runs
// within the connection's transaction. Failures throw EngineFailure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <duckdb.h>

#include "adapters/duckdb/connection.hpp"
#include "domain/money/exact.hpp"

namespace insightflow::duckdb {

// decimal: DECIMAL(18,6); wide_decimal: DECIMAL(38,6).
enum class ColumnType : std::uint8_t {
    boolean,
    int32,
    int64,
    int128,
    date,
    timestamp,
    decimal,
    wide_decimal,
    text
};

class ChunkAppender {
public:
    // catalog is nullptr for the database itself and "temp" for temporary tables.
    ChunkAppender(Connection& connection, const char* catalog, const char* table,
                  std::span<const ColumnType> columns);
    ~ChunkAppender();
    ChunkAppender(const ChunkAppender&) = delete;
    ChunkAppender& operator=(const ChunkAppender&) = delete;

    // Rows that one chunk can hold.
    static std::size_t chunk_rows() { return duckdb_vector_size(); }

    // The cells of a column, to be written up to chunk_rows(). T is what the type is held as: date int32,
    // timestamp and decimal int64.
    template <class T>
    T* cells(std::size_t column) {
        return static_cast<T*>(duckdb_vector_get_data(vector(column)));
    }
    void set_null(std::size_t column, std::size_t row);
    // Of an int128, or of a wide_decimal its units.
    void set_int128(std::size_t column, std::size_t row, Int128 value);
    void set_text(std::size_t column, std::size_t row, std::string_view text);
    void set_text_or_null(std::size_t column, std::size_t row, const std::optional<std::string>& text);

    // The next row to be written, for those who write row by row: sends the chunk when it is full.
    std::size_t next_row();

    // Sends the first `rows` rows of the chunk and empties it, for those who write column by column.
    void send(std::size_t rows);
    // Sends what is buffered; nothing is certain to be in the table before it.
    void close();

private:
    duckdb_vector vector(std::size_t column) { return duckdb_data_chunk_get_vector(chunk_, column); }
    void check(duckdb_state state);

    duckdb_appender appender_ = nullptr;
    duckdb_data_chunk chunk_ = nullptr;
    std::size_t rows_ = 0;  // given out by next_row() since the last send
};

}  // namespace insightflow::duckdb
