SELECT COALESCE(MAX(version), 0) AS version FROM audits WHERE number = $1
