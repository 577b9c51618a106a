// Values in the forms that SOCI binds and reads.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/sql/session.hpp"
#include "domain/base/ids.hpp"

namespace insightflow::sql {

inline Integer microseconds(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp timestamp(Integer microseconds) {
    return Timestamp{std::chrono::microseconds{microseconds}};
}

// A value that may be null, in the form that SOCI binds: soci::use(x.value, x.indicator). A function that
// returned the binding would leave it with a dangling reference to use()'s default argument.
template <class Bound>
struct Nullable {
    Bound value{};
    soci::indicator indicator = soci::i_null;

    Nullable() = default;
    template <class Given>
    explicit Nullable(const std::optional<Given>& given) {
        if (!given) return;
        value = Bound(*given);
        indicator = soci::i_ok;
    }
    bool present() const { return indicator == soci::i_ok; }
};

inline std::optional<Timestamp> timestamp(const Nullable<Integer>& column) {
    if (!column.present()) return std::nullopt;
    return timestamp(column.value);
}
inline Nullable<Integer> microseconds(const std::optional<Timestamp>& time) {
    return Nullable<Integer>(time ? std::optional(microseconds(*time)) : std::nullopt);
}

inline WorkspaceId workspace_id(Integer column) { return {static_cast<std::int32_t>(column)}; }

// Columns of a row that is read, one after the other: into(statement, a_, b_).
inline void into(soci::statement& statement, std::string& column) { statement.exchange(soci::into(column)); }
inline void into(soci::statement& statement, Integer& column) { statement.exchange(soci::into(column)); }
template <class Bound>
void into(soci::statement& statement, Nullable<Bound>& column) {
    statement.exchange(soci::into(column.value, column.indicator));
}
template <class First, class Second, class... Others>
void into(soci::statement& statement, First& first, Second& second, Others&... others) {
    into(statement, first);
    into(statement, second, others...);
}

// All rows of a SELECT, with the values bound in the order of their places. A Row binds its columns in
// define(statement) and makes of them what value() gives.
template <class Row, class... Values>
auto select(soci::session& session, const std::string& text, const Values&... values) {
    Row row;
    soci::statement statement(session);
    row.define(statement);
    (statement.exchange(soci::use(values)), ...);
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
    std::vector<decltype(row.value())> found;
    for (bool more = statement.execute(true); more; more = statement.fetch()) found.push_back(row.value());
    return found;
}

// The first of them.
template <class Row, class... Values>
auto select_one(soci::session& session, const std::string& text, const Values&... values) {
    auto found = select<Row>(session, text, values...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// The one number that a SELECT gives.
template <class... Values>
Integer select_number(soci::session& session, const std::string& text, const Values&... values) {
    struct Row {
        Integer column = 0;
        void define(soci::statement& statement) { into(statement, column); }
        Integer value() const { return column; }
    };
    return select_one<Row>(session, text, values...).value_or(0);
}

// Runs a statement and gives the number of rows that it changed.
template <class... Values>
long long change(soci::session& session, const std::string& text, const Values&... values) {
    soci::statement statement(session);
    (statement.exchange(soci::use(values)), ...);
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
    statement.execute(true);
    return statement.get_affected_rows();
}

}  // namespace insightflow::sql
