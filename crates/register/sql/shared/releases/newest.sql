-- One row: the newest version of the lake that is in use; none before the first.
SELECT version, released_at_unix_ns FROM releases
ORDER BY version DESC, released_at_unix_ns DESC LIMIT 1
