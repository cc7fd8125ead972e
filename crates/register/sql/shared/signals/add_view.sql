-- One row added: that somebody saw the conversations about a council at a moment (nanoseconds since 1970).
INSERT INTO conversation_views (sequence, area, at_unix_ns, seen_by, lines) VALUES ($1, $2, $3, $4, $5)
