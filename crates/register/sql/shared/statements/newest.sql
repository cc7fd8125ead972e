SELECT document
FROM statements AS one
WHERE version = (SELECT MAX(version) FROM statements AS other WHERE other.number = one.number)
ORDER BY number
