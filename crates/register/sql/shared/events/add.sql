-- One row added: an event at the end of the chain.
INSERT INTO events (sequence, subject, document, previous_hash, hash) VALUES ($1, $2, $3, $4, $5)
