SELECT version, document FROM audits WHERE number = $1 ORDER BY version DESC LIMIT 1
