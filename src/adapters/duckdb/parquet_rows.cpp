#include "adapters/duckdb/parquet_rows.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/failure.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::uint64_t memory_bytes = 512ULL << 20;
constexpr std::size_t columns_max = 1000;

// The lock comes last: nothing can undo it.
constexpr const char* hardening = R"sql(
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
SET allow_community_extensions = false;
SET TimeZone = 'UTC';
SET enable_external_access = false;
SET lock_configuration = true;
)sql";

// All that is asked of the file: no name that stands in it becomes part of a statement.
constexpr const char* no_rows = "SELECT * FROM read_parquet($1, hive_partitioning = false) LIMIT 0";
constexpr const char* texts = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet($1, hive_partitioning = false)";
// Behind the texts the same once more as JSON, of which the columns with parts are taken.
constexpr const char* texts_and_json =
    "SELECT COLUMNS(*)::VARCHAR, to_json(COLUMNS(*))::VARCHAR FROM read_parquet($1, hive_partitioning = "
    "false)";

struct Column {
    std::string name{};
    CellKind kind = CellKind::text;
    bool has_zone = false;
};

CellKind kind_of(duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_BOOLEAN: return CellKind::boolean;
        case DUCKDB_TYPE_TINYINT:
        case DUCKDB_TYPE_SMALLINT:
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_BIGINT:
        case DUCKDB_TYPE_HUGEINT:
        case DUCKDB_TYPE_UTINYINT:
        case DUCKDB_TYPE_USMALLINT:
        case DUCKDB_TYPE_UINTEGER:
        case DUCKDB_TYPE_UBIGINT:
        case DUCKDB_TYPE_UHUGEINT:
        case DUCKDB_TYPE_DECIMAL:
        case DUCKDB_TYPE_FLOAT:
        case DUCKDB_TYPE_DOUBLE: return CellKind::number;
        case DUCKDB_TYPE_LIST:
        case DUCKDB_TYPE_STRUCT:
        case DUCKDB_TYPE_MAP:
        case DUCKDB_TYPE_ARRAY:
        case DUCKDB_TYPE_UNION: return CellKind::nested;
        default: return CellKind::text;
    }
}

// A statement whose rows come as they are wanted: a file need not fit into memory.
class Reading {
public:
    Reading(const Connection& connection, const char* sql, const std::string& path) {
        if (duckdb_prepare(connection.native(), sql, &statement_) != DuckDBSuccess)
            fail(duckdb_prepare_error(statement_));
        if (duckdb_bind_varchar_length(statement_, 1, path.data(), path.size()) != DuckDBSuccess)
            fail("a path cannot be bound");
        if (duckdb_execute_prepared_streaming(statement_, &result_) != DuckDBSuccess)
            fail(duckdb_result_error(&result_));
    }
    ~Reading() {
        duckdb_destroy_data_chunk(&chunk_);
        duckdb_destroy_result(&result_);
        duckdb_destroy_prepare(&statement_);
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    idx_t columns() { return duckdb_column_count(&result_); }
    Column column(idx_t place) {
        const duckdb_type type = duckdb_column_type(&result_, place);
        return {duckdb_column_name(&result_, place), kind_of(type), type == DUCKDB_TYPE_TIMESTAMP_TZ};
    }

    // False behind the last.
    bool next_chunk() {
        duckdb_destroy_data_chunk(&chunk_);
        chunk_ = duckdb_fetch_chunk(result_);
        if (chunk_ != nullptr && duckdb_data_chunk_get_size(chunk_) > 0) return true;
        if (const char* error = duckdb_result_error(&result_); error != nullptr) fail(error);
        return false;
    }
    idx_t rows() const { return duckdb_data_chunk_get_size(chunk_); }
    // Of a column of texts; empty where it is null.
    std::optional<std::string_view> text(idx_t column, idx_t row) const {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk_, column);
        std::uint64_t* validity = duckdb_vector_get_validity(vector);
        if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return std::nullopt;
        auto& value = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
        return std::string_view(duckdb_string_t_data(&value), duckdb_string_t_length(value));
    }

private:
    // What a constructor has made, no destructor takes away.
    [[noreturn]] void fail(const char* reason) {
        const std::string text = reason == nullptr ? "" : reason;
        duckdb_destroy_data_chunk(&chunk_);
        duckdb_destroy_result(&result_);
        duckdb_destroy_prepare(&statement_);
        throw_failure(text.c_str());
    }

    duckdb_prepared_statement statement_ = nullptr;
    duckdb_result result_{};
    duckdb_data_chunk chunk_ = nullptr;
};

Result<std::vector<Column>> columns_of(const Connection& connection, const std::string& path) {
    Reading reading(connection, no_rows, path);
    if (reading.columns() > columns_max)
        return invalid_argument("the file has more than " + std::to_string(columns_max) + " columns");
    std::vector<Column> columns;
    for (idx_t i = 0; i < reading.columns(); ++i) columns.push_back(reading.column(i));
    return columns;
}

void write_headings(const std::vector<Column>& columns, TypedRowWriter& out) {
    std::vector<TypedCell> cells;
    for (const Column& column : columns)
        cells.push_back({static_cast<std::uint32_t>(cells.size()), CellKind::text, column.name});
    out.row(0, cells);
}

// As RFC 3339 has it: the engine writes "2024-01-31 13:00:00+00".
std::string in_utc(std::string_view text) {
    constexpr std::string_view offset = "+00";
    if (!text.ends_with(offset)) return std::string(text);
    return std::string(text.substr(0, text.size() - offset.size())) + "Z";
}

bool is_finite(std::string_view number) { return number.find_first_of("nN") == std::string_view::npos; }

// The texts of a row, kept until it is written.
class RowCells {
public:
    const std::vector<TypedCell>& of(const Reading& reading, const std::vector<Column>& columns, idx_t row) {
        cells_.clear();
        times_.clear();
        times_.reserve(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Column& column = columns[i];
            const bool is_nested = column.kind == CellKind::nested;
            const auto text = reading.text(i + (is_nested ? columns.size() : 0), row);
            TypedCell cell{static_cast<std::uint32_t>(i), column.kind, text.value_or("")};
            if (!text || (is_nested && *text == "null")) cell = {cell.column, CellKind::null, {}};
            // Infinity and NaN are no numbers of a row.
            if (cell.kind == CellKind::number && !is_finite(cell.text)) cell.kind = CellKind::text;
            if (cell.kind == CellKind::text && column.has_zone)
                cell.text = times_.emplace_back(in_utc(*text));
            cells_.push_back(cell);
        }
        return cells_;
    }

private:
    std::vector<TypedCell> cells_{};
    std::vector<std::string> times_{};
};

Result<void> convert(const Connection& connection, const std::string& path, TypedRowWriter& out) {
    const auto columns = columns_of(connection, path);
    if (!columns) return columns.error();
    const bool has_parts =
        std::ranges::any_of(*columns, [](const Column& column) { return column.kind == CellKind::nested; });
    out.begin_sheet({"", true});
    write_headings(*columns, out);
    Reading reading(connection, has_parts ? texts_and_json : texts, path);
    RowCells cells;
    std::uint64_t line = 0;
    constexpr auto rows_max = static_cast<std::uint64_t>(BatchLimits{}.rows_max);
    while (line <= rows_max && reading.next_chunk())
        for (idx_t row = 0; row < reading.rows(); ++row) out.row(++line, cells.of(reading, *columns, row));
    out.finish();
    return {};
}

// In the engine's words, but for the place of the file, which is nobody's business.
std::string words_of(const EngineFailure& failure, const std::string& path) {
    const std::string_view words = failure.what();
    std::string text(words.substr(0, words.find('\n')));
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path))
        text.replace(at, path.size(), "the file");
    return printable(text);
}

}  // namespace

Result<void> convert_parquet(int descriptor, TypedRowWriter& out) {
    const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    const std::array<Setting, 3> settings{
        {{"threads", "1"}, {"memory_limit", std::to_string(memory_bytes) + "B"}, {"temp_directory", ""}}};
    try {
        const Database database("", settings);
        Connection connection(database);
        connection.script(("SET allowed_paths = ['" + path + "']").c_str());
        connection.script(hardening);
        return convert(connection, path, out);
    } catch (const EngineFailure& failure) {
        if (failure.kind() == FailureKind::out_of_memory)
            return Error{
                ErrorCode::out_of_memory,
                "the Parquet file wants more memory than reading it may have: write it in smaller row "
                "groups",
                {}};
        return invalid_argument("the Parquet file cannot be read: " + words_of(failure, path));
    }
}

}  // namespace insightflow::duckdb
