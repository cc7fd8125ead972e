-- One row added: a judgement, unless one of the same reviewer on the same pair stands. Moments are nanoseconds since 1970.
INSERT INTO linkage_review_judgements
    (review, judgement, pair, reviewer, judged_by, verdict, note, basis, judged_at_unix_ns)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE NOT EXISTS (
    SELECT 1 FROM linkage_review_judgements
    WHERE review = $1 AND pair = $3 AND reviewer = $4 AND withdrawn_at_unix_ns IS NULL
)
