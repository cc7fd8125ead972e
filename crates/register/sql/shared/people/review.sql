-- One row: a review. The size in bytes; moments are nanoseconds since 1970.
SELECT review, title, design, sha256, size_bytes, made_at_unix_ns, made_by FROM linkage_reviews WHERE review = $1
