-- One row: the number that the next evidence gets.
SELECT COALESCE(max(number), 0) + 1 AS number FROM evidence
