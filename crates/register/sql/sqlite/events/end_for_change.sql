-- One row: how far the chain of events has come. The transaction already holds the only right to write.
SELECT sequence, hash FROM event_chain WHERE id = 1
