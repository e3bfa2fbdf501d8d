-- What commands did, by their keys: one that is given again is answered, not carried out again.
CREATE TABLE khumue.deed (
    key    bytea PRIMARY KEY,               -- of the key and of the command only hashes
    asked  bytea NOT NULL,
    effect text  NOT NULL
);
