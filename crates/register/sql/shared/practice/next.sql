-- One row: the number that the next practice gets.
SELECT COALESCE(max(number), 0) + 1 AS number FROM practices
