-- One row added: a version of a dataset's contract, recorded at a moment (nanoseconds since 1970).
INSERT INTO contracts (dataset, version, contract, recorded_at_unix_ns) VALUES ($1, $2, $3, $4)
