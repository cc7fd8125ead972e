-- One row: a practice.
SELECT number, practice, recorded_at_unix_ns, recorded_by FROM practices WHERE number = $1
