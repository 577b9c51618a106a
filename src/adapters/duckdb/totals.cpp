#include "adapters/duckdb/totals.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>

namespace insightflow::duckdb {
namespace {

constexpr std::string_view columns = R"sql(
currency, rows_before, rows_after, impressions_before, impressions_after, clicks_before, clicks_after,
cost_before, cost_after, revenue_before, revenue_after, conversions_before, conversions_after,
new_customers_before, new_customers_after)sql";

constexpr std::string_view find_ended_days = R"sql(
SELECT DISTINCT seq_to, day FROM performance_history
WHERE workspace = $1 AND source_id = $2 AND seq_to BETWEEN $3 AND $4)sql";

// What the source showed of each day, by the commits between which it was shown; all that was before the
// first batch as one. The days' range comes first: the engine knows the least and greatest day of each block
// of rows.
constexpr std::string_view find_shown = R"sql(
WITH version AS (
    SELECT day, currency_id, impressions, clicks, cost, revenue, conversions, new_customers, seq,
           CAST(NULL AS BIGINT) AS seq_to
    FROM performance
    WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $5 AND $6 AND seq <= $4
    UNION ALL
    SELECT day, currency_id, impressions, clicks, cost, revenue, conversions, new_customers, seq,
           CASE WHEN seq_to <= $4 THEN seq_to END
    FROM performance_history
    WHERE workspace = $1 AND source_id = $2 AND day BETWEEN $5 AND $6 AND seq <= $4 AND seq_to >= $3)
SELECT v.day, c.name, greatest(v.seq, $3 - 1) AS seq_from, v.seq_to, count(*),
       CAST(sum(impressions) AS HUGEINT), CAST(sum(clicks) AS HUGEINT), sum(cost), sum(revenue),
       sum(conversions), sum(new_customers)
FROM version v JOIN currency c USING (currency_id)
GROUP BY v.day, c.name, seq_from, v.seq_to)sql";

constexpr std::string_view find = "SELECT seq, ";
constexpr std::string_view of_batches =
    " FROM applied_total WHERE seq BETWEEN $1 AND $2 ORDER BY seq, currency";
// Of the undos of batches that lie side by side: they may lie far apart.
constexpr std::string_view of_undos = R"sql(
FROM applied_total
WHERE seq IN (SELECT undone_seq FROM applied_batch WHERE seq BETWEEN $1 AND $2 AND undone_seq IS NOT NULL)
ORDER BY seq, currency)sql";

ExactNumber exact(Measure measure, Int128 units) {
    return is_count(measure) ? from_count(units) : from_micros(units);
}

RowSums read_sums(const Rows& rows, idx_t first) {
    RowSums sums;
    sums.rows = rows.int64(first);
    for (std::size_t m = 0; m < measure_count; ++m) {
        const idx_t column = first + 2 * (m + 1);
        if (!rows.is_null(column)) sums.sums[m] = exact(all_measures[m], rows.int128(column));
    }
    return sums;
}

MovedTotals read_moved(const Rows& rows, idx_t first) {
    return {std::string(rows.text(first)), read_sums(rows, first + 1), read_sums(rows, first + 2)};
}

// By commit sequence.
using TouchedDays = std::map<std::int64_t, std::set<std::int32_t>>;

// The days of a batch's rows, and those on which it ended rows that it does not hold or has on another day.
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

// Sums of rows, some of which may be taken away again.
struct RunningSums {
    std::int64_t rows = 0;
    std::array<Int128, measure_count> sums{};
    std::array<std::int64_t, measure_count> groups{};  // that have the measure

    void add(const RunningSums& other, int sign = 1) {
        rows += sign * other.rows;
        for (std::size_t m = 0; m < measure_count; ++m) {
            sums[m] += sign * other.sums[m];
            groups[m] += sign * other.groups[m];
        }
    }

    RowSums row_sums() const {
        RowSums result{.rows = rows};
        for (std::size_t m = 0; m < measure_count; ++m)
            if (groups[m] > 0) result.sums[m] = exact(all_measures[m], sums[m]);
        return result;
    }
};

// By day and currency, what changed at each commit.
using Changes = std::map<std::pair<std::int32_t, std::string>, std::map<std::int64_t, RunningSums>>;

Changes find_changes(Connection& connection, std::span<const Param> params, const std::stop_token& stop) {
    Changes changes;
    for (Rows rows = connection.run(find_shown, params, stop); rows.next();) {
        RunningSums shown{.rows = rows.int64(4)};
        for (std::size_t m = 0; m < measure_count; ++m) {
            if (rows.is_null(5 + m)) continue;
            shown.sums[m] = rows.int128(5 + m);
            shown.groups[m] = 1;
        }
        auto& of_day = changes[{rows.int32(0), std::string(rows.text(1))}];
        of_day[rows.int64(2)].add(shown);
        if (!rows.is_null(3)) of_day[rows.int64(3)].add(shown, -1);
    }
    return changes;
}

struct Moved {
    RunningSums before{};
    RunningSums after{};
};

// By currency.
using MovedSums = std::map<std::string, Moved>;

// By commit.
std::map<std::int64_t, MovedSums> sums_of(const Changes& changes, const TouchedDays& touched) {
    std::map<std::int32_t, std::vector<std::int64_t>> commits;
    for (const auto& [sequence, days] : touched)
        for (const std::int32_t day : days) commits[day].push_back(sequence);
    std::map<std::int64_t, MovedSums> sums;
    for (const auto& [place, of_day] : changes) {
        const auto& [day, currency] = place;
        RunningSums shown;
        auto change = of_day.begin();
        for (const std::int64_t commit : commits[day]) {
            for (; change != of_day.end() && change->first < commit; ++change) shown.add(change->second);
            Moved& moved = sums[commit][currency];
            moved.before.add(shown);
            if (change != of_day.end() && change->first == commit) shown.add((change++)->second);
            moved.after.add(shown);
        }
    }
    return sums;
}

std::vector<MovedTotals> totals_of(const MovedSums& sums) {
    std::vector<MovedTotals> totals;
    for (const auto& [currency, moved] : sums)
        if (moved.before.rows > 0 || moved.after.rows > 0)
            totals.push_back({currency, moved.before.row_sums(), moved.after.row_sums()});
    return totals;
}

// By commit; none of those that touched no day.
std::map<std::int64_t, std::vector<MovedTotals>> find_totals(Connection& connection, WorkspaceId workspace,
                                                             std::int32_t source_id,
                                                             const TouchedDays& touched,
                                                             const std::stop_token& stop) {
    std::int32_t from = std::numeric_limits<std::int32_t>::max();
    std::int32_t to = std::numeric_limits<std::int32_t>::min();
    for (const auto& [sequence, days] : touched) {
        if (days.empty()) continue;
        from = std::min(from, *days.begin());
        to = std::max(to, *days.rbegin());
    }
    std::map<std::int64_t, std::vector<MovedTotals>> totals;
    if (from > to) return totals;
    const Param params[]{workspace.value,
                         source_id,
                         touched.begin()->first,
                         touched.rbegin()->first,
                         Day{std::chrono::days{from}},
                         Day{std::chrono::days{to}}};
    for (const auto& [sequence, sums] : sums_of(find_changes(connection, params, stop), touched))
        totals[sequence] = totals_of(sums);
    return totals;
}

using TotalsOfCommits = std::map<std::int64_t, std::vector<MovedTotals>*>;

void read_totals(Connection& connection, std::string_view of_which, const std::vector<AppliedBatch>& batches,
                 const TotalsOfCommits& totals) {
    if (totals.empty()) return;
    const std::string text = std::string(find).append(columns).append(of_which);
    for (Rows rows = connection.run(text, {batches.front().commit_sequence, batches.back().commit_sequence});
         rows.next();)
        if (const auto found = totals.find(rows.int64(0)); found != totals.end())
            found->second->push_back(read_moved(rows, 1));
}

}  // namespace

void count_totals(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                  const std::stop_token& stop) {
    const TouchedDays touched = touched_days(connection, batches, source_id, stop);
    auto totals = find_totals(connection, batches.front().staged.workspace, source_id, touched, stop);
    for (ApplyingBatch& batch : batches) {
        const std::int64_t commit = batch.applied.commit_sequence;
        batch.applied.days = static_cast<std::int64_t>(touched.at(commit).size());
        batch.applied.totals = std::move(totals[commit]);
    }
}

void count_undo_totals(Connection& connection, WorkspaceId workspace, std::int32_t source_id,
                       const std::set<std::int32_t>& days, BatchUndo& undo, const std::stop_token& stop) {
    const TouchedDays touched{{undo.commit_sequence, days}};
    undo.days = static_cast<std::int64_t>(days.size());
    undo.totals =
        std::move(find_totals(connection, workspace, source_id, touched, stop)[undo.commit_sequence]);
}

TotalsWriter::TotalsWriter(Connection& connection)
    : totals_(connection, nullptr, "applied_total", column_types) {}

void TotalsWriter::write(std::int64_t commit_sequence, std::span<const MovedTotals> totals) {
    for (const MovedTotals& moved : totals) {
        const std::size_t row = totals_.next_row();
        totals_.cells<std::int64_t>(0)[row] = commit_sequence;
        totals_.set_text(1, row, moved.currency);
        totals_.cells<std::int64_t>(2)[row] = moved.before.rows;
        totals_.cells<std::int64_t>(3)[row] = moved.after.rows;
        for (std::size_t m = 0; m < measure_count; ++m) {
            put(4 + 2 * m, row, moved.before.sums[m]);
            put(5 + 2 * m, row, moved.after.sums[m]);
        }
    }
}

void TotalsWriter::put(std::size_t column, std::size_t row, const std::optional<ExactNumber>& sum) {
    if (sum)
        totals_.set_int128(column, row, sum->units);
    else
        totals_.set_null(column, row);
}

void read_totals(Connection& connection, std::vector<AppliedBatch>& batches) {
    TotalsOfCommits applied;
    TotalsOfCommits undone;
    for (AppliedBatch& batch : batches) {
        applied[batch.commit_sequence] = &batch.totals;
        if (batch.undo) undone[batch.undo->commit_sequence] = &batch.undo->totals;
    }
    read_totals(connection, of_batches, batches, applied);
    read_totals(connection, of_undos, batches, undone);
}

}  // namespace insightflow::duckdb
