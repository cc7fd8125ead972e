-- One row changed: when the weight was first seen by whoever judged.
UPDATE linkage_review_judgements SET seen_at_unix_ns = coalesce(seen_at_unix_ns, $3) WHERE review = $1 AND judgement = $2
