-- One row: a submission that stands in a state, with its release, oldest first. Sizes in bytes; moments are nanoseconds
-- since 1970.
SELECT s.dataset, s.number, s.file_name, s.sha256, s.size_bytes, s.received_at_unix_ns, s.sent_by, s.note,
       s.recipe_version, s.contract_version, s.state,
       s.error_count, s.warning_count, s.information_count, s.row_count, s.observation_count,
       s.staged, s.changes, s.decision,
       r.version AS release_version, r.released_at_unix_ns
FROM submissions s
LEFT JOIN releases r ON r.dataset = s.dataset AND r.number = s.number
WHERE s.state = $1
ORDER BY s.received_at_unix_ns, s.dataset, s.number
