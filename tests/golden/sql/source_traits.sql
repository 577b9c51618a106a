SELECT so.name, sh.grain, sh.level, sh.by_country, sh.by_device, sh.versions, b.batch_id,
       b.applied_at
FROM source so
JOIN (
    SELECT source_id, max(seq) AS seq FROM source_shape WHERE seq <= $2 GROUP BY source_id
) held ON held.source_id = so.source_id
JOIN source_shape sh ON sh.source_id = held.source_id AND sh.seq = held.seq
JOIN (
    SELECT source_id, arg_max(batch_id, seq) AS batch_id, max(applied_at) AS applied_at
    FROM applied_batch WHERE workspace = $1 AND seq <= $2 AND (undone_seq IS NULL OR undone_seq > $2)
    GROUP BY source_id
) b ON b.source_id = so.source_id
WHERE so.workspace = $1
-- $1 = 7
-- $2 = 42
