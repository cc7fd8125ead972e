-- One row: the number that the next reuse gets.
SELECT COALESCE(max(sequence), 0) + 1 AS number FROM practice_reuses
