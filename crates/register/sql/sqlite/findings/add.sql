-- One row added: a finding, out of a JSON array of them ($3), whose cells are in hexadecimal.
INSERT INTO findings (dataset, number, position, severity, rule, cell_count, words, cells)
SELECT $1, $2, value ->> 'position', value ->> 'severity', value ->> 'rule', value ->> 'cell_count', value ->> 'words',
       unhex(value ->> 'cells')
FROM json_each($3)
