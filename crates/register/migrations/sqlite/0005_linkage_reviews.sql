-- Clerical review of linkage. What records say is not here: the lake keeps it, under the hash in `sha256`.

-- One row: a review. `design` is how its sample was taken, as JSON: bands and weights, nothing about one person.
CREATE TABLE linkage_reviews (
    review          INTEGER NOT NULL PRIMARY KEY CHECK (review BETWEEN 1 AND 4294967295),
    title           TEXT    NOT NULL,
    design          TEXT    NOT NULL,
    sha256          TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64),
    size_bytes      INTEGER NOT NULL CHECK (size_bytes >= 0),
    made_at_unix_ns INTEGER NOT NULL,
    made_by         TEXT    NOT NULL
) STRICT;

-- One row: what a reviewer said of a pair. `reviewer` is their name as reviewers are told apart; `judged_by` is the
-- actor as JSON. A judgement that was taken back stays, with when.
CREATE TABLE linkage_review_judgements (
    review               INTEGER NOT NULL REFERENCES linkage_reviews (review),
    judgement            INTEGER NOT NULL CHECK (judgement BETWEEN 1 AND 4294967295),
    pair                 INTEGER NOT NULL CHECK (pair BETWEEN 1 AND 4294967295),
    reviewer             TEXT    NOT NULL,
    judged_by            TEXT    NOT NULL,
    verdict              TEXT    NOT NULL CHECK (verdict IN ('same_person', 'different_people', 'cannot_tell')),
    note                 TEXT    NOT NULL,
    basis                TEXT    NOT NULL CHECK (basis IN ('blind', 'weight_seen', 'decision')),
    judged_at_unix_ns    INTEGER NOT NULL,
    seen_at_unix_ns      INTEGER,
    withdrawn_at_unix_ns INTEGER,
    PRIMARY KEY (review, judgement)
) STRICT;

-- One judgement of a person on a pair stands at a time.
CREATE UNIQUE INDEX linkage_review_judgements_that_stand ON linkage_review_judgements (review, pair, reviewer)
    WHERE withdrawn_at_unix_ns IS NULL;
