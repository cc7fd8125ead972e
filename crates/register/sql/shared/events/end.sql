-- One row: how far the chain of events has come.
SELECT sequence, hash FROM event_chain WHERE id = 1
