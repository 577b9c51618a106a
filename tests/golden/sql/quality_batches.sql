
SELECT source_id, batch_id, seq, applied_at, received, accepted, first_day, last_day
FROM applied_batch
WHERE workspace = $1 AND undone_seq IS NULL
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY seq DESC) <= $2
ORDER BY seq
-- $1 = 7
-- $2 = 20
