-- One row added: a practice, documented at a moment (nanoseconds since 1970).
INSERT INTO practices (number, practice, recorded_at_unix_ns, recorded_by) VALUES ($1, $2, $3, $4)
