-- Early warning: evidence that people record, the steps of conversations, and who saw them. Rows are only added.

-- One row: evidence about a council. Its number is its place in the order of recording.
CREATE TABLE evidence (
    number              INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
    area                TEXT    NOT NULL,
    evidence            TEXT    NOT NULL,
    recorded_at_unix_ns INTEGER NOT NULL,
    recorded_by         TEXT    NOT NULL
) STRICT;
CREATE INDEX evidence_by_area ON evidence (area, number);

-- One row: why evidence no longer counts.
CREATE TABLE evidence_withdrawals (
    number     INTEGER NOT NULL PRIMARY KEY REFERENCES evidence (number),
    withdrawal TEXT    NOT NULL
) STRICT;

-- One row: a step of a conversation about one line of a council.
CREATE TABLE conversation_steps (
    area       TEXT    NOT NULL,
    line       TEXT    NOT NULL,
    number     INTEGER NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    position   INTEGER NOT NULL CHECK (position BETWEEN 1 AND 4294967295),
    at_unix_ns INTEGER NOT NULL,
    on_day     TEXT    NOT NULL,
    taken_by   TEXT    NOT NULL,
    step       TEXT    NOT NULL,
    PRIMARY KEY (area, line, number, position)
) STRICT;

-- One row: that somebody saw the conversations about a council.
CREATE TABLE conversation_views (
    sequence   INTEGER NOT NULL PRIMARY KEY CHECK (sequence >= 1),
    area       TEXT    NOT NULL,
    at_unix_ns INTEGER NOT NULL,
    seen_by    TEXT    NOT NULL,
    lines      TEXT    NOT NULL
) STRICT;
CREATE INDEX conversation_views_by_area ON conversation_views (area, sequence);

CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence is only added: it is never changed');
END;
CREATE TRIGGER evidence_is_not_removed BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence is only added: it is never removed');
END;
CREATE TRIGGER evidence_withdrawals_are_not_changed BEFORE UPDATE ON evidence_withdrawals
BEGIN
    SELECT RAISE(ABORT, 'withdrawals are only added: they are never changed');
END;
CREATE TRIGGER evidence_withdrawals_are_not_removed BEFORE DELETE ON evidence_withdrawals
BEGIN
    SELECT RAISE(ABORT, 'withdrawals are only added: they are never removed');
END;
CREATE TRIGGER conversation_steps_are_not_changed BEFORE UPDATE ON conversation_steps
BEGIN
    SELECT RAISE(ABORT, 'steps are only added: they are never changed');
END;
CREATE TRIGGER conversation_steps_are_not_removed BEFORE DELETE ON conversation_steps
BEGIN
    SELECT RAISE(ABORT, 'steps are only added: they are never removed');
END;
CREATE TRIGGER conversation_views_are_not_changed BEFORE UPDATE ON conversation_views
BEGIN
    SELECT RAISE(ABORT, 'views are only added: they are never changed');
END;
CREATE TRIGGER conversation_views_are_not_removed BEFORE DELETE ON conversation_views
BEGIN
    SELECT RAISE(ABORT, 'views are only added: they are never removed');
END;
