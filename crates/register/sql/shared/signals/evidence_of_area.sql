-- One row: evidence about a council, and its withdrawal where it was withdrawn; oldest first.
SELECT e.number, e.evidence, e.recorded_at_unix_ns, e.recorded_by, w.withdrawal
FROM evidence e
LEFT JOIN evidence_withdrawals w ON w.number = e.number
WHERE e.area = $1
ORDER BY e.number
