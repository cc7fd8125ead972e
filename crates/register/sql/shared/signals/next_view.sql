-- One row: the number that the next view gets.
SELECT COALESCE(max(sequence), 0) + 1 AS number FROM conversation_views
