-- Early warning: evidence that people record, the steps of conversations, and who saw them. Rows are only added.

-- One row: evidence about a council. Its number is its place in the order of recording.
CREATE TABLE evidence (
    number              BIGINT  NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
    area                TEXT COLLATE "C" NOT NULL,
    evidence            TEXT    NOT NULL,
    recorded_at_unix_ns BIGINT  NOT NULL,
    recorded_by         TEXT    NOT NULL
);
CREATE INDEX evidence_by_area ON evidence (area, number);

-- One row: why evidence no longer counts.
CREATE TABLE evidence_withdrawals (
    number     BIGINT  NOT NULL PRIMARY KEY REFERENCES evidence (number),
    withdrawal TEXT    NOT NULL
);

-- One row: a step of a conversation about one line of a council.
CREATE TABLE conversation_steps (
    area       TEXT COLLATE "C" NOT NULL,
    line       TEXT COLLATE "C" NOT NULL,
    number     BIGINT  NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
    position   BIGINT  NOT NULL CHECK (position BETWEEN 1 AND 4294967295),
    at_unix_ns BIGINT  NOT NULL,
    on_day     TEXT    NOT NULL,
    taken_by   TEXT    NOT NULL,
    step       TEXT    NOT NULL,
    PRIMARY KEY (area, line, number, position)
);

-- One row: that somebody saw the conversations about a council.
CREATE TABLE conversation_views (
    sequence   BIGINT  NOT NULL PRIMARY KEY CHECK (sequence >= 1),
    area       TEXT COLLATE "C" NOT NULL,
    at_unix_ns BIGINT  NOT NULL,
    seen_by    TEXT    NOT NULL,
    lines      TEXT    NOT NULL
);
CREATE INDEX conversation_views_by_area ON conversation_views (area, sequence);

CREATE FUNCTION refuse_change_of_warning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records of early warning are only added: they are never changed or removed';
END
$$;
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_warning();
CREATE TRIGGER evidence_withdrawals_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_warning();
CREATE TRIGGER conversation_steps_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON conversation_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_warning();
CREATE TRIGGER conversation_views_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON conversation_views
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_warning();
