-- What commands did, by their keys: one that is given again is answered, not carried out again.
CREATE TABLE deed (
    key    BLOB PRIMARY KEY,                -- of the key and of the command only hashes
    asked  BLOB NOT NULL,
    effect TEXT NOT NULL                    -- JSON: the case and its last event then, or what else was done
) STRICT, WITHOUT ROWID;
