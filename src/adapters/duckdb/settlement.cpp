#include "adapters/duckdb/settlement.hpp"

#include <string>

#include "adapters/duckdb/row_sql.hpp"

namespace insightflow::duckdb {
namespace {

// The precedence is checked first: an assertion that loses is stale even where it says the same.
std::string meet(std::size_t own_measures) {
    return R"sql(
INSERT INTO met
SELECT s.rowid, f.rowid, f.day,
       CASE WHEN f.version_held > s.version OR (f.version_held = s.version AND f.acceptance >= $8)
            THEN $5 WHEN )sql" +
           same_values("f", "s", own_measures) +
           R"sql( THEN $6 ELSE $7 END
FROM staged_fact s
JOIN performance f ON f.line_id = s.line_id AND f.bucket = s.bucket
WHERE f.workspace = $1 AND f.source_id = $2 AND f.bucket BETWEEN $3 AND $4)sql";
}

constexpr std::string_view find_highest_complete = R"sql(
SELECT coalesce(max(acceptance), 0) FROM applied_batch
WHERE source_id = $1 AND complete_from IS NOT NULL AND undone_seq IS NULL)sql";

// A row that is not there, and that a batch of a higher precedence knows not to be there, is stale.
std::string meet_absent() {
    return "INSERT INTO met SELECT s.rowid, NULL, s.day, $2 FROM staged_fact s "
           "JOIN line l ON l.line_id = s.line_id JOIN (" +
           known_absent("staged_fact") +
           ") x ON x.account_key = l.account_key AND x.day = s.day "
           "WHERE x.acceptance > $3 AND s.rowid NOT IN (SELECT staged FROM met)";
}

constexpr std::string_view count_met = R"sql(
SELECT outcome, count(*), min(day), max(day) FROM met GROUP BY outcome)sql";

constexpr std::string_view supersede = R"sql(
INSERT INTO performance_history
SELECT f.*, $5
FROM performance f JOIN met m ON m.stored = f.rowid
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3 AND m.outcome = $4)sql";

constexpr std::string_view remove_superseded = R"sql(
DELETE FROM performance
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND rowid IN (SELECT stored FROM met WHERE outcome = $4))sql";

// The row keeps its place in history: only its precedence rises.
constexpr std::string_view confirm = R"sql(
UPDATE performance SET version_held = c.version, acceptance = c.acceptance
FROM (SELECT m.stored, s.version, $5 AS acceptance
      FROM met m JOIN staged_fact s ON s.rowid = m.staged
      WHERE m.outcome = $4) c
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND performance.rowid = c.stored)sql";

// For performance, and for rows that lost on arrival.
std::string staged_rows(std::size_t own_measures) {
    return "SELECT " + staged_columns("s", own_measures) + ", s.version, $3, $4 FROM staged_fact s";
}

constexpr std::string_view not_settled =
    " WHERE NOT EXISTS (SELECT 1 FROM met m WHERE m.staged = s.rowid AND m.outcome <> $5)";
constexpr std::string_view that_lost = " WHERE s.rowid IN (SELECT staged FROM met WHERE outcome = $5)";

// Rows that the batch knows not to be there any more. What it holds has its own precedence by now, or a
// higher one.
constexpr std::string_view is_retired = R"sql(
workspace = $1 AND source_id = $2 AND acceptance < $3 AND day BETWEEN $4 AND $5
  AND line_id IN (
    SELECT l.line_id FROM line l JOIN account a ON a.account_key = l.account_key
    WHERE l.source_id = $2 AND a.account_id IS NOT DISTINCT FROM $6))sql";

constexpr std::string_view end_retired = R"sql(
INSERT INTO performance_history SELECT *, $7 FROM performance WHERE )sql";
constexpr std::string_view remove_retired = "DELETE FROM performance WHERE ";

// Runs of the batch's rows among those that are shown on a day, by line and bucket. A file that holds a day
// whole is one run. The rows of a run carry one version.
constexpr std::string_view note_confirmed = R"sql(
INSERT INTO confirmed_run
SELECT $2, $6, day, version, first.line_id, first.bucket, last.line_id, last.bucket
FROM (
    SELECT day, version, min({'line_id': line_id, 'bucket': bucket}) AS first,
           max({'line_id': line_id, 'bucket': bucket}) AS last
    FROM (
        SELECT day, line_id, bucket, version, is_own,
               row_number() OVER (PARTITION BY day ORDER BY line_id, bucket)
                   - row_number() OVER (PARTITION BY day, is_own, version ORDER BY line_id, bucket)
                   AS others_before
        FROM (
            SELECT day, line_id, bucket, acceptance = $5 AS is_own,
                   CASE WHEN is_own THEN version_held END AS version
            FROM performance
            WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $3 AND $4))
    WHERE is_own
    GROUP BY day, version, others_before))sql";

// Stored rows of one outcome, and the days on which they lie.
struct Met {
    std::int64_t rows = 0;
    Day from = Day::max();
    Day to = Day::min();
};

struct MetRows {
    Met stale{};
    Met unchanged{};
    Met restated{};
};

class Settling {
public:
    Settling(Connection& connection, const Settlement& what, const std::stop_token& stop)
        : connection_(connection), what_(what), stop_(stop) {}

    SettledRows run() {
        const MetRows met = meet_stored();
        const auto& [stale, unchanged, restated] = met;
        const std::int32_t workspace = what_.workspace.value;
        if (restated.rows > 0) {
            connection_.run(
                supersede, {workspace, restated.from, restated.to, outcome::restated, what_.sequence}, stop_);
            connection_.run(remove_superseded, {workspace, restated.from, restated.to, outcome::restated},
                            stop_);
        }
        if (unchanged.rows > 0)
            connection_.run(confirm,
                            {workspace, unchanged.from, unchanged.to, outcome::unchanged, what_.acceptance},
                            stop_);
        insert_rows(stale.rows + unchanged.rows);
        if (stale.rows > 0) keep_stale();
        SettledRows settled{restated.rows, unchanged.rows, stale.rows, 0};
        if (what_.complete_for) settled.retired = retire(*what_.complete_for);
        if (unchanged.rows > 0)
            connection_.run(
                note_confirmed,
                {workspace, what_.source_id, unchanged.from, unchanged.to, what_.acceptance, what_.sequence},
                stop_);
        return settled;
    }

private:
    MetRows meet_stored() {
        connection_.run(meet(what_.own_measures),
                        {what_.workspace.value, what_.source_id, what_.first_bucket, what_.last_bucket,
                         outcome::stale, outcome::unchanged, outcome::restated, what_.acceptance},
                        stop_);
        if (what_.acceptance < highest_complete(connection_, what_.source_id, stop_))
            connection_.run(meet_absent(), {what_.source_id, outcome::stale, what_.acceptance}, stop_);
        MetRows met;
        for (Rows rows = connection_.run(count_met, {}, stop_); rows.next();) {
            const std::int32_t found = rows.int32(0);
            Met& rows_met = found == outcome::stale       ? met.stale
                            : found == outcome::unchanged ? met.unchanged
                                                          : met.restated;
            rows_met = Met{rows.int64(1), rows.day(2), rows.day(3)};
        }
        return met;
    }

    void insert_rows(std::int64_t settled) {
        const std::string insert_all = "INSERT INTO performance " + staged_rows(what_.own_measures);
        const std::int32_t workspace = what_.workspace.value;
        if (settled == 0)
            connection_.run(insert_all, {workspace, what_.source_id, what_.acceptance, what_.sequence},
                            stop_);
        else if (settled < what_.rows)
            connection_.run(std::string(insert_all).append(not_settled),
                            {workspace, what_.source_id, what_.acceptance, what_.sequence, outcome::restated},
                            stop_);
    }

    void keep_stale() {
        const std::string insert = std::string("INSERT INTO performance_stale ")
                                       .append(staged_rows(what_.own_measures))
                                       .append(that_lost);
        connection_.run(
            insert,
            {what_.workspace.value, what_.source_id, what_.acceptance, what_.sequence, outcome::stale},
            stop_);
    }

    // Gives the number of rows that it ended.
    std::int64_t retire(const CompleteFor& scope) {
        static const std::string end = std::string(end_retired).append(is_retired);
        static const std::string remove = std::string(remove_retired).append(is_retired);
        const std::int32_t workspace = what_.workspace.value;
        const Param account = scope.account ? Param{std::string_view(*scope.account)} : Param{};
        Rows ended = connection_.run(
            end,
            {workspace, what_.source_id, what_.acceptance, scope.from, scope.to, account, what_.sequence},
            stop_);
        ended.next();
        if (ended.int64(0) > 0)
            connection_.run(
                remove, {workspace, what_.source_id, what_.acceptance, scope.from, scope.to, account}, stop_);
        return ended.int64(0);
    }

    Connection& connection_;
    const Settlement& what_;
    const std::stop_token& stop_;
};

}  // namespace

SettledRows settle(Connection& connection, const Settlement& settlement, const std::stop_token& stop) {
    return Settling(connection, settlement, stop).run();
}

std::int64_t highest_complete(Connection& connection, std::int32_t source_id, const std::stop_token& stop) {
    Rows rows = connection.run(find_highest_complete, {source_id}, stop);
    rows.next();
    return rows.int64(0);
}

}  // namespace insightflow::duckdb
