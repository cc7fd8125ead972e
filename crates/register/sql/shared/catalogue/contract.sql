-- One row: the text of a dataset's contract in one version.
SELECT contract FROM contracts WHERE dataset = $1 AND version = $2
