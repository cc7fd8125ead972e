-- One row changed: the dataset, whose contract or recipe is new at this moment (nanoseconds since 1970).
UPDATE datasets SET recorded_at_unix_ns = $2 WHERE dataset = $1
