-- One row: a piece of evidence, and its withdrawal where it was withdrawn.
SELECT e.number, e.evidence, e.recorded_at_unix_ns, e.recorded_by, w.withdrawal
FROM evidence e
LEFT JOIN evidence_withdrawals w ON w.number = e.number
WHERE e.number = $1
