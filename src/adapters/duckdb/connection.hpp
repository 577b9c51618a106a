// RAII over the engine's C API: database, connection, transaction. All failures throw
// EngineFailure. A connection and what came from it belong to one thread at a time; the database may be
// shared.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include <duckdb.h>

#include "adapters/duckdb/rows.hpp"
#include "domain/base/ids.hpp"
#include "domain/time/day.hpp"

namespace insightflow::duckdb {

// A value bound to a statement. monostate is NULL; a span of texts is a VARCHAR list.
using Param = std::variant<std::monostate, bool, std::int32_t, std::int64_t, std::string_view, Day, Timestamp,
                           std::span<const std::string>>;

// NULL where there is none.
template <class T>
Param param_of(const std::optional<T>& value) {
    return value ? Param{*value} : Param{};
}

// A name and its value for the engine's start.
struct Setting {
    const char* name;
    std::string value;
};

class Database {
public:
    // An empty path is a database in memory.
    Database(std::string path, std::span<const Setting> settings);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    duckdb_database native() const { return database_; }

    // Ends the instance; every connection to it is closed before. Then open() makes another one.
    void close();
    void open(std::span<const Setting> settings);

private:
    std::string path_;
    duckdb_database database_ = nullptr;
};

class Connection {
public:
    explicit Connection(const Database& database);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Between the two the database may be opened anew.
    void close();
    void open();

    // Any thread calls it: a statement that is under way ends soon, as interrupted.
    void interrupt() { duckdb_interrupt(connection_); }

    // Plans and runs a statement, the params bound as $1, $2, ...; a stop interrupts the engine. Plans are
    // not kept: the engine works what it knows of the data while it plans (the least and greatest value of a
    // column, the number of rows) into the plan, and a plan that meets other data gives wrong answers. For
    // the same reason, whoever reads while others write runs it within a Transaction.
    Rows run(std::string_view sql, std::initializer_list<Param> params = {},
             const std::stop_token& stop = {});
    Rows run(std::string_view sql, std::span<const Param> params, const std::stop_token& stop);

    // Runs constant statements without params, one after another.
    void script(const char* sql);

    duckdb_connection native() const { return connection_; }

private:
    const Database& database_;
    duckdb_connection connection_ = nullptr;
};

// Begun when made; rolled back when destroyed before commit().
class Transaction {
public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Connection& connection_;
    bool open_ = true;
};

}  // namespace insightflow::duckdb
