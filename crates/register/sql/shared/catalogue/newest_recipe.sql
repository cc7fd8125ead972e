-- One row: the newest version of a dataset's recipe; none before the first.
SELECT version, recipe FROM recipes WHERE dataset = $1 ORDER BY version DESC LIMIT 1
