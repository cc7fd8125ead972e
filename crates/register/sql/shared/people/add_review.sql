-- One row added: a review. The size in bytes; moments are nanoseconds since 1970.
INSERT INTO linkage_reviews (review, title, design, sha256, size_bytes, made_at_unix_ns, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
