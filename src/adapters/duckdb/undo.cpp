#include "adapters/duckdb/undo.hpp"

#include <set>
#include <string>

#include "adapters/duckdb/entity_dictionary.hpp"
#include "adapters/duckdb/named_levels.hpp"
#include "adapters/duckdb/own_measures.hpp"
#include "adapters/duckdb/row_sql.hpp"
#include "adapters/duckdb/settlement.hpp"

namespace insightflow::duckdb {
namespace {

// taken: rows that the batch decided; stored is null where it said that they are not there. best: what the
// others say of them, where it stands. kept: rows of which the best of the others says the same.
constexpr const char* create_tables = R"sql(
CREATE TEMP TABLE taken (stored BIGINT, line_id INTEGER, bucket BIGINT, day DATE);
CREATE TEMP TABLE best (
    line_id INTEGER, bucket BIGINT, day DATE, version BIGINT, acceptance BIGINT, seq BIGINT,
    is_stale BOOLEAN);
CREATE TEMP TABLE reinstated AS SELECT * FROM performance LIMIT 0;
CREATE TEMP TABLE kept (stored BIGINT, version BIGINT, acceptance BIGINT);
)sql";

constexpr const char* drop_tables =
    "DROP TABLE taken; DROP TABLE best; DROP TABLE reinstated; DROP TABLE kept;";

constexpr std::string_view take = R"sql(
INSERT INTO taken
SELECT rowid, line_id, bucket, day FROM performance
WHERE workspace = $1 AND source_id = $2 AND acceptance = $3 AND day BETWEEN $4 AND $5)sql";

constexpr std::string_view find_scope =
    "SELECT complete_from, complete_to FROM applied_batch WHERE seq = $1 AND complete_from IS NOT NULL";

constexpr std::string_view take_absent = R"sql(
INSERT INTO taken
SELECT DISTINCT NULL, h.line_id, h.bucket, h.day
FROM (SELECT line_id, bucket, day FROM performance_history
      WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $4 AND $5
      UNION ALL
      SELECT line_id, bucket, day FROM performance_stale
      WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $4 AND $5) h
JOIN line l ON l.line_id = h.line_id
JOIN account a ON a.account_key = l.account_key
JOIN applied_batch c ON c.complete_account IS NOT DISTINCT FROM a.account_id
ANTI JOIN (
    SELECT line_id, bucket FROM performance
    WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $4 AND $5) p
    ON p.line_id = h.line_id AND p.bucket = h.bucket
WHERE c.seq = $3)sql";

// Of a key and of a precedence one number each, so that the engine can order them.
constexpr std::string_view find_best = R"sql(
INSERT INTO best
WITH live AS (
    SELECT seq, acceptance FROM applied_batch WHERE source_id = $2 AND undone_seq IS NULL),
row_version AS (
    SELECT line_id, bucket, day, version, seq, CAST(NULL AS BIGINT) AS seq_to
    FROM performance WHERE workspace = $1 AND rowid IN (SELECT stored FROM taken)
    UNION ALL
    SELECT h.line_id, h.bucket, h.day, h.version, h.seq, h.seq_to
    FROM performance_history h SEMI JOIN taken t ON t.line_id = h.line_id AND t.bucket = h.bucket
    WHERE h.workspace = $1 AND h.source_id = $2),
run AS (
    SELECT r.seq, l.acceptance, r.day, r.version,
           r.first_line::HUGEINT * 18446744073709551616 + r.first_bucket AS first_key,
           r.last_line::HUGEINT * 18446744073709551616 + r.last_bucket AS last_key
    FROM confirmed_run r JOIN live l ON l.seq = r.seq
    WHERE r.source_id = $2 AND r.day IN (SELECT day FROM row_version)),
candidate AS (
    SELECT v.line_id, v.bucket, v.day, v.seq, c.seq AS confirmed, v.key
    FROM (SELECT *, line_id::HUGEINT * 18446744073709551616 + bucket AS key FROM row_version) v
    JOIN (SELECT seq, day, min(first_key) AS first_key, max(last_key) AS last_key
          FROM run GROUP BY seq, day) c
        ON c.day = v.day AND c.seq > v.seq AND (v.seq_to IS NULL OR c.seq < v.seq_to)
        AND v.key BETWEEN c.first_key AND c.last_key),
asserted AS (
    SELECT v.line_id, v.bucket, v.day, v.version, l.acceptance, v.seq, false AS is_stale
    FROM row_version v JOIN live l ON l.seq = v.seq
    UNION ALL
    SELECT c.line_id, c.bucket, c.day, r.version, r.acceptance, c.seq, false
    FROM candidate c ASOF JOIN run r ON r.day = c.day AND r.seq = c.confirmed AND c.key >= r.first_key
    WHERE c.key <= r.last_key
    UNION ALL
    SELECT s.line_id, s.bucket, s.day, s.version, l.acceptance, s.seq, true
    FROM performance_stale s
    SEMI JOIN taken t ON t.line_id = s.line_id AND t.bucket = s.bucket
    JOIN live l ON l.seq = s.seq
    WHERE s.workspace = $1 AND s.source_id = $2),
ranked AS (
    SELECT *, version::HUGEINT * 9223372036854775808 + acceptance AS precedence FROM asserted)
SELECT line_id, bucket, arg_max(day, precedence), arg_max(version, precedence),
       arg_max(acceptance, precedence), arg_max(seq, precedence), arg_max(is_stale, precedence)
FROM ranked GROUP BY line_id, bucket)sql";

// Another batch knows that the row is not there, and says so later than the best that has it.
constexpr std::string_view forget_absent = R"sql(
DELETE FROM best USING (@) x JOIN line l ON l.account_key = x.account_key
WHERE best.line_id = l.line_id AND best.day = x.day AND x.acceptance > best.acceptance)sql";

// @ stands for the columns of v. What says the best is either shown, or was, or was stale.
constexpr std::string_view reinstate = R"sql(
INSERT INTO reinstated
SELECT @, b.version, b.acceptance, $2
FROM best b JOIN performance v ON v.line_id = b.line_id AND v.bucket = b.bucket AND v.seq = b.seq
WHERE v.workspace = $1 AND NOT b.is_stale
UNION ALL
SELECT @, b.version, b.acceptance, $2
FROM best b JOIN performance_history v ON v.line_id = b.line_id AND v.bucket = b.bucket AND v.seq = b.seq
WHERE v.workspace = $1 AND NOT b.is_stale
UNION ALL
SELECT @, b.version, b.acceptance, $2
FROM best b JOIN performance_stale v ON v.line_id = b.line_id AND v.bucket = b.bucket AND v.seq = b.seq
WHERE v.workspace = $1 AND b.is_stale)sql";

// @ stands for the condition that f and r say the same.
constexpr std::string_view keep = R"sql(
INSERT INTO kept
SELECT t.stored, r.version_held, r.acceptance
FROM taken t
JOIN performance f ON f.rowid = t.stored
JOIN reinstated r ON r.line_id = t.line_id AND r.bucket = t.bucket
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3 AND @)sql";

constexpr std::string_view lower_precedence = R"sql(
UPDATE performance SET version_held = k.version, acceptance = k.acceptance
FROM kept k WHERE performance.rowid = k.stored)sql";

constexpr std::string_view not_kept = "rowid IN (SELECT stored FROM taken EXCEPT SELECT stored FROM kept)";

constexpr std::string_view end_rows = "INSERT INTO performance_history SELECT *, $1 FROM performance WHERE ";
constexpr std::string_view remove_rows = "DELETE FROM performance WHERE ";

constexpr std::string_view insert_reinstated = R"sql(
INSERT INTO performance
SELECT r.* FROM reinstated r JOIN taken t ON t.line_id = r.line_id AND t.bucket = r.bucket
WHERE NOT EXISTS (SELECT 1 FROM kept k WHERE k.stored = t.stored)
ORDER BY r.day, r.campaign_key)sql";

constexpr std::string_view find_named_levels = "SELECT DISTINCT level FROM asserted_name WHERE seq = $1";

constexpr std::string_view count_rows = R"sql(
SELECT (SELECT count(*) FROM taken t WHERE t.stored IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM reinstated r WHERE r.line_id = t.line_id AND r.bucket = t.bucket)),
       (SELECT count(*) FROM reinstated) - (SELECT count(*) FROM kept))sql";

constexpr std::string_view find_moved_days = R"sql(
SELECT t.day FROM taken t
WHERE t.stored IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.stored = t.stored)
UNION
SELECT r.day FROM reinstated r JOIN taken t ON t.line_id = r.line_id AND t.bucket = r.bucket
WHERE NOT EXISTS (SELECT 1 FROM kept k WHERE k.stored = t.stored))sql";

std::string filled(std::string_view pattern, const std::string& value) {
    std::string text;
    for (const char c : pattern) text += c == '@' ? value : std::string(1, c);
    return text;
}

// The days of what was taken: those of the batch's rows, and those for which it was complete.
struct Days {
    Day from{};
    Day to{};
};

Days days_taken(Connection& connection) {
    Rows rows = connection.run("SELECT min(day), max(day) FROM taken");
    rows.next();
    return rows.is_null(0) ? Days{} : Days{rows.day(0), rows.day(1)};
}

void take_names_back(Connection& connection, const Undoing& undoing, const std::stop_token& stop) {
    std::set<std::int32_t> named;
    for (Rows rows = connection.run(find_named_levels, {undoing.applied}, stop); rows.next();)
        named.insert(rows.int32(0));
    for (const NamedLevel& level : named_levels)
        if (named.contains(level.table.level))
            connection.run(level.table.unname, {level.table.level, undoing.source_id, undoing.acceptance},
                           stop);
}

}  // namespace

TakenBack take_back(Connection& connection, const Undoing& undoing, const std::stop_token& stop) {
    const std::int32_t workspace = undoing.workspace.value;
    connection.script(create_tables);
    connection.run(
        take, {workspace, undoing.source_id, undoing.acceptance, undoing.first_day, undoing.last_day}, stop);
    if (Rows scope = connection.run(find_scope, {undoing.applied}); scope.next()) {
        connection.run(take_absent,
                       {workspace, undoing.source_id, undoing.applied, scope.day(0), scope.day(1)}, stop);
    }
    const Days days = days_taken(connection);
    connection.run(find_best, {workspace, undoing.source_id}, stop);
    if (highest_complete(connection, undoing.source_id, stop) > 0)
        connection.run(filled(forget_absent, known_absent("best")), {undoing.source_id}, stop);
    const std::size_t own_measures = own_measures_of(connection, undoing.source_id).size();
    connection.run(filled(reinstate, row_columns("v")), {workspace, undoing.sequence}, stop);
    connection.run(filled(keep, same_values("f", "r", own_measures)), {workspace, days.from, days.to}, stop);
    connection.run(lower_precedence, {}, stop);
    connection.run(std::string(end_rows).append(not_kept), {undoing.sequence}, stop);
    connection.run(std::string(remove_rows).append(not_kept), {}, stop);
    connection.run(insert_reinstated, {}, stop);
    TakenBack back;
    Rows counted = connection.run(count_rows);
    counted.next();
    back.ended = counted.int64(0);
    back.restored = counted.int64(1);
    for (Rows rows = connection.run(find_moved_days, {}, stop); rows.next();) back.days.insert(rows.int32(0));
    take_names_back(connection, undoing, stop);
    connection.script(drop_tables);
    return back;
}

}  // namespace insightflow::duckdb
