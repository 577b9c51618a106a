SELECT e.*, CAST(lower(e.key_1) AS VARCHAR)
FROM (
SELECT so.name, CAST(coalesce(sum(g.row_count), 0) AS BIGINT),
       sum(g.impressions), CAST(coalesce(sum(g.impressions_rows), 0) AS BIGINT),
       sum(g.clicks), CAST(coalesce(sum(g.clicks_rows), 0) AS BIGINT),
       sum(g.cost), CAST(coalesce(sum(g.cost_rows), 0) AS BIGINT),
       sum(g.revenue), CAST(coalesce(sum(g.revenue_rows), 0) AS BIGINT),
       sum(g.conversions), CAST(coalesce(sum(g.conversions_rows), 0) AS BIGINT),
       sum(g.new_customers), CAST(coalesce(sum(g.new_customers_rows), 0) AS BIGINT),
       sum(g.estimated_revenue), CAST(coalesce(sum(g.estimated_revenue_rows), 0) AS BIGINT),
       sum(g.acquired), CAST(coalesce(sum(g.acquired_rows), 0) AS BIGINT),
       min(cu.name) FILTER (WHERE g.money_rows > 0), max(cu.name) FILTER (WHERE g.money_rows > 0),
       min(g.first_day), max(g.last_day)
FROM (
    SELECT min(f.day) AS first_day, max(f.day) AS last_day,
           f.currency_id, f.source_id, count(*) AS row_count,
           sum(f.impressions) AS impressions, count(f.impressions) AS impressions_rows,
           sum(f.clicks) AS clicks, count(f.clicks) AS clicks_rows,
           sum(f.cost) AS cost, count(f.cost) AS cost_rows,
           sum(f.revenue) AS revenue, count(f.revenue) AS revenue_rows,
           sum(f.conversions) AS conversions, count(f.conversions) AS conversions_rows,
           sum(f.new_customers) AS new_customers, count(f.new_customers) AS new_customers_rows,
           sum(CASE WHEN f.revenue_estimated THEN f.revenue END) AS estimated_revenue, count(CASE WHEN f.revenue_estimated THEN f.revenue END) AS estimated_revenue_rows,
           sum(coalesce(f.new_customers, f.conversions)) AS acquired, count(coalesce(f.new_customers, f.conversions)) AS acquired_rows,
           count(coalesce(f.cost, f.revenue)) AS money_rows
    FROM performance f
    WHERE f.workspace = $1
    GROUP BY f.currency_id, f.source_id
) g
LEFT JOIN source so ON so.source_id = g.source_id
JOIN currency cu ON cu.currency_id = g.currency_id
WHERE so.name IS NOT NULL
GROUP BY 1
) e(key_1, row_count, impressions, impressions_rows, clicks, clicks_rows, cost, cost_rows, revenue, revenue_rows, conversions, conversions_rows, new_customers, new_customers_rows, estimated_revenue, estimated_revenue_rows, acquired, acquired_rows, first_currency, last_currency, first_day, last_day)
ORDER BY lower(e.key_1) ASC NULLS LAST, [e.key_1]
LIMIT $2
-- $1 = 7
-- $2 = 51
