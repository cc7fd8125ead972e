SELECT COALESCE(MAX(version), 0) AS version FROM statements WHERE number = $1
