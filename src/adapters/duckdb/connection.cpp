#include "adapters/duckdb/connection.hpp"

#include <utility>
#include <vector>

#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

// Frees a C handle at the end of a scope, whatever happens in between.
template <class Handle, void (*destroy)(Handle*)>
struct Scoped {
    Handle handle = nullptr;
    Scoped() = default;
    explicit Scoped(Handle given) : handle(given) {}
    ~Scoped() { destroy(&handle); }
    Scoped(const Scoped&) = delete;
    Scoped& operator=(const Scoped&) = delete;
};

duckdb_state bind_list(duckdb_prepared_statement statement, idx_t place, std::span<const std::string> texts) {
    const Scoped<duckdb_logical_type, duckdb_destroy_logical_type> type(
        duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR));
    std::vector<duckdb_value> values;
    values.reserve(texts.size());
    for (const std::string& text : texts) {
        values.push_back(duckdb_create_varchar_length(text.data(), text.size()));
    }
    const Scoped<duckdb_value, duckdb_destroy_value> list(
        duckdb_create_list_value(type.handle, values.data(), values.size()));
    for (duckdb_value& value : values) duckdb_destroy_value(&value);
    return duckdb_bind_value(statement, place, list.handle);
}

class Statement {
public:
    Statement(duckdb_connection connection, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Binds the params as $1, $2, ... and runs to the end; a stop interrupts the engine.
    Rows execute(std::span<const Param> params, const std::stop_token& stop);

private:
    void bind(idx_t place, const Param& param);

    duckdb_connection connection_;
    duckdb_prepared_statement statement_ = nullptr;
};

Statement::Statement(duckdb_connection connection, std::string_view sql) : connection_(connection) {
    if (duckdb_prepare(connection, std::string(sql).c_str(), &statement_) == DuckDBSuccess) return;
    const char* reason = duckdb_prepare_error(statement_);
    const std::string text = reason == nullptr ? "" : reason;
    duckdb_destroy_prepare(&statement_);
    throw_failure(text.c_str());
}

Statement::~Statement() { duckdb_destroy_prepare(&statement_); }

void Statement::bind(idx_t place, const Param& param) {
    struct Bind {
        duckdb_prepared_statement statement;
        idx_t place;
        duckdb_state operator()(std::monostate) const { return duckdb_bind_null(statement, place); }
        duckdb_state operator()(bool value) const { return duckdb_bind_boolean(statement, place, value); }
        duckdb_state operator()(std::int32_t value) const {
            return duckdb_bind_int32(statement, place, value);
        }
        duckdb_state operator()(std::int64_t value) const {
            return duckdb_bind_int64(statement, place, value);
        }
        duckdb_state operator()(std::string_view value) const {
            return duckdb_bind_varchar_length(statement, place, value.data(), value.size());
        }
        duckdb_state operator()(Day value) const {
            return duckdb_bind_date(statement, place,
                                    {static_cast<std::int32_t>(value.time_since_epoch().count())});
        }
        duckdb_state operator()(Timestamp value) const {
            return duckdb_bind_timestamp(statement, place, {value.time_since_epoch().count()});
        }
        duckdb_state operator()(std::span<const std::string> value) const {
            return bind_list(statement, place, value);
        }
    };
    if (std::visit(Bind{statement_, place}, param) != DuckDBSuccess) {
        throw_failure(duckdb_prepare_error(statement_));
    }
}

Rows Statement::execute(std::span<const Param> params, const std::stop_token& stop) {
    // A query that is over at once would not notice an interrupt.
    if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped before a statement");
    idx_t place = 1;
    for (const Param& param : params) bind(place++, param);
    // An interrupt counts only for a query that has begun. So the query is begun first and the callback set
    // after it: a stop that came earlier makes the callback run at once.
    Scoped<duckdb_pending_result, duckdb_destroy_pending> pending;
    if (duckdb_pending_prepared(statement_, &pending.handle) != DuckDBSuccess) {
        throw_failure(duckdb_pending_error(pending.handle));
    }
    const std::stop_callback interrupt(stop, [this] { duckdb_interrupt(connection_); });
    duckdb_result result{};
    if (duckdb_execute_pending(pending.handle, &result) == DuckDBSuccess) return Rows(result);
    const duckdb_error_type type = duckdb_result_error_type(&result);
    const char* reason = duckdb_result_error(&result);
    const std::string text = reason == nullptr ? "" : reason;
    duckdb_destroy_result(&result);
    throw_failure(type, text.c_str());
}

}  // namespace

Database::Database(std::string path, std::span<const Setting> settings) : path_(std::move(path)) {
    open(settings);
}

void Database::open(std::span<const Setting> settings) {
    Scoped<duckdb_config, duckdb_destroy_config> config;
    if (duckdb_create_config(&config.handle) != DuckDBSuccess)
        throw_failure("no configuration could be made");
    for (const Setting& setting : settings) {
        if (duckdb_set_config(config.handle, setting.name, setting.value.c_str()) != DuckDBSuccess) {
            throw_failure((std::string("the engine refused the setting ") + setting.name).c_str());
        }
    }
    char* reason = nullptr;
    if (duckdb_open_ext(path_.empty() ? nullptr : path_.c_str(), &database_, config.handle, &reason) ==
        DuckDBSuccess) {
        return;
    }
    const std::string text = reason == nullptr ? "" : reason;
    duckdb_free(reason);
    throw_failure(text.c_str());
}

Database::~Database() { close(); }

void Database::close() { duckdb_close(&database_); }

Connection::Connection(const Database& database) : database_(database) { open(); }

Connection::~Connection() { close(); }

void Connection::close() { duckdb_disconnect(&connection_); }

void Connection::open() {
    if (duckdb_connect(database_.native(), &connection_) != DuckDBSuccess) {
        throw_failure("no connection to the engine could be made");
    }
}

Rows Connection::run(std::string_view sql, std::initializer_list<Param> params, const std::stop_token& stop) {
    return run(sql, std::span(params.begin(), params.size()), stop);
}

Rows Connection::run(std::string_view sql, std::span<const Param> params, const std::stop_token& stop) {
    return Statement(connection_, sql).execute(params, stop);
}

void Connection::script(const char* sql) {
    duckdb_result result{};
    if (duckdb_query(connection_, sql, &result) == DuckDBSuccess) {
        duckdb_destroy_result(&result);
        return;
    }
    const duckdb_error_type type = duckdb_result_error_type(&result);
    const char* reason = duckdb_result_error(&result);
    const std::string text = reason == nullptr ? "" : reason;
    duckdb_destroy_result(&result);
    throw_failure(type, text.c_str());
}

Transaction::Transaction(Connection& connection) : connection_(connection) { connection_.script("BEGIN"); }

Transaction::~Transaction() {
    if (!open_) return;
    try {
        connection_.script("ROLLBACK");
    } catch (const EngineFailure&) {
        // A failed commit has rolled back already, and a dead instance cannot: either way nothing is left
        // open to undo.
    }
}

// What a commit that failed has left, in memory and in the log, only an opening anew tells; but for a full
// disk, which the engine takes back itself.
void Transaction::commit() {
    try {
        connection_.script("COMMIT");
    } catch (const EngineFailure& failure) {
        const bool is_lost = failure.kind() == FailureKind::disk || failure.kind() == FailureKind::other;
        throw EngineFailure(is_lost ? FailureKind::dead : failure.kind(), failure.what());
    }
    open_ = false;
}

}  // namespace insightflow::duckdb
