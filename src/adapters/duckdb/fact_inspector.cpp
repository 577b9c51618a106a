#include "adapters/duckdb/fact_inspector.hpp"

#include <array>

#include "adapters/duckdb/applied_batches.hpp"

namespace insightflow::duckdb {
namespace {

// A rule, and how many things break it.
struct Rule {
    std::string_view broken;  // "rows stand twice in performance"
    std::string_view count;
};

constexpr std::array rules{
    Rule{"keys stand more than once in performance", R"sql(
SELECT count(*) FROM (SELECT 1 FROM performance GROUP BY line_id, bucket HAVING count(*) > 1))sql"},
    Rule{"rows of performance are of no commit", R"sql(
SELECT count(*) FROM performance WHERE seq NOT IN (
    SELECT seq FROM applied_batch UNION ALL
    SELECT undone_seq FROM applied_batch WHERE undone_seq IS NOT NULL))sql"},
    Rule{"rows of performance_history were shown from no commit, or up to none after it", R"sql(
SELECT count(*) FROM performance_history WHERE seq_to <= seq
    OR seq NOT IN (SELECT seq FROM applied_batch UNION ALL
                   SELECT undone_seq FROM applied_batch WHERE undone_seq IS NOT NULL)
    OR seq_to NOT IN (SELECT seq FROM applied_batch UNION ALL
                      SELECT undone_seq FROM applied_batch WHERE undone_seq IS NOT NULL))sql"},
    Rule{"rows have no line", R"sql(
SELECT count(*) FROM (SELECT line_id FROM performance UNION ALL SELECT line_id FROM performance_history)
WHERE line_id NOT IN (SELECT line_id FROM line))sql"},
    Rule{"rows have attributes that are not there, or other ones than their line", R"sql(
SELECT count(*) FROM (
    SELECT line_id, attributes_id FROM performance UNION ALL
    SELECT line_id, attributes_id FROM performance_history UNION ALL
    SELECT line_id, attributes_id FROM performance_stale) v
JOIN line l ON l.line_id = v.line_id
WHERE v.attributes_id IS DISTINCT FROM l.attributes_id
   OR (v.attributes_id IS NOT NULL AND v.attributes_id NOT IN (SELECT attributes_id FROM attribute)))sql"},
    Rule{"rows have values of measures that their source does not have", R"sql(
SELECT count(*) FROM (
    SELECT source_id, own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8 FROM performance UNION ALL
    SELECT source_id, own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8 FROM performance_history
    UNION ALL
    SELECT source_id, own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8 FROM performance_stale) v
LEFT JOIN (SELECT source_id, count(*) AS slots FROM own_measure GROUP BY source_id) m
    ON m.source_id = v.source_id
WHERE CASE WHEN own_8 IS NOT NULL THEN 8 WHEN own_7 IS NOT NULL THEN 7 WHEN own_6 IS NOT NULL THEN 6
           WHEN own_5 IS NOT NULL THEN 5 WHEN own_4 IS NOT NULL THEN 4 WHEN own_3 IS NOT NULL THEN 3
           WHEN own_2 IS NOT NULL THEN 2 WHEN own_1 IS NOT NULL THEN 1 ELSE 0 END
      > coalesce(m.slots, 0))sql"},
    Rule{"measures of a source's own do not have one slot each", R"sql(
SELECT count(*) FROM (
    SELECT 1 FROM own_measure GROUP BY source_id
    HAVING count(DISTINCT slot) <> count(*) OR count(DISTINCT name) <> count(*) OR min(slot) <> 0
        OR max(slot) <> count(*) - 1))sql"},
    Rule{"sources have no shape, or their name twice", R"sql(
SELECT (SELECT count(*) FROM source WHERE source_id NOT IN (SELECT source_id FROM source_shape)) +
       (SELECT count(*) FROM (SELECT 1 FROM source GROUP BY workspace, name HAVING count(*) > 1)))sql"},
    Rule{"totals are of no commit", R"sql(
SELECT count(*) FROM applied_total WHERE seq NOT IN (
    SELECT seq FROM applied_batch UNION ALL
    SELECT undone_seq FROM applied_batch WHERE undone_seq IS NOT NULL))sql"},
    Rule{"batches do not add up", R"sql(
SELECT count(*) FROM applied_batch WHERE received <> accepted + rejected
    OR accepted <> added + restated + unchanged + folded + stale)sql"},
    Rule{"commits have the number of another one, or are missing", R"sql(
SELECT abs(max(seq) - count(*)) + count(*) - count(DISTINCT seq) FROM (
    SELECT seq FROM applied_batch UNION ALL
    SELECT undone_seq FROM applied_batch WHERE undone_seq IS NOT NULL))sql"},
};

constexpr std::string_view find_commits = R"sql(
SELECT workspace, batch_id, acceptance, seq, applied_at, received, accepted, rejected, added, restated,
       unchanged, folded, stale, undone_seq, undone_at, ended, restored
FROM applied_batch ORDER BY seq)sql";

constexpr std::string_view find_totals = R"sql(
SELECT v.workspace, so.name, cu.name,
       concat('rows ', count(*) FILTER (is_shown), ', impressions ', sum(impressions) FILTER (is_shown),
              ', clicks ', sum(clicks) FILTER (is_shown), ', cost ', sum(cost) FILTER (is_shown),
              ', revenue ', sum(revenue) FILTER (is_shown), ', conversions ',
              sum(conversions) FILTER (is_shown), ', new customers ',
              sum(new_customers) FILTER (is_shown), ', versions ', count(*),
              CASE WHEN count(digest) > 0 THEN concat(', with own dimensions ', count(digest), ' (',
                                                      sum(digest), ')') ELSE '' END,
              CASE WHEN count(coalesce(own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8)) > 0
                   THEN concat(', with own measures ', CAST([
                       sum(own_1), sum(own_2), sum(own_3), sum(own_4),
                       sum(own_5), sum(own_6), sum(own_7), sum(own_8)] AS VARCHAR))
                   ELSE '' END)
FROM (SELECT workspace, source_id, attributes_id, currency_id, impressions, clicks, cost, revenue,
             conversions, new_customers, own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8,
             true AS is_shown FROM performance
      UNION ALL
      SELECT workspace, source_id, attributes_id, currency_id, impressions, clicks, cost, revenue,
             conversions, new_customers, own_1, own_2, own_3, own_4, own_5, own_6, own_7, own_8,
             false FROM performance_history) v
JOIN source so ON so.source_id = v.source_id
JOIN currency cu ON cu.currency_id = v.currency_id
LEFT JOIN (SELECT attributes_id, CAST(sum(hash(name, value)) AS HUGEINT) AS digest FROM attribute
           GROUP BY attributes_id) a ON a.attributes_id = v.attributes_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3)sql";

std::int64_t number_of(Connection& connection, std::string_view sql) {
    Rows rows = connection.run(sql);
    return rows.next() && !rows.is_null(0) ? rows.int64(0) : 0;
}

// The engine compares the checksum of each block that it reads, and a hash over all columns needs all blocks.
void read_all(Connection& connection) {
    std::vector<std::string> tables;
    for (Rows rows = connection.run("SELECT table_name FROM duckdb_tables() ORDER BY 1"); rows.next();)
        tables.emplace_back(rows.text(0));
    for (const std::string& table : tables)
        connection.run("SELECT bit_xor(hash(t)) FROM \"" + table + "\" t").next();
}

CommittedBatch read_commit(const Rows& rows) {
    CommittedBatch commit;
    commit.workspace = {rows.int32(0)};
    AppliedBatch& batch = commit.batch;
    batch.batch_id = rows.text(1);
    batch.acceptance = rows.int64(2);
    batch.commit_sequence = rows.int64(3);
    batch.applied_at = rows.timestamp(4);
    batch.outcomes = {rows.int64(5), rows.int64(6),  rows.int64(7),  rows.int64(8),
                      rows.int64(9), rows.int64(10), rows.int64(11), rows.int64(12)};
    if (!rows.is_null(13))
        batch.undo = BatchUndo{rows.int64(13), rows.timestamp(14), rows.int64(15), rows.int64(16)};
    return commit;
}

}  // namespace

Result<std::vector<std::string>> DuckFactInspector::contradictions() {
    using Words = std::vector<std::string>;
    return guard_.run<Words>([&]() -> Result<Words> {
        const auto reader = readers_.lend({});
        read_all(*reader);
        Words words;
        for (const Rule& rule : rules)
            if (const std::int64_t count = number_of(*reader, rule.count); count != 0)
                words.push_back(std::to_string(count) + " " + std::string(rule.broken));
        return words;
    });
}

Result<std::vector<CommittedBatch>> DuckFactInspector::commits() {
    using Commits = std::vector<CommittedBatch>;
    return guard_.run<Commits>([&]() -> Result<Commits> {
        const auto reader = readers_.lend({});
        Commits commits;
        for (Rows rows = reader->run(find_commits); rows.next();) commits.push_back(read_commit(rows));
        return commits;
    });
}

Result<std::vector<SourceTotals>> DuckFactInspector::totals() {
    using Totals = std::vector<SourceTotals>;
    return guard_.run<Totals>([&]() -> Result<Totals> {
        const auto reader = readers_.lend({});
        Totals totals;
        for (Rows rows = reader->run(find_totals); rows.next();)
            totals.push_back({{rows.int32(0)},
                              std::string(rows.text(1)),
                              std::string(rows.text(2)),
                              std::string(rows.text(3))});
        return totals;
    });
}

}  // namespace insightflow::duckdb
