-- One row: the newest version of the lake that was in use at a moment (nanoseconds since 1970). By version, so that
-- a clock that was put back does not bring an older one to the front.
SELECT version, released_at_unix_ns FROM releases
WHERE released_at_unix_ns <= $1
ORDER BY version DESC, released_at_unix_ns DESC LIMIT 1
