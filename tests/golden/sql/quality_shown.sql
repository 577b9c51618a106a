
SELECT f.seq, count(*), count(f.impressions), count(f.clicks), count(f.cost), count(f.revenue),
       count(f.conversions), count(f.new_customers), count(a.account_id), count(c.campaign_id),
       count(f.country_id), count(f.device_id)
FROM performance f
JOIN campaign c ON c.campaign_key = f.campaign_key
JOIN account a ON a.account_key = c.account_key
WHERE f.workspace = $1 AND f.seq >= $2
GROUP BY f.seq
-- $1 = 7
-- $2 = 42
