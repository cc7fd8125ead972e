SELECT outcome, count(*) AS pairs
FROM ({candidates})
GROUP BY outcome
