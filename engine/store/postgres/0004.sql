-- How far a table of cases has been taken in, so that a repeat goes on behind the last batch and opens nothing twice.
CREATE TABLE khumue.intake (
    first    text    COLLATE "C" PRIMARY KEY,
    process  text    NOT NULL,
    begun_at text    COLLATE "C" NOT NULL,
    rows     integer NOT NULL,
    opened   integer NOT NULL,
    digest   bytea   NOT NULL,
    last     text    NOT NULL
);
CREATE INDEX intake_of ON khumue.intake (process, begun_at);
