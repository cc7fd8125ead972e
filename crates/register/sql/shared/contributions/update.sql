-- One row changed: the submission, if it stands in the state that the caller believes ($3). Absent values change
-- nothing, except what is staged, which is set or cleared when $10 is 1.
UPDATE submissions SET
    state             = $4,
    error_count       = coalesce($5, error_count),
    warning_count     = coalesce($6, warning_count),
    information_count = coalesce($7, information_count),
    row_count         = coalesce($8, row_count),
    observation_count = coalesce($9, observation_count),
    staged            = CASE WHEN $10 = 1 THEN $11 ELSE staged END,
    changes           = coalesce($12, changes),
    decision          = coalesce($13, decision)
WHERE dataset = $1 AND number = $2 AND state = $3
