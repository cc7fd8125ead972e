-- One row: a judgement of a review, in the order in which they were made. Moments are nanoseconds since 1970.
SELECT judgement, pair, judged_by, verdict, note, basis, judged_at_unix_ns, seen_at_unix_ns, withdrawn_at_unix_ns
FROM linkage_review_judgements WHERE review = $1 ORDER BY judgement
