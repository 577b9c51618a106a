#include "adapters/duckdb/settlement.hpp"

#include <string>

#include "adapters/duckdb/row_sql.hpp"

namespace insightflow::duckdb {
namespace {

// Outcomes as the table met holds them.
constexpr std::int32_t met_stale = 1;
constexpr std::int32_t met_unchanged = 2;
constexpr std::int32_t met_restated = 3;

// The precedence is checked first: an assertion that loses is stale even where it says the same.
const std::string& meet() {
    static const std::string text = R"sql(
INSERT INTO met
SELECT s.rowid, f.rowid, f.day,
       CASE WHEN f.acceptance >= $5 THEN $6 WHEN )sql" +
                                    same_values("f", "s") +
                                    R"sql( THEN $7 ELSE $8 END
FROM staged_fact s JOIN performance f ON f.line_id = s.line_id AND f.bucket = s.bucket
WHERE f.workspace = $1 AND f.source_id = $2 AND f.bucket BETWEEN $3 AND $4)sql";
    return text;
}

constexpr std::string_view count_met = R"sql(
SELECT outcome, count(*), min(day), max(day) FROM met GROUP BY outcome)sql";

constexpr std::string_view supersede = R"sql(
INSERT INTO performance_history
SELECT f.*, $4 FROM performance f
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3
  AND f.rowid IN (SELECT stored FROM met WHERE outcome = $5))sql";

constexpr std::string_view remove_superseded = R"sql(
DELETE FROM performance
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND rowid IN (SELECT stored FROM met WHERE outcome = $4))sql";

// The row keeps its place in history: only its precedence rises.
constexpr std::string_view confirm = R"sql(
UPDATE performance SET acceptance = $4
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND rowid IN (SELECT stored FROM met WHERE outcome = $5))sql";

// For performance, and for rows that lost on arrival.
constexpr std::string_view staged_rows = R"sql(
SELECT $1, s.day, s.line_id, s.bucket, s.utc_start, $2, s.platform_id, s.campaign_key, s.country_id,
       s.device_id, s.currency_id, s.impressions, s.clicks, s.cost, s.revenue, s.conversions, s.new_customers,
       s.revenue_estimated, s.extra, $3, $4
FROM staged_fact s)sql";

constexpr std::string_view not_settled =
    " WHERE NOT EXISTS (SELECT 1 FROM met m WHERE m.staged = s.rowid AND m.outcome <> $5)";
constexpr std::string_view that_lost = " WHERE s.rowid IN (SELECT staged FROM met WHERE outcome = $5)";

// Runs of the batch's rows among those that are shown on a day, by line and bucket. A file that holds a day
// whole is one run.
constexpr std::string_view note_confirmed = R"sql(
INSERT INTO confirmed_run
SELECT $2, $6, day, first.line_id, first.bucket, last.line_id, last.bucket
FROM (
    SELECT day, min({'line_id': line_id, 'bucket': bucket}) AS first,
           max({'line_id': line_id, 'bucket': bucket}) AS last
    FROM (
        SELECT day, line_id, bucket, is_own,
               row_number() OVER (PARTITION BY day ORDER BY line_id, bucket)
                   - row_number() OVER (PARTITION BY day, is_own ORDER BY line_id, bucket) AS others_before
        FROM (
            SELECT day, line_id, bucket, acceptance = $5 AS is_own
            FROM performance
            WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $3 AND $4))
    WHERE is_own
    GROUP BY day, others_before))sql";

// Stored rows of one outcome, and the days on which they lie.
struct Met {
    std::int64_t rows = 0;
    Day from{};
    Day to{};
};

struct MetRows {
    Met stale{};
    Met unchanged{};
    Met restated{};
};

MetRows meet_stored(Connection& connection, const Settlement& batch, const std::stop_token& stop) {
    connection.run(meet(),
                   {batch.workspace.value, batch.source_id, batch.first_bucket, batch.last_bucket,
                    batch.acceptance, met_stale, met_unchanged, met_restated},
                   stop);
    MetRows met;
    for (Rows rows = connection.run(count_met, {}, stop); rows.next();) {
        const std::int32_t outcome = rows.int32(0);
        const Met found{rows.int64(1), rows.day(2), rows.day(3)};
        (outcome == met_stale ? met.stale : outcome == met_unchanged ? met.unchanged : met.restated) = found;
    }
    return met;
}

void insert_rows(Connection& connection, const Settlement& batch, bool all, const std::stop_token& stop) {
    static const std::string insert_all = std::string("INSERT INTO performance").append(staged_rows);
    static const std::string insert_some = std::string(insert_all).append(not_settled);
    if (all) {
        connection.run(insert_all, {batch.workspace.value, batch.source_id, batch.acceptance, batch.sequence},
                       stop);
    } else {
        connection.run(
            insert_some,
            {batch.workspace.value, batch.source_id, batch.acceptance, batch.sequence, met_restated}, stop);
    }
}

void keep_stale(Connection& connection, const Settlement& batch, const std::stop_token& stop) {
    static const std::string insert =
        std::string("INSERT INTO performance_stale").append(staged_rows).append(that_lost);
    connection.run(
        insert, {batch.workspace.value, batch.source_id, batch.acceptance, batch.sequence, met_stale}, stop);
}

}  // namespace

SettledRows settle(Connection& connection, const Settlement& batch, const std::stop_token& stop) {
    const std::int32_t workspace = batch.workspace.value;
    const auto [stale, unchanged, restated] = meet_stored(connection, batch, stop);
    if (restated.rows > 0) {
        connection.run(supersede, {workspace, restated.from, restated.to, batch.sequence, met_restated},
                       stop);
        connection.run(remove_superseded, {workspace, restated.from, restated.to, met_restated}, stop);
    }
    if (unchanged.rows > 0) {
        connection.run(confirm, {workspace, unchanged.from, unchanged.to, batch.acceptance, met_unchanged},
                       stop);
    }
    const std::int64_t settled = stale.rows + unchanged.rows;
    if (settled < batch.rows) insert_rows(connection, batch, settled == 0, stop);
    if (stale.rows > 0) keep_stale(connection, batch, stop);
    if (unchanged.rows > 0) {
        connection.run(
            note_confirmed,
            {workspace, batch.source_id, unchanged.from, unchanged.to, batch.acceptance, batch.sequence},
            stop);
    }
    return SettledRows{restated.rows, unchanged.rows, stale.rows};
}

}  // namespace insightflow::duckdb
