-- One row: whether migrations were ever made here (1) or not (0).
SELECT count(*) AS begun FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')
