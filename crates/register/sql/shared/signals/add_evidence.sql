-- One row added: evidence about a council, recorded at a moment (nanoseconds since 1970).
INSERT INTO evidence (number, area, evidence, recorded_at_unix_ns, recorded_by) VALUES ($1, $2, $3, $4, $5)
