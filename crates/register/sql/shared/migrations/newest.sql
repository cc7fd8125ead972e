-- One row: the number of the newest migration that was made here, 0 before the first.
SELECT coalesce(max(version), 0) AS version FROM _sqlx_migrations
