-- One row: the text of a dataset's recipe in one version.
SELECT recipe FROM recipes WHERE dataset = $1 AND version = $2
