-- One row: an event as it is stored, oldest first, after one in the chain ($1).
SELECT sequence, subject, document, previous_hash, hash FROM events WHERE sequence > $1 ORDER BY sequence LIMIT $2
