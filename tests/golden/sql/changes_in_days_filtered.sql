
WITH moved AS (
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq
    FROM performance f
    WHERE f.workspace = $1 AND f.seq > $2 AND f.seq <= $3
      AND f.day >= $5
      AND f.day <= $6
      AND f.campaign_key IN (SELECT campaign_key FROM campaign WHERE workspace = $1 AND campaign_id IN ($4))
    UNION ALL
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq
    FROM performance_history f
    WHERE f.workspace = $1 AND f.seq > $2 AND f.seq <= $3
      AND f.day >= $5
      AND f.day <= $6
      AND f.campaign_key IN (SELECT campaign_key FROM campaign WHERE workspace = $1 AND campaign_id IN ($4))
    UNION ALL
    SELECT f.day, f.source_id, f.campaign_key, f.currency_id, f.seq_to
    FROM performance_history f
    WHERE f.workspace = $1 AND f.seq_to > $2 AND f.seq_to <= $3
      AND f.day >= $5
      AND f.day <= $6
      AND f.campaign_key IN (SELECT campaign_key FROM campaign WHERE workspace = $1 AND campaign_id IN ($4))
),
cell AS (
    SELECT day, source_id, campaign_key, currency_id,
           string_agg(DISTINCT CAST(seq AS VARCHAR), ',') AS commits
    FROM moved GROUP BY ALL),
shown AS (
    SELECT f.*, c.commits,
           f.seq <= $2 AND (f.seq_to IS NULL OR f.seq_to > $2) AS was,
           f.seq <= $3 AND (f.seq_to IS NULL OR f.seq_to > $3) AS is_now
    FROM (
        SELECT *, CAST(NULL AS BIGINT) AS seq_to FROM performance WHERE workspace = $1
        UNION ALL SELECT * FROM performance_history WHERE workspace = $1) f
    JOIN cell c ON c.day = f.day AND c.source_id = f.source_id AND c.campaign_key = f.campaign_key
        AND c.currency_id = f.currency_id
    WHERE f.workspace = $1
      AND f.day >= $5
      AND f.day <= $6
      AND f.campaign_key IN (SELECT campaign_key FROM campaign WHERE workspace = $1 AND campaign_id IN ($4))
),
summed AS (
    SELECT f.day, f.source_id, any_value(f.platform_id) AS platform_id, f.campaign_key, f.currency_id,
           count(*) FILTER (f.was) AS rows_before, count(*) FILTER (f.is_now) AS rows_after,
           sum(f.impressions) FILTER (f.was) AS impressions_before, sum(f.impressions) FILTER (f.is_now) AS impressions_after,
           sum(f.clicks) FILTER (f.was) AS clicks_before, sum(f.clicks) FILTER (f.is_now) AS clicks_after,
           sum(f.cost) FILTER (f.was) AS cost_before, sum(f.cost) FILTER (f.is_now) AS cost_after,
           sum(f.revenue) FILTER (f.was) AS revenue_before, sum(f.revenue) FILTER (f.is_now) AS revenue_after,
           sum(f.conversions) FILTER (f.was) AS conversions_before, sum(f.conversions) FILTER (f.is_now) AS conversions_after,
           sum(f.new_customers) FILTER (f.was) AS new_customers_before, sum(f.new_customers) FILTER (f.is_now) AS new_customers_after,
           any_value(f.commits) AS commits
    FROM shown f
    GROUP BY f.day, f.source_id, f.campaign_key, f.currency_id)
SELECT s.day, so.name, pl.name, ac.account_id, ca.campaign_id, ca.name, cu.name,
       s.rows_before, s.rows_after,
       s.impressions_before, s.impressions_after,
       s.clicks_before, s.clicks_after,
       s.cost_before, s.cost_after,
       s.revenue_before, s.revenue_after,
       s.conversions_before, s.conversions_after,
       s.new_customers_before, s.new_customers_after, s.commits
FROM summed s
JOIN source so ON so.source_id = s.source_id
JOIN platform pl ON pl.platform_id = s.platform_id
JOIN campaign ca ON ca.campaign_key = s.campaign_key
JOIN account ac ON ac.account_key = ca.account_key
JOIN currency cu ON cu.currency_id = s.currency_id
WHERE s.rows_before <> s.rows_after
   OR s.impressions_before IS DISTINCT FROM s.impressions_after
   OR s.clicks_before IS DISTINCT FROM s.clicks_after
   OR s.cost_before IS DISTINCT FROM s.cost_after
   OR s.revenue_before IS DISTINCT FROM s.revenue_after
   OR s.conversions_before IS DISTINCT FROM s.conversions_after
   OR s.new_customers_before IS DISTINCT FROM s.new_customers_after
ORDER BY 1, 2, 3, 4 NULLS LAST, 5 NULLS LAST, 7
LIMIT $7
-- $1 = 7
-- $2 = 17
-- $3 = 42
-- $4 = 'needle' OR 1=1'
-- $5 = 2024-01-01
-- $6 = 2024-03-31
-- $7 = 11
