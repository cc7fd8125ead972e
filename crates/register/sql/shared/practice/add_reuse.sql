-- One row added: that a place took up a practice; none where there is no such practice.
INSERT INTO practice_reuses (sequence, number, reuse, recorded_at_unix_ns, recorded_by)
SELECT $1, number, $3, $4, $5 FROM practices WHERE number = $2
