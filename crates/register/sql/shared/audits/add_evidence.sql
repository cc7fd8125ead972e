INSERT INTO audit_evidence (audit, number, version, record, sha256) VALUES ($1, $2, $3, $4, $5)
