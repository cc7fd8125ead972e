SELECT COALESCE(MAX(number), 0) + 1 AS number FROM statements
