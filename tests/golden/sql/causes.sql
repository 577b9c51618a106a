SELECT seq, batch_id, false FROM applied_batch WHERE workspace = $1 AND seq > $2 AND seq <= $3
UNION ALL
SELECT undone_seq, batch_id, true FROM applied_batch
WHERE workspace = $1 AND undone_seq > $2 AND undone_seq <= $3
ORDER BY 1
-- $1 = 7
-- $2 = 17
-- $3 = 42
