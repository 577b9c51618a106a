
WITH shared AS (
    SELECT platform_id, account_id FROM account WHERE workspace = $1
    GROUP BY platform_id, account_id HAVING count(*) > 1),
shared_campaign AS (
    SELECT c.campaign_key, a.platform_id, a.account_id
    FROM account a
    JOIN shared s ON s.platform_id = a.platform_id AND s.account_id IS NOT DISTINCT FROM a.account_id
    JOIN campaign c ON c.account_key = a.account_key
    WHERE a.workspace = $1),
covered AS (
    SELECT DISTINCT f.day, f.source_id, s.platform_id, s.account_id
    FROM performance f JOIN shared_campaign s ON s.campaign_key = f.campaign_key
    WHERE f.workspace = $1
      AND f.day >= $2
      AND f.day <= $3
      AND f.platform_id IN (SELECT platform_id FROM platform WHERE name IN ($4))
    ),
doubled AS (
    SELECT day, source_id, platform_id, account_id FROM covered
    QUALIFY count(*) OVER (PARTITION BY day, platform_id, account_id) > 1)
SELECT pl.name, d.account_id, so.name, min(d.day), max(d.day)
FROM doubled d
JOIN platform pl ON pl.platform_id = d.platform_id
JOIN source so ON so.source_id = d.source_id
GROUP BY 1, 2, 3
ORDER BY 1, 2 NULLS LAST, 3
-- $1 = 7
-- $2 = 2024-01-01
-- $3 = 2024-03-31
-- $4 = 'google_ads'
