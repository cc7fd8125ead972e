INSERT INTO audits (number, version, stage, document, recorded_at_unix_ns) VALUES ($1, $2, $3, $4, $5)
