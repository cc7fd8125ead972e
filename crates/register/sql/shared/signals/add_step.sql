-- One row added: a step of a conversation; none where another step has its place.
INSERT INTO conversation_steps (area, line, number, position, at_unix_ns, on_day, taken_by, step)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (area, line, number, position) DO NOTHING
