-- What was published is bound like the events: `hash` covers every other column and the hash before. Rows from before
-- have none; the first that has one covers them all.
ALTER TABLE khumue.publication ADD COLUMN previous bytea, ADD COLUMN hash bytea;
