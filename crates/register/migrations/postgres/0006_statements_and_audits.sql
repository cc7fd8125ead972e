-- What places say of figures and findings, and audits with the evidence that they froze. Everything here is only added.

-- One row: a version of a statement. Numbers run from 1 without a gap; versions of each from 1.
CREATE TABLE statements (
    number              BIGINT  NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version             BIGINT  NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    document            TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    PRIMARY KEY (number, version)
);

-- One row: a version of an audit, whole.
CREATE TABLE audits (
    number              BIGINT  NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version             BIGINT  NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    stage               TEXT COLLATE "C" NOT NULL CHECK
        (stage IN ('planned', 'evidence', 'draft', 'replied', 'published')),
    document            TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    PRIMARY KEY (number, version)
);

-- One row: a piece of evidence as it was frozen. sha256 = SHA-256 of record, in hexadecimal.
CREATE TABLE audit_evidence (
    audit    BIGINT  NOT NULL,
    number   BIGINT  NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    version  BIGINT  NOT NULL,
    record   TEXT    NOT NULL,
    sha256   TEXT    NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (audit, number),
    FOREIGN KEY (audit, version) REFERENCES audits (number, version)
);

CREATE FUNCTION refuse_change_of_what_was_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'statements, audits and evidence are only added: they are never changed or removed';
END
$$;
CREATE TRIGGER statements_are_not_changed BEFORE UPDATE OR DELETE ON statements
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_was_said();
CREATE TRIGGER statements_are_not_emptied BEFORE TRUNCATE ON statements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_was_said();
CREATE TRIGGER audits_are_not_changed BEFORE UPDATE OR DELETE ON audits
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_was_said();
CREATE TRIGGER audits_are_not_emptied BEFORE TRUNCATE ON audits
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_was_said();
CREATE TRIGGER audit_evidence_is_not_changed BEFORE UPDATE OR DELETE ON audit_evidence
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_was_said();
CREATE TRIGGER audit_evidence_is_not_emptied BEFORE TRUNCATE ON audit_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_was_said();
