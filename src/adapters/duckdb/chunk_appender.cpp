#include "adapters/duckdb/chunk_appender.hpp"

#include <vector>

#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

duckdb_logical_type logical_type(ColumnType type) {
    switch (type) {
        case ColumnType::boolean: return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
        case ColumnType::int32: return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
        case ColumnType::int64: return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
        case ColumnType::int128: return duckdb_create_logical_type(DUCKDB_TYPE_HUGEINT);
        case ColumnType::date: return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
        case ColumnType::timestamp: return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
        case ColumnType::decimal: return duckdb_create_decimal_type(18, 6);
        case ColumnType::wide_decimal: return duckdb_create_decimal_type(38, 6);
        case ColumnType::text: break;
    }
    return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
}

}  // namespace

ChunkAppender::ChunkAppender(Connection& connection, const char* catalog, const char* table,
                             std::span<const ColumnType> columns) {
    const duckdb_state made =
        duckdb_appender_create_ext(connection.native(), catalog, nullptr, table, &appender_);
    if (made != DuckDBSuccess) {
        const char* reason = duckdb_appender_error(appender_);
        const std::string text = reason == nullptr ? "" : reason;
        duckdb_appender_destroy(&appender_);
        throw_failure(text.c_str());
    }
    std::vector<duckdb_logical_type> types;
    types.reserve(columns.size());
    for (const ColumnType column : columns) types.push_back(logical_type(column));
    chunk_ = duckdb_create_data_chunk(types.data(), types.size());
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
}

ChunkAppender::~ChunkAppender() {
    duckdb_destroy_data_chunk(&chunk_);
    duckdb_appender_destroy(&appender_);
}

void ChunkAppender::set_null(std::size_t column, std::size_t row) {
    const duckdb_vector cells = vector(column);
    duckdb_vector_ensure_validity_writable(cells);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(cells), row);
}

void ChunkAppender::set_int128(std::size_t column, std::size_t row, Int128 value) {
    cells<duckdb_hugeint>(column)[row] = {static_cast<std::uint64_t>(value),
                                          static_cast<std::int64_t>(value >> 64)};
}

void ChunkAppender::set_text(std::size_t column, std::size_t row, std::string_view text) {
    duckdb_vector_assign_string_element_len(vector(column), row, text.data(), text.size());
}

void ChunkAppender::set_text_or_null(std::size_t column, std::size_t row,
                                     const std::optional<std::string>& text) {
    if (text) {
        set_text(column, row, *text);
    } else {
        set_null(column, row);
    }
}

std::size_t ChunkAppender::next_row() {
    if (rows_ == chunk_rows()) send(rows_);
    return rows_++;
}

void ChunkAppender::send(std::size_t rows) {
    duckdb_data_chunk_set_size(chunk_, rows);
    check(duckdb_append_data_chunk(appender_, chunk_));
    duckdb_data_chunk_reset(chunk_);
    rows_ = 0;
}

void ChunkAppender::close() {
    if (rows_ > 0) send(rows_);
    check(duckdb_appender_close(appender_));
}

void ChunkAppender::check(duckdb_state state) {
    if (state != DuckDBSuccess) throw_failure(duckdb_appender_error(appender_));
}

}  // namespace insightflow::duckdb
