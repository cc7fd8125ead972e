-- One row added: why evidence no longer counts; none where there is no such evidence or it was withdrawn already.
INSERT INTO evidence_withdrawals (number, withdrawal)
SELECT number, $2 FROM evidence WHERE number = $1
ON CONFLICT (number) DO NOTHING
