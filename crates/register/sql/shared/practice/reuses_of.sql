-- One row: that a place took up one practice; oldest first.
SELECT number, reuse, recorded_at_unix_ns, recorded_by FROM practice_reuses WHERE number = $1 ORDER BY sequence
