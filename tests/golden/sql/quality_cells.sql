
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
-- $1 = 7
-- $2 = 1970-01-01
-- $3 = 400
-- $4 = 500001
