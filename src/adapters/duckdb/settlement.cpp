#include "adapters/duckdb/settlement.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "adapters/duckdb/chunk_appender.hpp"
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
SELECT s.rowid, f.rowid, f.day, s.batch,
       CASE WHEN f.version_held > s.version OR (f.version_held = s.version AND f.acceptance >= b.acceptance)
            THEN $6 WHEN )sql" + same_values("f", "s") +
                                    R"sql( THEN $7 ELSE $8 END
FROM staged_fact s
JOIN performance f ON f.line_id = s.line_id AND f.bucket = s.bucket
JOIN staged_batch b ON b.batch = s.batch
WHERE s.round = $5 AND f.workspace = $1 AND f.source_id = $2 AND f.bucket BETWEEN $3 AND $4)sql";
    return text;
}

constexpr std::string_view find_highest_complete = R"sql(
SELECT coalesce(max(acceptance), 0) FROM applied_batch
WHERE source_id = $1 AND complete_from IS NOT NULL AND undone_seq IS NULL)sql";

// A row that is not there, and that a batch of a higher precedence knows not to be there, is stale.
constexpr std::string_view meet_absent = R"sql(
INSERT INTO met
SELECT s.rowid, NULL, s.day, s.batch, $3
FROM staged_fact s JOIN staged_batch b ON b.batch = s.batch
WHERE s.round = $2 AND s.rowid NOT IN (SELECT staged FROM met) AND EXISTS (
    SELECT 1 FROM applied_batch c
    JOIN line l ON l.line_id = s.line_id
    JOIN account a ON a.account_key = l.account_key AND a.account_id IS NOT DISTINCT FROM c.complete_account
    WHERE c.source_id = $1 AND c.undone_seq IS NULL AND c.acceptance > b.acceptance
      AND s.day BETWEEN c.complete_from AND c.complete_to))sql";

constexpr std::string_view count_met = R"sql(
SELECT batch, outcome, count(*), min(day), max(day) FROM met GROUP BY batch, outcome)sql";

constexpr std::string_view supersede = R"sql(
INSERT INTO performance_history
SELECT f.*, b.seq
FROM performance f JOIN met m ON m.stored = f.rowid JOIN staged_batch b ON b.batch = m.batch
WHERE f.workspace = $1 AND f.day BETWEEN $2 AND $3 AND m.outcome = $4)sql";

constexpr std::string_view remove_superseded = R"sql(
DELETE FROM performance
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND rowid IN (SELECT stored FROM met WHERE outcome = $4))sql";

// The row keeps its place in history: only its precedence rises.
constexpr std::string_view confirm = R"sql(
UPDATE performance SET version_held = c.version, acceptance = c.acceptance
FROM (SELECT m.stored, s.version, b.acceptance
      FROM met m JOIN staged_fact s ON s.rowid = m.staged JOIN staged_batch b ON b.batch = m.batch
      WHERE m.outcome = $4) c
WHERE workspace = $1 AND day BETWEEN $2 AND $3 AND performance.rowid = c.stored)sql";

// For performance, and for rows that lost on arrival.
constexpr std::string_view staged_rows = R"sql(
SELECT $1, s.day, s.line_id, s.bucket, s.utc_start, $2, s.platform_id, s.campaign_key, s.country_id,
       s.device_id, s.currency_id, s.impressions, s.clicks, s.cost, s.revenue, s.conversions, s.new_customers,
       s.revenue_estimated, s.extra, s.version, s.version, b.acceptance, b.seq
FROM staged_fact s JOIN staged_batch b ON b.batch = s.batch
WHERE s.round = $3)sql";

constexpr std::string_view not_settled =
    " AND NOT EXISTS (SELECT 1 FROM met m WHERE m.staged = s.rowid AND m.outcome <> $4)";
constexpr std::string_view that_lost = " AND s.rowid IN (SELECT staged FROM met WHERE outcome = $4)";

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

// Where several batches share a transaction, what was shown right after each is not to be had: a run is then
// of rows between whose keys no other can lie.
constexpr std::string_view note_each_confirmed = R"sql(
INSERT INTO confirmed_run
SELECT $1, seq, day, version, min(line_id), bucket, max(line_id), bucket
FROM (
    SELECT b.seq, m.day, s.version, s.line_id, s.bucket,
           s.line_id - CASE WHEN s.utc_start IS NULL THEN row_number() OVER (
               PARTITION BY b.seq, s.bucket, s.version ORDER BY s.line_id) ELSE 0 END AS run
    FROM met m JOIN staged_fact s ON s.rowid = m.staged JOIN staged_batch b ON b.batch = m.batch
    WHERE m.outcome = $2)
GROUP BY seq, day, version, bucket, run)sql";

// Stored rows of one outcome, and the days on which they lie.
struct Met {
    std::int64_t rows = 0;
    Day from = Day::max();
    Day to = Day::min();

    void add(std::int64_t more, Day first, Day last) {
        rows += more;
        from = std::min(from, first);
        to = std::max(to, last);
    }
};

struct MetRows {
    Met stale{};
    Met unchanged{};
    Met restated{};
};

class Settling {
public:
    Settling(Connection& connection, const Settlement& what, const std::stop_token& stop)
        : connection_(connection), what_(what), stop_(stop), settled_(what.batches.size()) {}

    std::vector<SettledRows> run() && {
        stage_batches();
        Rows complete = connection_.run(find_highest_complete, {what_.source_id}, stop_);
        complete.next();
        highest_complete_ = complete.int64(0);
        for (std::int32_t round = 0; round < what_.rounds; ++round) settle(round);
        return std::move(settled_);
    }

private:
    void stage_batches() {
        constexpr std::array columns{ColumnType::int32, ColumnType::int64, ColumnType::int64};
        ChunkAppender batches(connection_, "temp", "staged_batch", columns);
        for (std::size_t i = 0; i < what_.batches.size(); ++i) {
            const std::size_t row = batches.next_row();
            batches.cells<std::int32_t>(0)[row] = static_cast<std::int32_t>(i);
            batches.cells<std::int64_t>(1)[row] = what_.batches[i].acceptance;
            batches.cells<std::int64_t>(2)[row] = what_.batches[i].sequence;
        }
        batches.close();
    }

    void settle(std::int32_t round) {
        const std::int32_t workspace = what_.workspace.value;
        if (round > 0) connection_.run("DELETE FROM met");
        const auto [stale, unchanged, restated] = meet_stored(round);
        if (restated.rows > 0) {
            connection_.run(supersede, {workspace, restated.from, restated.to, met_restated}, stop_);
            connection_.run(remove_superseded, {workspace, restated.from, restated.to, met_restated}, stop_);
        }
        if (unchanged.rows > 0)
            connection_.run(confirm, {workspace, unchanged.from, unchanged.to, met_unchanged}, stop_);
        insert_rows(round, stale.rows + unchanged.rows);
        if (stale.rows > 0) keep_stale(round);
        if (what_.batches.front().complete_for) retire(what_.batches.front());
        if (unchanged.rows > 0) note_unchanged(unchanged);
    }

    MetRows meet_stored(std::int32_t round) {
        connection_.run(meet(),
                        {what_.workspace.value, what_.source_id, what_.first_bucket, what_.last_bucket, round,
                         met_stale, met_unchanged, met_restated},
                        stop_);
        if (std::ranges::any_of(what_.batches, [this](const SettledBatch& batch) {
                return batch.acceptance < highest_complete_;
            }))
            connection_.run(meet_absent, {what_.source_id, round, met_stale}, stop_);
        MetRows met;
        for (Rows rows = connection_.run(count_met, {}, stop_); rows.next();) {
            SettledRows& batch = settled_[static_cast<std::size_t>(rows.int32(0))];
            const std::int32_t outcome = rows.int32(1);
            (outcome == met_stale       ? met.stale
             : outcome == met_unchanged ? met.unchanged
                                        : met.restated)
                .add(rows.int64(2), rows.day(3), rows.day(4));
            (outcome == met_stale       ? batch.stale
             : outcome == met_unchanged ? batch.unchanged
                                        : batch.restated) += rows.int64(2);
        }
        return met;
    }

    void insert_rows(std::int32_t round, std::int64_t settled) {
        static const std::string insert_all = std::string("INSERT INTO performance").append(staged_rows);
        static const std::string insert_some = std::string(insert_all).append(not_settled);
        const std::int32_t workspace = what_.workspace.value;
        if (settled == 0) {
            connection_.run(insert_all, {workspace, what_.source_id, round}, stop_);
        } else if (settled < what_.rows) {
            connection_.run(insert_some, {workspace, what_.source_id, round, met_restated}, stop_);
        }
    }

    void keep_stale(std::int32_t round) {
        static const std::string insert =
            std::string("INSERT INTO performance_stale").append(staged_rows).append(that_lost);
        connection_.run(insert, {what_.workspace.value, what_.source_id, round, met_stale}, stop_);
    }

    void retire(const SettledBatch& batch) {
        static const std::string end = std::string(end_retired).append(is_retired);
        static const std::string remove = std::string(remove_retired).append(is_retired);
        const CompleteFor& scope = *batch.complete_for;
        const Param account = scope.account ? Param{std::string_view(*scope.account)} : Param{};
        Rows ended = connection_.run(end,
                                     {what_.workspace.value, what_.source_id, batch.acceptance, scope.from,
                                      scope.to, account, batch.sequence},
                                     stop_);
        ended.next();
        settled_.front().retired = ended.int64(0);
        if (settled_.front().retired == 0) return;
        connection_.run(
            remove, {what_.workspace.value, what_.source_id, batch.acceptance, scope.from, scope.to, account},
            stop_);
    }

    void note_unchanged(const Met& unchanged) {
        if (what_.batches.size() > 1) {
            connection_.run(note_each_confirmed, {what_.source_id, met_unchanged}, stop_);
            return;
        }
        const SettledBatch& batch = what_.batches.front();
        connection_.run(note_confirmed,
                        {what_.workspace.value, what_.source_id, unchanged.from, unchanged.to,
                         batch.acceptance, batch.sequence},
                        stop_);
    }

    Connection& connection_;
    const Settlement& what_;
    const std::stop_token& stop_;
    std::vector<SettledRows> settled_;
    std::int64_t highest_complete_ = 0;  // acceptance number of the best batch that knows what is not there
};

}  // namespace

std::vector<SettledRows> settle(Connection& connection, const Settlement& settlement,
                                const std::stop_token& stop) {
    return Settling(connection, settlement, stop).run();
}

}  // namespace insightflow::duckdb
