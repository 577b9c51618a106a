#include "adapters/duckdb/totals.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace insightflow::duckdb {
namespace {

constexpr std::string_view columns = R"sql(
currency, rows_before, rows_after, impressions_before, impressions_after, clicks_before, clicks_after,
cost_before, cost_after, revenue_before, revenue_after, conversions_before, conversions_after,
new_customers_before, new_customers_after)sql";

constexpr std::string_view touch = R"sql(
CREATE TEMP TABLE touched AS
SELECT DISTINCT b.seq, s.day FROM staged_fact s JOIN staged_batch b ON b.batch = s.batch
UNION
SELECT h.seq_to, h.day FROM performance_history h
WHERE h.workspace = $1 AND h.source_id = $2 AND h.seq_to BETWEEN $3 AND $4)sql";

constexpr std::string_view count_days =
    "SELECT seq, count(*), min(day), max(day) FROM touched GROUP BY seq ORDER BY seq";

// The days' range comes first: the engine knows the least and greatest day of each block of rows.
constexpr std::string_view record = R"sql(
INSERT INTO applied_total
WITH version AS (
    SELECT day, currency_id, impressions, clicks, cost, revenue, conversions, new_customers, seq,
           CAST(NULL AS BIGINT) AS seq_to
    FROM performance
    WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $5 AND $6
    UNION ALL
    SELECT day, currency_id, impressions, clicks, cost, revenue, conversions, new_customers, seq, seq_to
    FROM performance_history
    WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $5 AND $6 AND seq <= $4 AND seq_to >= $3),
shown AS (
    SELECT v.*, t.seq AS commit, v.seq < t.seq AS before, v.seq_to IS NULL OR v.seq_to > t.seq AS after
    FROM touched t
    JOIN version v ON v.day = t.day AND v.seq <= t.seq AND (v.seq_to IS NULL OR v.seq_to >= t.seq))
SELECT commit, c.name, count(*) FILTER (before), count(*) FILTER (after),
       sum(impressions) FILTER (before), sum(impressions) FILTER (after),
       sum(clicks) FILTER (before), sum(clicks) FILTER (after),
       sum(cost) FILTER (before), sum(cost) FILTER (after),
       sum(revenue) FILTER (before), sum(revenue) FILTER (after),
       sum(conversions) FILTER (before), sum(conversions) FILTER (after),
       sum(new_customers) FILTER (before), sum(new_customers) FILTER (after)
FROM shown JOIN currency c USING (currency_id)
GROUP BY commit, c.name)sql";

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

// Of the batches of one source, in the order of their sequences.
void set_days(Connection& connection, std::span<ApplyingBatch> batches, Day& from, Day& to) {
    from = Day::max();
    to = Day::min();
    std::size_t next = 0;
    for (Rows rows = connection.run(count_days); rows.next();) {
        while (batches[next].applied.commit_sequence != rows.int64(0)) ++next;
        batches[next].applied.days = rows.int64(1);
        from = std::min(from, rows.day(2));
        to = std::max(to, rows.day(3));
    }
}

template <class TotalsOf>
void find_totals(Connection& connection, std::int64_t first, std::int64_t last, const TotalsOf& totals_of) {
    const std::string text = std::string(find).append(columns).append(of_batches);
    for (Rows rows = connection.run(text, {first, last}); rows.next();)
        if (std::vector<MovedTotals>* totals = totals_of(rows.int64(0)))
            totals->push_back(read_moved(rows, 1));
}

}  // namespace

void record_totals(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                   const std::stop_token& stop) {
    const std::int32_t workspace = batches.front().staged.workspace.value;
    const std::int64_t first = batches.front().applied.commit_sequence;
    const std::int64_t last = batches.back().applied.commit_sequence;
    connection.run(touch, {workspace, source_id, first, last}, stop);
    Day from{};
    Day to{};
    set_days(connection, batches, from, to);
    connection.run(record, {workspace, source_id, first, last, from, to}, stop);
    connection.run("DROP TABLE touched");
    std::map<std::int64_t, std::vector<MovedTotals>*> totals;
    for (ApplyingBatch& batch : batches) totals[batch.applied.commit_sequence] = &batch.applied.totals;
    find_totals(connection, first, last, [&](std::int64_t sequence) {
        const auto found = totals.find(sequence);
        return found == totals.end() ? nullptr : found->second;
    });
}

void read_totals(Connection& connection, std::vector<AppliedBatch>& batches) {
    if (batches.empty()) return;
    find_totals(connection, batches.front().commit_sequence, batches.back().commit_sequence,
                [&](std::int64_t sequence) {
                    const auto found =
                        std::ranges::lower_bound(batches, sequence, {}, &AppliedBatch::commit_sequence);
                    const bool is_it = found != batches.end() && found->commit_sequence == sequence;
                    return is_it ? &found->totals : nullptr;
                });
}

}  // namespace insightflow::duckdb
