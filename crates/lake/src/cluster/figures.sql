SELECT {columns}
FROM observations
WHERE {conditions}
ORDER BY dataset, indicator, area
