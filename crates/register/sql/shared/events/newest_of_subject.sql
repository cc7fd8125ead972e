-- One row: an event of one subject as JSON, newest first.
SELECT sequence, document FROM events WHERE subject = $1 ORDER BY sequence DESC LIMIT $2
