INSERT INTO statements (number, version, document, recorded_at_unix_ns) VALUES ($1, $2, $3, $4)
