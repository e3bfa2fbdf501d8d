-- What was published is bound like the events: `hash` covers every other column and the hash before. Rows from before
-- have none; the first that has one covers them all.
ALTER TABLE publication ADD COLUMN previous BLOB;
ALTER TABLE publication ADD COLUMN hash BLOB;
