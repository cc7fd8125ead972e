-- One row: how far the chain of events has come, locked until the end of the transaction.
SELECT sequence, hash FROM event_chain WHERE id = 1 FOR UPDATE
