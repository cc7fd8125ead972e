-- One row added: a finding, out of a JSON array of them ($3), whose cells are in hexadecimal.
INSERT INTO findings (dataset, number, position, severity, rule, cell_count, words, cells)
SELECT $1, $2, position, severity, rule, cell_count, words, decode(cells, 'hex')
FROM json_to_recordset($3::json)
    AS finding (position BIGINT, severity TEXT, rule TEXT, cell_count BIGINT, words TEXT, cells TEXT)
