-- One row: that a place took up a practice; oldest first.
SELECT number, reuse, recorded_at_unix_ns, recorded_by FROM practice_reuses ORDER BY sequence
