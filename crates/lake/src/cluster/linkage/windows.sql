SELECT *, {place} / {neighbours} AS window_number FROM records WHERE {block} IS NOT NULL
UNION ALL
SELECT *, {place} / {neighbours} - 1 AS window_number FROM records WHERE {block} IS NOT NULL
