-- Good practice: what places did, as they document it, and who took it up. Rows are only added.

-- One row: a practice. Its number is its place in the order of recording.
CREATE TABLE practices (
    number              BIGINT  NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
    practice            TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    recorded_by         TEXT    NOT NULL
);

-- One row: that a place took up a practice.
CREATE TABLE practice_reuses (
    sequence            BIGINT  NOT NULL PRIMARY KEY CHECK (sequence >= 1),
    number              BIGINT  NOT NULL REFERENCES practices (number),
    reuse               TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    recorded_by         TEXT    NOT NULL
);
CREATE INDEX practice_reuses_by_number ON practice_reuses (number, sequence);
