-- Which version of a procedure holds from which day, and who decided that and why. Rows are only ever added. `person` and
-- `login` are empty where nobody did: a case was begun on a version that had not been published.
CREATE TABLE publication (
    publication_no INTEGER PRIMARY KEY,
    process        TEXT NOT NULL,
    version        TEXT NOT NULL,
    holds_from     TEXT NOT NULL,           -- the first day, in Thailand
    published_at   TEXT NOT NULL,
    person         TEXT NOT NULL,           -- who was named
    login          TEXT NOT NULL,           -- who was logged in
    reason         TEXT NOT NULL,
    actors         TEXT,                    -- hashes of the actors and laws in `catalogue`, where they were kept with it
    laws           TEXT
) STRICT;
CREATE INDEX publication_of ON publication (process);

-- Until now every version came in with a case, and held from that day on.
INSERT INTO publication (process, version, holds_from, published_at, person, login, reason)
SELECT process, version, date(taken_at, '+7 hours'), taken_at, '', '', '' FROM version ORDER BY taken_at, version;
