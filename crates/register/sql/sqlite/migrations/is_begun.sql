-- One row: whether migrations were ever made here (1) or not (0).
SELECT count(*) AS begun FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'
