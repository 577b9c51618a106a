SELECT pl.name, cu.name, g.rate_day, CAST(coalesce(sum(g.row_count), 0) AS BIGINT),
       sum(g.impressions), CAST(coalesce(sum(g.impressions_rows), 0) AS BIGINT),
       sum(g.clicks), CAST(coalesce(sum(g.clicks_rows), 0) AS BIGINT),
       sum(g.cost), CAST(coalesce(sum(g.cost_rows), 0) AS BIGINT),
       sum(g.revenue), CAST(coalesce(sum(g.revenue_rows), 0) AS BIGINT),
       sum(g.conversions), CAST(coalesce(sum(g.conversions_rows), 0) AS BIGINT),
       sum(g.new_customers), CAST(coalesce(sum(g.new_customers_rows), 0) AS BIGINT),
       sum(g.estimated_revenue), CAST(coalesce(sum(g.estimated_revenue_rows), 0) AS BIGINT),
       sum(g.acquired), CAST(coalesce(sum(g.acquired_rows), 0) AS BIGINT),
       min(cu.name) FILTER (WHERE g.money_rows > 0), max(cu.name) FILTER (WHERE g.money_rows > 0)
FROM (
    SELECT f.currency_id, f.platform_id, CASE WHEN rc.currency_id IS NULL THEN f.day END AS rate_day, count(*) AS row_count,
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
    LEFT JOIN currency rc ON rc.currency_id = f.currency_id AND rc.name = $2
    WHERE f.workspace = $1
      AND f.day >= $3
      AND f.day <= $4
    GROUP BY f.currency_id, f.platform_id, CASE WHEN rc.currency_id IS NULL THEN f.day END
) g
LEFT JOIN platform pl ON pl.platform_id = g.platform_id
JOIN currency cu ON cu.currency_id = g.currency_id
GROUP BY 1, 2, 3
LIMIT $5
-- $1 = 7
-- $2 = 'EUR'
-- $3 = 2024-01-01
-- $4 = 2024-03-31
-- $5 = 501
