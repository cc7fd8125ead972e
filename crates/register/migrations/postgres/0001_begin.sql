-- The first records: the catalogue, submissions with their findings, releases, and the chain of events.
-- Moments are nanoseconds since 1970-01-01T00:00:00Z; nested values are JSON; the same names stand in both databases.
-- Identifiers are in the order of their bytes (collation C), as they are in SQLite.

-- One row: a dataset.
CREATE TABLE datasets (
    dataset             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    submission_count    BIGINT  NOT NULL CHECK (submission_count BETWEEN 0 AND 4294967295),
    recorded_at_unix_ns BIGINT  NOT NULL
);

-- One row: a dataset's contract as it was written, in one version.
CREATE TABLE contracts (
    dataset             TEXT COLLATE "C" NOT NULL REFERENCES datasets (dataset),
    version             BIGINT  NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    contract            TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    PRIMARY KEY (dataset, version)
);

-- One row: a dataset's recipe as it was written, in one version.
CREATE TABLE recipes (
    dataset             TEXT COLLATE "C" NOT NULL REFERENCES datasets (dataset),
    version             BIGINT  NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    recipe              TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    PRIMARY KEY (dataset, version)
);

-- One row: a submission and where it stands. Numbers run from 1 without a gap in each dataset.
CREATE TABLE submissions (
    dataset             TEXT COLLATE "C" NOT NULL REFERENCES datasets (dataset),
    number              BIGINT  NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    file_name           TEXT    NOT NULL,
    sha256              TEXT    NOT NULL,
    size_bytes          BIGINT  NOT NULL CHECK (size_bytes >= 0),
    received_at_unix_ns BIGINT  NOT NULL,
    sent_by             TEXT    NOT NULL,
    recipe_version      BIGINT  NOT NULL,
    contract_version    BIGINT  NOT NULL,
    state               TEXT COLLATE "C" NOT NULL CHECK
        (state IN ('received', 'refused', 'awaiting_approval', 'committing', 'in_use', 'sent_back')),
    error_count         BIGINT  NOT NULL DEFAULT 0 CHECK (error_count >= 0),
    warning_count       BIGINT  NOT NULL DEFAULT 0 CHECK (warning_count >= 0),
    information_count   BIGINT  NOT NULL DEFAULT 0 CHECK (information_count >= 0),
    row_count           BIGINT  NOT NULL DEFAULT 0 CHECK (row_count >= 0),
    observation_count   BIGINT  NOT NULL DEFAULT 0 CHECK (observation_count >= 0),
    staged              TEXT,
    changes             TEXT,
    decision            TEXT,
    PRIMARY KEY (dataset, number),
    FOREIGN KEY (dataset, recipe_version) REFERENCES recipes (dataset, version),
    FOREIGN KEY (dataset, contract_version) REFERENCES contracts (dataset, version)
);
CREATE INDEX submissions_by_moment ON submissions (received_at_unix_ns, dataset, number);
CREATE INDEX submissions_by_state ON submissions (state, received_at_unix_ns);

-- One row: a finding of a submission. Its words are JSON; its cells, which may be a hundred thousand, are JSON
-- [[row, column, value], …], compressed with zlib where they are many.
CREATE TABLE findings (
    dataset    TEXT COLLATE "C" NOT NULL,
    number     BIGINT  NOT NULL,
    position   BIGINT  NOT NULL CHECK (position >= 1),
    severity   TEXT COLLATE "C" NOT NULL CHECK (severity IN ('error', 'warning', 'information')),
    rule       TEXT COLLATE "C" NOT NULL,
    cell_count BIGINT  NOT NULL CHECK (cell_count >= 0),
    words      TEXT    NOT NULL,
    cells      BYTEA   NOT NULL,
    PRIMARY KEY (dataset, number, position),
    FOREIGN KEY (dataset, number) REFERENCES submissions (dataset, number)
);

-- One row: a version of the lake in which a submission's figures came into use.
CREATE TABLE releases (
    dataset             TEXT COLLATE "C" NOT NULL,
    number              BIGINT  NOT NULL,
    version             BIGINT  NOT NULL,
    released_at_unix_ns BIGINT  NOT NULL,
    PRIMARY KEY (dataset, number),
    FOREIGN KEY (dataset, number) REFERENCES submissions (dataset, number)
);
CREATE INDEX releases_by_version ON releases (version, released_at_unix_ns);

-- One row: something that was done. `document` is the event as JSON, and
-- hash = SHA-256 of (previous_hash followed by document), in hexadecimal. The first previous_hash is 64 noughts.
CREATE TABLE events (
    sequence      BIGINT  NOT NULL PRIMARY KEY CHECK (sequence >= 1),
    subject       TEXT COLLATE "C" NOT NULL,
    document      TEXT    NOT NULL,
    previous_hash TEXT    NOT NULL UNIQUE CHECK (length(previous_hash) = 64),
    hash          TEXT    NOT NULL UNIQUE CHECK (length(hash) = 64)
);
CREATE INDEX events_by_subject ON events (subject, sequence);

-- The only row: how far the chain of events has come. Shows when events at its end are missing.
CREATE TABLE event_chain (
    id       BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence BIGINT  NOT NULL CHECK (sequence >= 0),
    hash     TEXT    NOT NULL CHECK (length(hash) = 64)
);
INSERT INTO event_chain (id, sequence, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are only added: they are never changed or removed';
END
$$;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_chain_is_not_removed BEFORE DELETE OR TRUNCATE ON event_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
