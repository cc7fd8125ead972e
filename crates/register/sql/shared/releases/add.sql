-- One row added: the version of the lake in which a submission's figures came into use (nanoseconds since 1970). None
-- if its release is already recorded.
INSERT INTO releases (dataset, number, version, released_at_unix_ns) VALUES ($1, $2, $3, $4)
ON CONFLICT (dataset, number) DO NOTHING
