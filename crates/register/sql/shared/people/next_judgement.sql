-- One row: the number that the next judgement of a review takes.
SELECT coalesce(max(judgement), 0) + 1 AS judgement FROM linkage_review_judgements WHERE review = $1
