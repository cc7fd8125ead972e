SELECT left_record, right_record, outcome
FROM ({candidates})
WHERE outcome IS NOT NULL
