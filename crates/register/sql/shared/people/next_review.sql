-- One row: the number that the next review takes.
SELECT coalesce(max(review), 0) + 1 AS review FROM linkage_reviews
