-- One row: the dataset, added if it was not there. Locks it either way until the end of the transaction.
INSERT INTO datasets (dataset, submission_count, recorded_at_unix_ns)
VALUES ($1, 0, $2)
ON CONFLICT (dataset) DO UPDATE SET dataset = excluded.dataset
RETURNING dataset
