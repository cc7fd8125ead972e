SELECT version, document
FROM audits AS one
WHERE version = (SELECT MAX(version) FROM audits AS other WHERE other.number = one.number)
ORDER BY number
