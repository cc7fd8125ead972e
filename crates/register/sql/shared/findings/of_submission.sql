-- One row: a finding of a submission; errors first, then warnings, then information, each as found.
SELECT severity, words, cells
FROM findings
WHERE dataset = $1 AND number = $2
ORDER BY CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, position
