-- One row: a step of a conversation about a council, in the order of lines, conversations and steps.
SELECT line, number, position, at_unix_ns, on_day, taken_by, step
FROM conversation_steps
WHERE area = $1
ORDER BY line, number, position
