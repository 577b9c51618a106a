#include "adapters/duckdb/settlement.hpp"

#include <string>

namespace insightflow::duckdb {
namespace {

// Outcomes as the table met holds them.
constexpr std::int32_t met_stale = 1;
constexpr std::int32_t met_unchanged = 2;
constexpr std::int32_t met_restated = 3;

// The precedence is checked first: an assertion that loses is stale even where it says the same.
constexpr std::string_view meet = R"sql(
INSERT INTO met
SELECT s.rowid, f.rowid, f.day,
       CASE WHEN f.acceptance >= $5 THEN $6
            WHEN f.impressions IS NOT DISTINCT FROM s.impressions
             AND f.clicks IS NOT DISTINCT FROM s.clicks
             AND f.cost IS NOT DISTINCT FROM s.cost
             AND f.revenue IS NOT DISTINCT FROM s.revenue
             AND f.conversions IS NOT DISTINCT FROM s.conversions
             AND f.new_customers IS NOT DISTINCT FROM s.new_customers
             AND f.currency_id = s.currency_id
             AND f.revenue_estimated = s.revenue_estimated THEN $7
            ELSE $8 END
FROM staged_fact s JOIN performance f ON f.line_id = s.line_id AND f.bucket = s.bucket)sql";

constexpr std::string_view on_the_same_day = R"sql( AND f.day = s.day
WHERE f.workspace = $1 AND f.source_id = $2 AND f.day BETWEEN $3 AND $4)sql";

// An event is its instant alone: another time zone, or another date beside it, moves it to another day
// without making it another event.
constexpr std::string_view at_the_same_instant = R"sql(
WHERE f.workspace = $1 AND f.source_id = $2 AND f.bucket BETWEEN $3 AND $4)sql";

constexpr std::string_view find_repeated_instant = R"sql(
SELECT 1 FROM staged_fact GROUP BY line_id, bucket HAVING count(*) > 1 LIMIT 1)sql";

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

constexpr std::string_view insert_staged = R"sql(
INSERT INTO performance
SELECT $1, s.day, s.line_id, s.bucket, s.utc_start, $2, s.platform_id, s.campaign_key, s.country_id,
       s.device_id, s.currency_id, s.impressions, s.clicks, s.cost, s.revenue, s.conversions, s.new_customers,
       s.revenue_estimated, s.extra, $3, $4
FROM staged_fact s)sql";

constexpr std::string_view not_settled =
    " WHERE NOT EXISTS (SELECT 1 FROM met m WHERE m.staged = s.rowid AND m.outcome <> $5)";

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
    static const std::string by_day = std::string(meet).append(on_the_same_day);
    static const std::string by_instant = std::string(meet).append(at_the_same_instant);
    const bool events = batch.grain == Grain::event;
    connection.run(
        events ? by_instant : by_day,
        {batch.workspace.value, batch.source_id, events ? Param{batch.first_bucket} : Param{batch.first_day},
         events ? Param{batch.last_bucket} : Param{batch.last_day}, batch.acceptance, met_stale,
         met_unchanged, met_restated},
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
    static const std::string insert_some = std::string(insert_staged).append(not_settled);
    if (all) {
        connection.run(insert_staged,
                       {batch.workspace.value, batch.source_id, batch.acceptance, batch.sequence}, stop);
    } else {
        connection.run(
            insert_some,
            {batch.workspace.value, batch.source_id, batch.acceptance, batch.sequence, met_restated}, stop);
    }
}

}  // namespace

Result<SettledRows> settle(Connection& connection, const Settlement& batch, const std::stop_token& stop) {
    const std::int32_t workspace = batch.workspace.value;
    if (batch.grain == Grain::event && connection.run(find_repeated_instant, {}, stop).next()) {
        return Error{ErrorCode::unprocessable,
                     "the batch holds one event with the same timestamp on two days"};
    }
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
    return SettledRows{restated.rows, unchanged.rows, stale.rows};
}

}  // namespace insightflow::duckdb
