-- One row added: a version of a dataset's recipe, recorded at a moment (nanoseconds since 1970).
INSERT INTO recipes (dataset, version, recipe, recorded_at_unix_ns) VALUES ($1, $2, $3, $4)
