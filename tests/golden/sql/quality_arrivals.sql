
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
-- $1 = 7
-- $2 = 60
