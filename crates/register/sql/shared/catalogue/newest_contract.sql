-- One row: the newest version of a dataset's contract; none before the first.
SELECT version, contract FROM contracts WHERE dataset = $1 ORDER BY version DESC LIMIT 1
