-- One row: a practice; oldest first.
SELECT number, practice, recorded_at_unix_ns, recorded_by FROM practices ORDER BY number
