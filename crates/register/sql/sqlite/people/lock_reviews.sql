-- No row: the transaction already holds the only right to write, so a number that is read stays the next.
SELECT 1 AS held WHERE 1 = 0
