-- How far a table of cases has been taken in, so that a repeat goes on behind the last batch and opens nothing twice. It
-- is written in the same transaction as the cases that it counts.
CREATE TABLE intake (
    first    TEXT    PRIMARY KEY,           -- the first case that was opened from it
    process  TEXT    NOT NULL,
    begun_at TEXT    NOT NULL,
    rows     INTEGER NOT NULL,
    opened   INTEGER NOT NULL,              -- so many rows, from the first on, are cases
    digest   BLOB    NOT NULL,              -- SHA-256 over these rows, one after the other
    last     TEXT    NOT NULL               -- the last case
) STRICT;
CREATE INDEX intake_of ON intake (process, begun_at);
