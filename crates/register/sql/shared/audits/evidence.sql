SELECT number, record, sha256 FROM audit_evidence WHERE audit = $1 ORDER BY number
