#include "adapters/duckdb/undo.hpp"

#include <string>

#include "adapters/duckdb/entity_dictionary.hpp"
#include "adapters/duckdb/named_levels.hpp"
#include "adapters/duckdb/row_sql.hpp"

namespace insightflow::duckdb {
namespace {

// taken: rows that the batch decided. best: what the others say of them, where it stands. kept: rows of which
// the best of the others says the same.
constexpr const char* create_tables = R"sql(
CREATE TEMP TABLE taken (stored BIGINT, line_id INTEGER, bucket BIGINT, day DATE);
CREATE TEMP TABLE best (line_id INTEGER, bucket BIGINT, acceptance BIGINT, seq BIGINT, is_stale BOOLEAN);
CREATE TEMP TABLE reinstated AS SELECT * FROM performance LIMIT 0;
CREATE TEMP TABLE kept (stored BIGINT, acceptance BIGINT);
)sql";

constexpr const char* drop_tables =
    "DROP TABLE taken; DROP TABLE best; DROP TABLE reinstated; DROP TABLE kept;";

constexpr std::string_view take = R"sql(
INSERT INTO taken
SELECT rowid, line_id, bucket, day FROM performance
WHERE workspace = $1 AND source_id = $2 AND acceptance = $3 AND day BETWEEN $4 AND $5)sql";

constexpr std::string_view find_best = R"sql(
INSERT INTO best
WITH live AS (
    SELECT seq, acceptance FROM applied_batch WHERE source_id = $2 AND undone_seq IS NULL),
version AS (
    SELECT line_id, bucket, day, seq, CAST(NULL AS BIGINT) AS seq_to
    FROM performance WHERE workspace = $1 AND rowid IN (SELECT stored FROM taken)
    UNION ALL
    SELECT h.line_id, h.bucket, h.day, h.seq, h.seq_to
    FROM performance_history h SEMI JOIN taken t ON t.line_id = h.line_id AND t.bucket = h.bucket
    WHERE h.workspace = $1 AND h.source_id = $2),
asserted AS (
    SELECT v.line_id, v.bucket, l.acceptance, v.seq, false AS is_stale
    FROM version v JOIN live l ON l.seq = v.seq
    UNION ALL
    SELECT v.line_id, v.bucket, l.acceptance, v.seq, false
    FROM version v
    JOIN confirmed_run r ON r.day = v.day AND r.seq > v.seq AND (v.seq_to IS NULL OR r.seq < v.seq_to)
        AND (v.line_id, v.bucket) >= (r.first_line, r.first_bucket)
        AND (v.line_id, v.bucket) <= (r.last_line, r.last_bucket)
    JOIN live l ON l.seq = r.seq
    WHERE r.source_id = $2
    UNION ALL
    SELECT s.line_id, s.bucket, l.acceptance, s.seq, true
    FROM performance_stale s
    SEMI JOIN taken t ON t.line_id = s.line_id AND t.bucket = s.bucket
    JOIN live l ON l.seq = s.seq
    WHERE s.workspace = $1 AND s.source_id = $2)
SELECT line_id, bucket, max(acceptance), arg_max(seq, acceptance), arg_max(is_stale, acceptance)
FROM asserted GROUP BY line_id, bucket)sql";

// @ stands for the columns of v, ^ for the table.
constexpr std::string_view reinstate = R"sql(
INSERT INTO reinstated
SELECT @, b.acceptance, $2
FROM best b JOIN ^ v ON v.line_id = b.line_id AND v.bucket = b.bucket AND v.seq = b.seq
WHERE v.workspace = $1 AND b.is_stale = $3)sql";

// @ stands for the condition that f and r say the same.
constexpr std::string_view keep = R"sql(
INSERT INTO kept
SELECT t.stored, r.acceptance
FROM taken t
JOIN performance f ON f.rowid = t.stored
JOIN reinstated r ON r.line_id = t.line_id AND r.bucket = t.bucket
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3 AND @)sql";

constexpr std::string_view lower_precedence = R"sql(
UPDATE performance SET acceptance = k.acceptance FROM kept k WHERE performance.rowid = k.stored)sql";

constexpr std::string_view not_kept = "rowid IN (SELECT stored FROM taken EXCEPT SELECT stored FROM kept)";

constexpr std::string_view end_rows = "INSERT INTO performance_history SELECT *, $1 FROM performance WHERE ";
constexpr std::string_view remove_rows = "DELETE FROM performance WHERE ";

constexpr std::string_view insert_reinstated = R"sql(
INSERT INTO performance
SELECT r.* FROM reinstated r JOIN taken t ON t.line_id = r.line_id AND t.bucket = r.bucket
WHERE t.stored NOT IN (SELECT stored FROM kept)
ORDER BY r.day, r.campaign_key)sql";

constexpr std::string_view count_rows = R"sql(
SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM reinstated), (SELECT count(*) FROM kept))sql";

constexpr std::string_view find_days = R"sql(
SELECT min(day), max(day) FROM (
    SELECT day FROM taken WHERE stored NOT IN (SELECT stored FROM kept)
    UNION ALL
    SELECT r.day FROM reinstated r JOIN taken t ON t.line_id = r.line_id AND t.bucket = r.bucket
    WHERE t.stored NOT IN (SELECT stored FROM kept)))sql";

std::string filled(std::string_view pattern, const std::string& first, const std::string& second = "") {
    std::string text;
    for (const char c : pattern) text += c == '@' ? first : c == '^' ? second : std::string(1, c);
    return text;
}

void reinstate_from(Connection& connection, const std::string& table, const Undoing& undoing, bool stale,
                    const std::stop_token& stop) {
    connection.run(filled(reinstate, row_columns("v"), table),
                   {undoing.workspace.value, undoing.sequence, stale}, stop);
}

TakenBack counts(Connection& connection) {
    TakenBack back;
    Rows rows = connection.run(count_rows);
    rows.next();
    back.ended = rows.int64(0) - rows.int64(1);
    back.restored = rows.int64(1) - rows.int64(2);
    Rows days = connection.run(find_days);
    days.next();
    if (!days.is_null(0)) {
        back.first_day = days.day(0);
        back.last_day = days.day(1);
    }
    return back;
}

}  // namespace

TakenBack take_back(Connection& connection, const Undoing& undoing, const std::stop_token& stop) {
    const std::int32_t workspace = undoing.workspace.value;
    connection.script(create_tables);
    connection.run(
        take, {workspace, undoing.source_id, undoing.acceptance, undoing.first_day, undoing.last_day}, stop);
    connection.run(find_best, {workspace, undoing.source_id}, stop);
    for (const char* table : {"performance", "performance_history"})
        reinstate_from(connection, table, undoing, false, stop);
    reinstate_from(connection, "performance_stale", undoing, true, stop);
    connection.run(filled(keep, same_values("f", "r")), {workspace, undoing.first_day, undoing.last_day},
                   stop);
    connection.run(lower_precedence, {}, stop);
    connection.run(std::string(end_rows).append(not_kept), {undoing.sequence}, stop);
    connection.run(std::string(remove_rows).append(not_kept), {}, stop);
    connection.run(insert_reinstated, {}, stop);
    const TakenBack back = counts(connection);
    for (const NamedLevel& level : named_levels)
        connection.run(level.table.unname, {level.table.level, undoing.source_id, undoing.acceptance}, stop);
    connection.script(drop_tables);
    return back;
}

}  // namespace insightflow::duckdb
