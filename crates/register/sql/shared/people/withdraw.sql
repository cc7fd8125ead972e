-- One row changed: a judgement taken back, if it stands.
UPDATE linkage_review_judgements SET withdrawn_at_unix_ns = $3
WHERE review = $1 AND judgement = $2 AND withdrawn_at_unix_ns IS NULL
