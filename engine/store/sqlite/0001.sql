-- The record: what happened. Rows are only ever added. `hash` covers every other column and the hash before it.
CREATE TABLE event (
    case_no    INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    at         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    step       TEXT,
    outcome    TEXT,
    actor      TEXT,
    effects    TEXT    NOT NULL,            -- JSON: what followed
    commitment BLOB    NOT NULL,            -- SHA-256 of salt and body in `personal`
    previous   BLOB    NOT NULL,
    hash       BLOB    NOT NULL,
    PRIMARY KEY (case_no, seq)
) STRICT, WITHOUT ROWID;

-- What people gave with an event: names, notes, entries, field values, attachments. It can be erased on lawful order;
-- the event, its time and the order stay, and the commitment proves what was there if someone still has it. A case from
-- which something was erased keeps its rows below and can no longer be replayed.
CREATE TABLE personal (
    case_no INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    salt    BLOB    NOT NULL,
    body    TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (case_no, seq)
) STRICT, WITHOUT ROWID;

-- Where cases stand: these rows up to `ready` can be made anew from the events and the version that the first event
-- names.
CREATE TABLE office_case (
    case_no     INTEGER PRIMARY KEY,
    case_id     TEXT    NOT NULL UNIQUE,
    process     TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    result      TEXT,
    title       TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    unsettled   INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    opened_at   TEXT    NOT NULL,
    closed_at   TEXT,
    suspensions TEXT    NOT NULL,           -- JSON: [[from, until or null], …]
    head        BLOB    NOT NULL            -- hash of the last event
) STRICT;
CREATE INDEX office_case_running ON office_case (process, state);

-- Steps that something has happened to; every other step waits for all its predecessors.
CREATE TABLE step (
    case_no    INTEGER NOT NULL,
    step       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    pending    INTEGER NOT NULL,
    live       INTEGER NOT NULL,
    round      INTEGER NOT NULL,
    outcome    TEXT,
    confirmed  TEXT    NOT NULL,            -- JSON: actors
    open_items INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    ready_at   TEXT,
    due        TEXT,
    PRIMARY KEY (case_no, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
    item_no   INTEGER PRIMARY KEY,
    case_no   INTEGER NOT NULL,
    step      TEXT    NOT NULL,
    item      TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    confirmed TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    UNIQUE (case_no, step, item)
) STRICT;

CREATE TABLE field (
    case_no INTEGER NOT NULL,
    field   TEXT    NOT NULL,
    value   TEXT    NOT NULL,               -- JSON, null while it has none
    earlier TEXT    NOT NULL,               -- JSON, the value of the round before
    PRIMARY KEY (case_no, field)
) STRICT, WITHOUT ROWID;

-- The work that waits: one row per actor who can do it now. `due` of work without a deadline sorts last.
CREATE TABLE ready (
    case_no  INTEGER NOT NULL,
    step     TEXT    NOT NULL,
    item     TEXT    NOT NULL,              -- '' for a step without items
    actor    TEXT    NOT NULL,
    due      TEXT    NOT NULL,
    ready_at TEXT    NOT NULL,
    PRIMARY KEY (case_no, step, item, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX ready_inbox ON ready (actor, due, ready_at, case_no, step, item);

-- Definitions and catalogues as they were taken in, and the last number given to a case of each procedure.
CREATE TABLE version (
    version    TEXT PRIMARY KEY,
    process    TEXT NOT NULL,
    taken_at   TEXT NOT NULL,
    definition TEXT NOT NULL,
    plan       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue (
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE serial (
    number INTEGER PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT;
