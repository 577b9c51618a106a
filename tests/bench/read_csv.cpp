// What the ingest bench stands beside: DuckDB's own read_csv of a file, columns typed and rejects stored,
// into a table of a fresh database file. Usage: bench_read_csv FILE DATABASE. Prints the rows read.
#include <duckdb.h>

#include <cinttypes>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace {

constexpr const char* columns =
    "{'date':'DATE','platform':'VARCHAR','campaign_id':'VARCHAR','campaign_name':'VARCHAR','ad_group_id':'"
    "VARCHAR',"
    "'ad_id':'VARCHAR','country':'VARCHAR','device':'VARCHAR','impressions':'BIGINT','clicks':'BIGINT',"
    "'cost':'DECIMAL(18,6)','conversions':'DECIMAL(18,6)','revenue':'DECIMAL(18,6)','updated_at':'TIMESTAMP'"
    "}";

std::string quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '\'');
    return "'" + text + "'";
}

std::int64_t run(duckdb_connection connection, const std::string& sql) {
    duckdb_result result;
    if (duckdb_query(connection, sql.c_str(), &result) != DuckDBSuccess)
        throw std::runtime_error(duckdb_result_error(&result));
    const std::int64_t first = duckdb_value_int64(&result, 0, 0);
    duckdb_destroy_result(&result);
    return first;
}

std::int64_t read_csv(const char* file, const char* database_path) {
    duckdb_database database;
    duckdb_connection connection;
    if (duckdb_open(database_path, &database) != DuckDBSuccess ||
        duckdb_connect(database, &connection) != DuckDBSuccess)
        throw std::runtime_error("cannot open " + std::string(database_path));
    const std::int64_t rows =
        run(connection, "CREATE TABLE facts AS SELECT * FROM read_csv(" + quoted(file) +
                            ", header = true, columns = " + columns + ", store_rejects = true)");
    run(connection, "CHECKPOINT");
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    return rows;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: bench_read_csv FILE DATABASE\n", stderr);
        return 2;
    }
    try {
        std::printf("%" PRId64 "\n", read_csv(arguments[1], arguments[2]));
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "bench_read_csv: %s\n", fault.what());
        return 1;
    }
}
