-- One row changed: the end of the chain, if it still stands where the caller read it ($1).
UPDATE event_chain SET sequence = $2, hash = $3 WHERE id = 1 AND sequence = $1
