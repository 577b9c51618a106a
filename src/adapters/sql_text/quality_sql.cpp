#include "adapters/sql_text/quality_sql.hpp"

#include <string>
#include <string_view>

#include "domain/quality/quality_figures.hpp"

namespace insightflow::sql_text {
namespace {

constexpr std::string_view sources_text = R"sql(
SELECT so.source_id, so.name, sh.grain, sh.level, sh.by_country, sh.by_device
FROM source so
JOIN (
    SELECT source_id, max(seq) AS seq FROM applied_batch
    WHERE workspace = $1 AND undone_seq IS NULL GROUP BY source_id
) b ON b.source_id = so.source_id
JOIN (
    SELECT source_id, max(seq) AS seq FROM source_shape GROUP BY source_id
) held ON held.source_id = so.source_id
JOIN source_shape sh ON sh.source_id = held.source_id AND sh.seq = held.seq
WHERE so.workspace = $1
ORDER BY b.seq DESC
LIMIT $2
)sql";

// Facts are summed by small ints alone, so that few rows are joined to the dictionaries.
constexpr std::string_view cells_text = R"sql(
WITH newest AS (
    SELECT source_id, max(day) AS day FROM performance
    WHERE workspace = $1 AND day <= $2 GROUP BY source_id),
cell AS (
    SELECT f.source_id, f.campaign_key, f.day, f.currency_id, count(*) AS row_count,
           count(f.impressions) AS impressions, count(f.clicks) AS clicks, count(f.cost) AS with_cost,
           count(f.revenue) AS revenue, count(f.conversions) AS conversions,
           count(f.new_customers) AS new_customers, count(f.country_id) AS country,
           count(f.device_id) AS device, sum(f.cost) AS cost
    FROM performance f JOIN newest n ON n.source_id = f.source_id
    WHERE f.workspace = $1 AND f.day <= n.day AND f.day > n.day - CAST($3 AS INTEGER)
    GROUP BY f.source_id, f.campaign_key, f.day, f.currency_id),
account_day AS (
    SELECT e.source_id, a.platform_id, a.account_id, e.day, e.currency_id,
           sum(e.row_count) AS row_count, sum(e.impressions) AS impressions, sum(e.clicks) AS clicks,
           sum(e.with_cost) AS with_cost, sum(e.revenue) AS revenue, sum(e.conversions) AS conversions,
           sum(e.new_customers) AS new_customers,
           coalesce(sum(e.row_count) FILTER (a.account_id IS NOT NULL), 0) AS with_account,
           coalesce(sum(e.row_count) FILTER (c.campaign_id IS NOT NULL), 0) AS with_campaign,
           sum(e.country) AS country, sum(e.device) AS device, sum(e.cost) AS cost
    FROM cell e
    JOIN campaign c ON c.campaign_key = e.campaign_key
    JOIN account a ON a.account_key = c.account_key
    GROUP BY e.source_id, a.platform_id, a.account_id, e.day, e.currency_id
    ORDER BY e.day DESC
    LIMIT $4)
SELECT d.source_id, pl.name, d.account_id, d.day, cu.name,
       CAST(d.row_count AS BIGINT), CAST(d.impressions AS BIGINT), CAST(d.clicks AS BIGINT),
       CAST(d.with_cost AS BIGINT), CAST(d.revenue AS BIGINT), CAST(d.conversions AS BIGINT),
       CAST(d.new_customers AS BIGINT), CAST(d.with_account AS BIGINT), CAST(d.with_campaign AS BIGINT),
       CAST(d.country AS BIGINT), CAST(d.device AS BIGINT), CAST(d.cost AS DECIMAL(38,6))
FROM account_day d
JOIN platform pl ON pl.platform_id = d.platform_id
JOIN currency cu ON cu.currency_id = d.currency_id
ORDER BY d.day DESC, d.source_id, pl.name, d.account_id NULLS LAST, cu.name
)sql";

constexpr std::string_view batches_text = R"sql(
SELECT source_id, batch_id, seq, applied_at, received, accepted, first_day, last_day
FROM applied_batch
WHERE workspace = $1 AND undone_seq IS NULL
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY seq DESC) <= $2
ORDER BY seq
)sql";

constexpr std::string_view arrivals_text = R"sql(
SELECT b.source_id, max(b.applied_at), max(b.last_day)
FROM applied_batch b
JOIN (
    SELECT source_id, max(applied_at) AS at FROM applied_batch
    WHERE workspace = $1 AND undone_seq IS NULL GROUP BY source_id
) newest ON newest.source_id = b.source_id
WHERE b.workspace = $1 AND b.undone_seq IS NULL
  AND b.applied_at > newest.at - to_days(CAST($2 AS INTEGER))
GROUP BY b.source_id, CAST(b.applied_at AS DATE)
ORDER BY 2
)sql";

constexpr std::string_view shown_text = R"sql(
SELECT f.seq, count(*), count(f.impressions), count(f.clicks), count(f.cost), count(f.revenue),
       count(f.conversions), count(f.new_customers), count(a.account_id), count(c.campaign_id),
       count(f.country_id), count(f.device_id)
FROM performance f
JOIN campaign c ON c.campaign_key = f.campaign_key
JOIN account a ON a.account_key = c.account_key
WHERE f.workspace = $1 AND f.seq >= $2
GROUP BY f.seq
)sql";

constexpr std::string_view version_text = R"sql(
SELECT coalesce(max(greatest(seq, undone_seq)), 0) FROM applied_batch WHERE workspace = $1
)sql";

constexpr std::string_view versions_text = R"sql(
SELECT workspace, max(greatest(seq, undone_seq)) AS version FROM applied_batch
GROUP BY workspace ORDER BY version DESC
)sql";

}  // namespace

SqlQuery quality_sources_query(WorkspaceId workspace) {
    return {std::string(sources_text),
            {std::int64_t{workspace.value}, static_cast<std::int64_t>(quality_sources_max)}};
}

SqlQuery quality_cells_query(WorkspaceId workspace, Day until) {
    return {std::string(cells_text),
            {std::int64_t{workspace.value}, until, quality_days_max,
             static_cast<std::int64_t>(quality_cells_max) + 1}};
}

SqlQuery quality_batches_query(WorkspaceId workspace) {
    return {std::string(batches_text),
            {std::int64_t{workspace.value}, static_cast<std::int64_t>(quality_batches_max)}};
}

SqlQuery quality_arrivals_query(WorkspaceId workspace) {
    return {std::string(arrivals_text), {std::int64_t{workspace.value}, quality_arrival_days_max}};
}

SqlQuery quality_shown_query(WorkspaceId workspace, std::int64_t since) {
    return {std::string(shown_text), {std::int64_t{workspace.value}, since}};
}

SqlQuery workspace_version_query(WorkspaceId workspace) {
    return {std::string(version_text), {std::int64_t{workspace.value}}};
}

SqlQuery workspace_versions_query() { return {std::string(versions_text), {}}; }

}  // namespace insightflow::sql_text
