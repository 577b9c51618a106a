SELECT e.*, CAST(e.last_day AS VARCHAR)
FROM (
SELECT pl.name, ac.account_id, ca.campaign_id, ag.ad_group_id, max(ac.name), max(ca.name), max(ag.name), CAST(coalesce(sum(g.row_count), 0) AS BIGINT),
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
           f.currency_id, f.platform_id, f.campaign_key, f.line_id, count(*) AS row_count,
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
    GROUP BY f.currency_id, f.platform_id, f.campaign_key, f.line_id
) g
LEFT JOIN platform pl ON pl.platform_id = g.platform_id
LEFT JOIN campaign ca ON ca.campaign_key = g.campaign_key
LEFT JOIN account ac ON ac.account_key = ca.account_key
LEFT JOIN line li ON li.line_id = g.line_id
LEFT JOIN ad_group ag ON ag.ad_group_key = li.ad_group_key
JOIN currency cu ON cu.currency_id = g.currency_id
WHERE ag.ad_group_id IS NOT NULL
GROUP BY 1, 2, 3, 4
) e(key_1, key_2, key_3, key_4, name_1, name_2, name_3, row_count, impressions, impressions_rows, clicks, clicks_rows, cost, cost_rows, revenue, revenue_rows, conversions, conversions_rows, new_customers, new_customers_rows, estimated_revenue, estimated_revenue_rows, acquired, acquired_rows, first_currency, last_currency, first_day, last_day)
ORDER BY e.last_day DESC NULLS LAST, [e.key_1, e.key_2, e.key_3, e.key_4]
LIMIT $2
-- $1 = 7
-- $2 = 51
