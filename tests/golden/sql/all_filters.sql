SELECT CAST(coalesce(sum(g.row_count), 0) AS BIGINT),
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
    SELECT f.currency_id, count(*) AS row_count,
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
      AND f.day >= $2
      AND f.day <= $3
      AND f.day IN ($4, NULL)
      AND f.source_id IN (SELECT source_id FROM source WHERE workspace = $1 AND name IN ($5))
      AND f.platform_id IN (SELECT platform_id FROM platform WHERE name IN ($6))
      AND f.campaign_key IN (SELECT c.campaign_key FROM campaign c JOIN account a ON a.account_key = c.account_key WHERE c.workspace = $1 AND a.account_id IN ($7))
      AND f.campaign_key IN (SELECT campaign_key FROM campaign WHERE workspace = $1 AND campaign_id IN ($8))
      AND f.line_id IN (SELECT l.line_id FROM line l JOIN ad_group a ON a.ad_group_key = l.ad_group_key WHERE l.workspace = $1 AND a.ad_group_id IN ($9))
      AND f.line_id IN (SELECT l.line_id FROM line l JOIN ad a ON a.ad_key = l.ad_key WHERE l.workspace = $1 AND a.ad_id IN ($10))
      AND f.country_id IN (SELECT country_id FROM country WHERE name IN ($11))
      AND f.device_id IN (SELECT device_id FROM device WHERE name IN ($12))
      AND f.currency_id IN (SELECT currency_id FROM currency WHERE name IN ($13, $14))
    GROUP BY f.currency_id
) g
JOIN currency cu ON cu.currency_id = g.currency_id
-- $1 = 7
-- $2 = 2024-01-01
-- $3 = 2024-03-31
-- $4 = 2024-02-29
-- $5 = 's'
-- $6 = 'p'
-- $7 = 'a'
-- $8 = 'c'
-- $9 = 'g'
-- $10 = 'd'
-- $11 = 'DE'
-- $12 = 'mobile'
-- $13 = 'EUR'
-- $14 = 'USD'
