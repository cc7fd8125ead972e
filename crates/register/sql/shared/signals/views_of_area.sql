-- One row: that somebody saw the conversations about a council; newest first, at most so many.
SELECT at_unix_ns, seen_by, lines FROM conversation_views WHERE area = $1 ORDER BY sequence DESC LIMIT $2
