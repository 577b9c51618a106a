// An intake as the columns of its table: reads rows into intakes.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/sql/values.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow::sql {

// The columns that an IntakeRow reads, in its order: "SELECT " + intake_columns + " FROM intake ...".
extern const std::string intake_columns;

// The target of one row of intake_columns.
class IntakeRow {
public:
    // Binds all columns; the row must outlive the statement.
    void define(soci::statement& statement);
    Intake value() const;

private:
    std::string batch_id_{}, state_{}, format_{}, source_{}, collisions_{}, currency_{}, time_zone_{},
        body_hash_{};
    std::string sent_by_{}, error_{}, spread_{};
    Integer acceptance_ = 0, workspace_ = 0, normaliser_version_ = 0, body_bytes_ = 0, received_at_ = 0,
            attempts_ = 0, attempt_ = 0, undo_attempts_ = 0, profile_version_ = 0, profile_by_source_ = 0;
    Integer received_ = 0, accepted_ = 0, rejected_ = 0, added_ = 0, restated_ = 0, unchanged_ = 0,
            folded_ = 0, stale_ = 0;
    Nullable<std::string> platform_{}, identical_to_{}, version_column_{}, complete_for_{}, column_choices_{},
        decimal_mark_{}, date_order_{}, profile_{}, account_settings_{}, promotions_{};
    Nullable<Integer> value_per_conversion_{}, finished_at_{}, waiting_{}, reading_{}, staged_{}, applying_{};
};

// All intakes of "SELECT intake_columns FROM intake <rest>", with the values bound in the order of their
// places.
template <class... Values>
std::vector<Intake> select_intakes(soci::session& session, const std::string& rest, const Values&... values) {
    return select<IntakeRow>(session, "SELECT " + intake_columns + " FROM intake " + rest, values...);
}

template <class... Values>
std::optional<Intake> select_intake(soci::session& session, const std::string& rest,
                                    const Values&... values) {
    return select_one<IntakeRow>(session, "SELECT " + intake_columns + " FROM intake " + rest, values...);
}

}  // namespace insightflow::sql
