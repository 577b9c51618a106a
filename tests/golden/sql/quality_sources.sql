
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
-- $1 = 7
-- $2 = 500
