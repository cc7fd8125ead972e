-- One row added: a submission as it arrived. Sizes in bytes; moments are nanoseconds since 1970.
INSERT INTO submissions (
    dataset, number, file_name, sha256, size_bytes, received_at_unix_ns, sent_by, note, recipe_version, contract_version,
    state
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
