-- One row: the number of the dataset's next submission, taken in this transaction; none if there is no such dataset.
UPDATE datasets SET submission_count = submission_count + 1 WHERE dataset = $1 RETURNING submission_count
