-- What places say of figures and findings, and audits with the evidence that they froze. Everything here is only added.

-- One row: a version of a statement. Numbers run from 1 without a gap; versions of each from 1.
CREATE TABLE statements (
    number              INTEGER NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version             INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    document            TEXT    NOT NULL,
    recorded_at_unix_ns INTEGER NOT NULL,
    PRIMARY KEY (number, version)
) STRICT;

-- One row: a version of an audit, whole.
CREATE TABLE audits (
    number              INTEGER NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version             INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    stage               TEXT    NOT NULL CHECK (stage IN ('planned', 'evidence', 'draft', 'replied', 'published')),
    document            TEXT    NOT NULL,
    recorded_at_unix_ns INTEGER NOT NULL,
    PRIMARY KEY (number, version)
) STRICT;

-- One row: a piece of evidence as it was frozen. sha256 = SHA-256 of record, in hexadecimal.
CREATE TABLE audit_evidence (
    audit    INTEGER NOT NULL,
    number   INTEGER NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version  INTEGER NOT NULL,
    record   TEXT    NOT NULL,
    sha256   TEXT    NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (audit, number),
    FOREIGN KEY (audit, version) REFERENCES audits (number, version)
) STRICT;

CREATE TRIGGER statements_are_not_changed BEFORE UPDATE ON statements
BEGIN
    SELECT RAISE(ABORT, 'statements are only added: they are never changed');
END;
CREATE TRIGGER statements_are_not_removed BEFORE DELETE ON statements
BEGIN
    SELECT RAISE(ABORT, 'statements are only added: they are never removed');
END;
CREATE TRIGGER audits_are_not_changed BEFORE UPDATE ON audits
BEGIN
    SELECT RAISE(ABORT, 'audits are only added: they are never changed');
END;
CREATE TRIGGER audits_are_not_removed BEFORE DELETE ON audits
BEGIN
    SELECT RAISE(ABORT, 'audits are only added: they are never removed');
END;
CREATE TRIGGER audit_evidence_is_not_changed BEFORE UPDATE ON audit_evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence is only added: it is never changed');
END;
CREATE TRIGGER audit_evidence_is_not_removed BEFORE DELETE ON audit_evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence is only added: it is never removed');
END;
