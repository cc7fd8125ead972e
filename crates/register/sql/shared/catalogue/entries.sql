-- One row: a dataset with its newest contract and recipe, by identifier. Moments are nanoseconds since 1970.
SELECT d.dataset, d.recorded_at_unix_ns,
       c.version AS contract_version, c.contract,
       r.version AS recipe_version, r.recipe
FROM datasets d
JOIN contracts c ON c.dataset = d.dataset
    AND c.version = (SELECT max(version) FROM contracts WHERE dataset = d.dataset)
JOIN recipes r ON r.dataset = d.dataset
    AND r.version = (SELECT max(version) FROM recipes WHERE dataset = d.dataset)
ORDER BY d.dataset
