#include "adapters/duckdb/totals.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "adapters/duckdb/chunk_appender.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view columns = R"sql(
currency, rows_before, rows_after, impressions_before, impressions_after, clicks_before, clicks_after,
cost_before, cost_after, revenue_before, revenue_after, conversions_before, conversions_after,
new_customers_before, new_customers_after)sql";

constexpr std::string_view find_ended_days = R"sql(
SELECT DISTINCT seq_to, day FROM performance_history
WHERE workspace = $1 AND source_id = $2 AND seq_to BETWEEN $3 AND $4)sql";

// What is shown of a day changes at commits: levels are its sums between two of them, worked out from what
// each commit brought and ended. The days' range comes first: the engine knows the least and greatest day of
// each block of rows. Of each measure: @ for what the pattern makes of it.
std::string record_text() {
    const auto each = [](std::string_view pattern) {
        std::string text;
        for (const Measure measure : all_measures)
            for (const char c : pattern) text += c == '@' ? std::string(name_of(measure)) : std::string(1, c);
        return text;
    };
    const std::string row = "day, currency_id" + each(", @") + ", seq";
    const std::string of_days =
        " WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $5 AND $6 AND seq <= $4";
    return R"sql(
INSERT INTO applied_total
WITH version AS (
    SELECT )sql" +
           row + ", CAST(NULL AS BIGINT) AS seq_to FROM performance" + of_days + " UNION ALL SELECT " + row +
           ", seq_to FROM performance_history" + of_days + R"sql( AND seq_to >= $3),
change AS (
    SELECT greatest(seq, $3 - 1) AS seq, day, currency_id, count(*) AS rows)sql" +
           each(", sum(@) AS @, count(@) AS @_rows") + R"sql(
    FROM version GROUP BY ALL
    UNION ALL
    SELECT seq_to, day, currency_id, -count(*))sql" +
           each(", -sum(@), -count(@)") + R"sql(
    FROM version WHERE seq_to <= $4 GROUP BY ALL),
change_of_commit AS (
    SELECT seq, day, currency_id, sum(rows) AS rows)sql" +
           each(", sum(@) AS @, sum(@_rows) AS @_rows") + R"sql(
    FROM change GROUP BY ALL),
level AS (
    SELECT day, currency_id, seq, lead(seq) OVER running AS seq_to, sum(rows) OVER running AS rows)sql" +
           each(", sum(@) OVER running AS @, sum(@_rows) OVER running AS @_rows") + R"sql(
    FROM change_of_commit
    WINDOW running AS (PARTITION BY day, currency_id ORDER BY seq)),
shown AS (
    SELECT t.seq AS commit, l.seq < t.seq AS before, l.seq_to IS NULL OR l.seq_to > t.seq AS after, l.*
    FROM touched t
    JOIN level l ON l.day = t.day AND l.seq <= t.seq AND (l.seq_to IS NULL OR l.seq_to >= t.seq))
SELECT commit, c.name, coalesce(sum(rows) FILTER (before), 0), coalesce(sum(rows) FILTER (after), 0))sql" +
           each(", sum(@) FILTER (before AND @_rows > 0), sum(@) FILTER (after AND @_rows > 0)") + R"sql(
FROM shown JOIN currency c USING (currency_id)
GROUP BY commit, c.name HAVING sum(rows) > 0
RETURNING seq, )sql" +
           std::string(columns);
}

constexpr std::string_view find = "SELECT seq, ";
constexpr std::string_view of_batches =
    " FROM applied_total WHERE seq BETWEEN $1 AND $2 ORDER BY seq, currency";

RowSums read_sums(const Rows& rows, idx_t first) {
    RowSums sums;
    sums.rows = rows.int64(first);
    for (std::size_t m = 0; m < measure_count; ++m) {
        const idx_t column = first + 2 * (m + 1);
        if (rows.is_null(column)) continue;
        const Int128 sum = rows.int128(column);
        sums.sums[m] = is_count(all_measures[m]) ? from_count(sum) : from_micros(sum);
    }
    return sums;
}

MovedTotals read_moved(const Rows& rows, idx_t first) {
    return {std::string(rows.text(first)), read_sums(rows, first + 1), read_sums(rows, first + 2)};
}

// The days of a batch's rows, and those on which it ended rows that it does not hold or has on another day.
using TouchedDays = std::map<std::int64_t, std::set<std::int32_t>>;  // by commit sequence

TouchedDays touched_days(Connection& connection, std::span<const ApplyingBatch> batches,
                         std::int32_t source_id, const std::stop_token& stop) {
    TouchedDays days;
    bool ends_elsewhere = false;
    for (const ApplyingBatch& batch : batches) {
        const FactColumns& facts = batch.staged.facts;
        days[batch.applied.commit_sequence].insert(facts.day.begin(), facts.day.end());
        ends_elsewhere |= batch.applied.retired > 0 || !facts.utc_start_us.empty();
    }
    if (!ends_elsewhere) return days;
    const std::int32_t workspace = batches.front().staged.workspace.value;
    for (Rows rows = connection.run(find_ended_days,
                                    {workspace, source_id, days.begin()->first, days.rbegin()->first}, stop);
         rows.next();)
        days[rows.int64(0)].insert(rows.int32(1));
    return days;
}

void stage(Connection& connection, const TouchedDays& touched) {
    constexpr std::array types{ColumnType::int64, ColumnType::date};
    ChunkAppender staged(connection, "temp", "touched", types);
    for (const auto& [sequence, days] : touched) {
        for (const std::int32_t day : days) {
            const std::size_t row = staged.next_row();
            staged.cells<std::int64_t>(0)[row] = sequence;
            staged.cells<std::int32_t>(1)[row] = day;
        }
    }
    staged.close();
}

}  // namespace

void record_totals(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                   const std::stop_token& stop) {
    const TouchedDays touched = touched_days(connection, batches, source_id, stop);
    stage(connection, touched);
    std::int32_t from = std::numeric_limits<std::int32_t>::max();
    std::int32_t to = std::numeric_limits<std::int32_t>::min();
    std::map<std::int64_t, AppliedBatch*> applied;
    for (ApplyingBatch& batch : batches) {
        const auto& days = touched.at(batch.applied.commit_sequence);
        batch.applied.days = static_cast<std::int64_t>(days.size());
        applied[batch.applied.commit_sequence] = &batch.applied;
        if (days.empty()) continue;
        from = std::min(from, *days.begin());
        to = std::max(to, *days.rbegin());
    }
    static const std::string record = record_text();
    for (Rows rows = connection.run(
             record,
             {batches.front().staged.workspace.value, source_id, applied.begin()->first,
              applied.rbegin()->first, Day{std::chrono::days{from}}, Day{std::chrono::days{to}}},
             stop);
         rows.next();)
        applied.at(rows.int64(0))->totals.push_back(read_moved(rows, 1));
    for (ApplyingBatch& batch : batches) std::ranges::sort(batch.applied.totals, {}, &MovedTotals::currency);
}

void read_totals(Connection& connection, std::vector<AppliedBatch>& batches) {
    if (batches.empty()) return;
    static const std::string text = std::string(find).append(columns).append(of_batches);
    for (Rows rows = connection.run(text, {batches.front().commit_sequence, batches.back().commit_sequence});
         rows.next();) {
        const auto found =
            std::ranges::lower_bound(batches, rows.int64(0), {}, &AppliedBatch::commit_sequence);
        if (found != batches.end() && found->commit_sequence == rows.int64(0))
            found->totals.push_back(read_moved(rows, 1));
    }
}

}  // namespace insightflow::duckdb
