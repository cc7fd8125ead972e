-- One row: an event as JSON, newest first.
SELECT sequence, document FROM events ORDER BY sequence DESC LIMIT $1
