// An intake as the columns of its table: reads rows into intakes.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/sql/session.hpp"
#include "application/ingestion/intake_store.hpp"

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

// The columns that an IntakeRow reads, in its order: "SELECT " + intake_columns + " FROM intake ...".
extern const std::string intake_columns;

// The target of one row of intake_columns.
class IntakeRow {
public:
    // Binds all columns; the row must outlive the statement.
    void define(soci::statement& statement);
    Intake intake() const;

private:
    std::string batch_id_{}, state_{}, format_{}, source_{}, collisions_{}, currency_{}, time_zone_{},
        body_hash_{};
    std::string sent_by_{}, error_{};
    Integer acceptance_ = 0, workspace_ = 0, normaliser_version_ = 0, body_bytes_ = 0, received_at_ = 0,
            attempts_ = 0;
    Integer received_ = 0, accepted_ = 0, rejected_ = 0, added_ = 0, restated_ = 0, unchanged_ = 0,
            folded_ = 0, stale_ = 0;
    Nullable<std::string> platform_{}, identical_to_{};
    Nullable<Integer> value_per_conversion_{}, finished_at_{};
};

// All intakes of "SELECT intake_columns FROM intake <rest>", with the values bound in the order of their
// places.
template <class... Values>
std::vector<Intake> select_intakes(soci::session& session, const std::string& rest, const Values&... values) {
    IntakeRow row;
    soci::statement statement(session);
    row.define(statement);
    (statement.exchange(soci::use(values)), ...);
    statement.alloc();
    statement.prepare("SELECT " + intake_columns + " FROM intake " + rest);
    statement.define_and_bind();
    std::vector<Intake> found;
    for (bool more = statement.execute(true); more; more = statement.fetch()) found.push_back(row.intake());
    return found;
}

template <class... Values>
std::optional<Intake> select_intake(soci::session& session, const std::string& rest,
                                    const Values&... values) {
    auto found = select_intakes(session, rest, values...);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace insightflow::sql
