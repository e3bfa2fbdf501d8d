-- name: add_event
INSERT INTO event (case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: add_personal
INSERT INTO personal (case_no, seq, salt, body) VALUES (?, ?, ?, ?)

-- name: put_case
INSERT INTO office_case (case_no, case_id, process, version, state, result, title, seq, unsettled,
                         attachments, opened_at, closed_at, suspensions, head)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: move_case
UPDATE office_case
   SET version = ?, state = ?, result = ?, title = ?, seq = ?, unsettled = ?, attachments = ?, closed_at = ?, suspensions = ?, head = ?
 WHERE case_no = ? AND seq = ?

-- name: case_by_id
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM office_case WHERE case_id = ?

-- name: cases_between
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM office_case
 WHERE case_no BETWEEN (SELECT case_no FROM office_case WHERE case_id = ?)
                   AND (SELECT case_no FROM office_case WHERE case_id = ?)
 ORDER BY case_no

-- name: put_step
INSERT OR REPLACE INTO step (case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: one_step
SELECT state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due
  FROM step WHERE case_no = ? AND step = ?

-- name: steps_of
SELECT case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due
  FROM step WHERE case_no BETWEEN ? AND ?

-- name: items_of
SELECT case_no, step, item, state, confirmed, seq
  FROM item WHERE case_no BETWEEN ? AND ? ORDER BY case_no, item_no

-- name: fields_of
SELECT case_no, field, value, earlier FROM field WHERE case_no BETWEEN ? AND ?

-- name: drop_steps
DELETE FROM step WHERE case_no = ?

-- name: drop_items
DELETE FROM item WHERE case_no = ?

-- name: put_item
INSERT INTO item (case_no, step, item, state, confirmed, seq) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (case_no, step, item) DO UPDATE
   SET state = excluded.state, confirmed = excluded.confirmed, seq = excluded.seq

-- name: drop_item
DELETE FROM item WHERE case_no = ? AND step = ? AND item = ?

-- name: one_item
SELECT state, confirmed, seq FROM item WHERE case_no = ? AND step = ? AND item = ?

-- name: all_items
SELECT item, state, confirmed, seq FROM item WHERE case_no = ? AND step = ? ORDER BY item_no

-- name: put_field
INSERT OR REPLACE INTO field (case_no, field, value, earlier) VALUES (?, ?, ?, ?)

-- name: one_field
SELECT value, earlier FROM field WHERE case_no = ? AND field = ?

-- name: add_ready
INSERT INTO ready (case_no, step, item, actor, due, ready_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (case_no, step, item, actor) DO UPDATE SET due = excluded.due, ready_at = excluded.ready_at

-- name: drop_ready_step
DELETE FROM ready WHERE case_no = ? AND step = ?

-- name: drop_ready_item
DELETE FROM ready WHERE case_no = ? AND step = ? AND item = ?

-- name: drop_ready_case
DELETE FROM ready WHERE case_no = ?

-- name: ready_actors
WITH RECURSIVE found(actor) AS (
    SELECT min(actor) FROM ready
    UNION ALL
    SELECT (SELECT min(actor) FROM ready WHERE actor > found.actor) FROM found WHERE found.actor IS NOT NULL
)
SELECT actor FROM found WHERE actor IS NOT NULL

-- name: inbox
SELECT r.due, r.ready_at, r.case_no, r.step, r.item, r.actor, c.case_id, c.process, c.version, c.title
  FROM ready r JOIN office_case c ON c.case_no = r.case_no
 WHERE r.actor = ? AND r.due < ? AND (r.due, r.ready_at, r.case_no, r.step, r.item, r.actor) > (?, ?, ?, ?, ?, ?)
 ORDER BY r.due, r.ready_at, r.case_no, r.step, r.item
 LIMIT ?

-- name: hands
SELECT c.case_id, e.step, e.kind, coalesce(nullif(p.body ->> '$.person', ''), p.body ->> '$.login', ''), p.body ->> '$.in_stead_of'
  FROM json_each(?) wanted JOIN office_case c ON c.case_id = wanted.value
  JOIN event e ON e.case_no = c.case_no JOIN personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.kind = 'migrated' OR e.step IN (SELECT value FROM json_each(?))

-- name: tally
SELECT process, step, actor, sum(waiting), sum(CASE WHEN due < ? THEN waiting ELSE 0 END), min(due), min(since)
  FROM tally WHERE waiting <> 0 GROUP BY process, step, actor ORDER BY process, step, actor

-- name: miscounted
SELECT process || ' / ' || step || ' / ' || actor
  FROM (SELECT c.process, r.step, r.actor, r.due, coalesce(date(r.ready_at, '+7 hours'), '') AS since, 1 AS waiting
          FROM ready r JOIN office_case c ON c.case_no = r.case_no
         UNION ALL
        SELECT process, step, actor, due, since, -waiting FROM tally) AS either
 GROUP BY process, step, actor, due, since HAVING sum(waiting) <> 0 LIMIT 100

-- name: ready_place
SELECT r.due, r.ready_at, r.case_no, r.step, r.item, r.actor
  FROM ready r JOIN office_case c ON c.case_no = r.case_no
 WHERE c.case_id = ? AND r.step = ? AND r.actor = ? AND r.item = ?

-- name: events
SELECT e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, p.body, p.salt, e.commitment, e.previous, e.hash
  FROM event e LEFT JOIN personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.case_no = ? ORDER BY e.seq

-- name: event_at
SELECT e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, p.body, p.salt, e.commitment, e.previous, e.hash
  FROM event e LEFT JOIN personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.case_no = ? AND e.seq = ?

-- name: last_migration
WITH moved AS (
    SELECT c.case_id, e.seq, e.at, e.case_no
      FROM event e JOIN office_case c ON c.case_no = e.case_no
     WHERE e.kind = 'migrated' AND (? IS NULL OR c.process = ?)
)
SELECT case_id, seq FROM moved WHERE at = (SELECT max(at) FROM moved) ORDER BY case_no

-- name: records
SELECT e.case_no, e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, e.commitment, e.previous, e.hash, p.salt, p.body
  FROM event e LEFT JOIN personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.case_no BETWEEN ? AND ? ORDER BY e.case_no, e.seq

-- name: ready_of
SELECT case_no, step, item, actor, due, ready_at FROM ready WHERE case_no BETWEEN ? AND ?

-- name: strays
SELECT 'event ' || case_no || ' / ' || seq FROM event WHERE case_no NOT IN (SELECT case_no FROM office_case)
UNION ALL
SELECT coalesce(c.case_id, 'personal ' || p.case_no) || ' / ' || p.seq
  FROM personal p LEFT JOIN office_case c ON c.case_no = p.case_no
 WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.case_no = p.case_no AND e.seq = p.seq)
LIMIT 100

-- name: triggers
SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')

-- name: every_case
SELECT case_id, seq FROM office_case ORDER BY case_no

-- name: numbers
SELECT number, last FROM serial

-- name: drop_given
DELETE FROM personal WHERE case_no = ? AND seq < ?

-- name: drop_fields
DELETE FROM field WHERE case_no = ?

-- name: cases
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM office_case
 WHERE case_no < ? AND (? IS NULL OR process = ?) AND (? IS NULL OR state = ?)
 ORDER BY case_no DESC LIMIT ?

-- name: open_cases
SELECT process, count(*) FROM office_case WHERE state IN ('open', 'suspended') GROUP BY process

-- name: like_ids
SELECT case_id FROM office_case ORDER BY case_no DESC LIMIT 200

-- name: next_serial
INSERT INTO serial (number, last) VALUES (?, 1) ON CONFLICT (number) DO UPDATE SET last = last + 1 RETURNING last

-- name: next_case_no
SELECT coalesce(max(case_no), 0) + 1 FROM office_case

-- name: put_version
INSERT INTO version (version, process, taken_at, definition, plan) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (version) DO UPDATE SET plan = excluded.plan WHERE plan <> excluded.plan

-- name: plan
SELECT plan FROM version WHERE version = ?

-- name: definition
SELECT definition FROM version WHERE version = ?

-- name: versions
SELECT version, process, taken_at, definition FROM version ORDER BY taken_at, version

-- name: add_publication
INSERT INTO publication (publication_no, process, version, holds_from, published_at, person, login, reason, actors, laws,
                         previous, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: publications
SELECT process, version, holds_from, published_at, person, login, reason, actors, laws
  FROM publication WHERE (? IS NULL OR process = ?) ORDER BY publication_no

-- name: publication_record
SELECT publication_no, process, version, holds_from, published_at, person, login, reason, actors, laws, previous, hash
  FROM publication ORDER BY publication_no

-- name: running_on
SELECT version, count(*) FROM office_case WHERE state IN ('open', 'suspended') GROUP BY version

-- name: catalogue
SELECT body, json_valid(body) FROM catalogue WHERE name = ? AND hash = ?

-- name: catalogue_hashes
SELECT hash FROM catalogue WHERE name = ?

-- name: put_catalogue
INSERT OR REPLACE INTO catalogue (name, hash, body) VALUES (?, ?, ?)

-- name: put_mark
INSERT INTO intake (first, process, begun_at, rows, opened, digest, last) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (first) DO UPDATE
   SET rows = excluded.rows, opened = excluded.opened, digest = excluded.digest, last = excluded.last

-- name: marks
SELECT first, process, begun_at, rows, opened, digest, last FROM intake WHERE process = ? ORDER BY begun_at, first

-- name: attached
SELECT a.value ->> 2
  FROM personal p, json_each(CASE WHEN json_valid(p.body) THEN p.body ELSE '{}' END, '$.attachments') a

-- name: newest_case
SELECT opened_at FROM office_case ORDER BY case_no DESC LIMIT 1

-- name: counts
SELECT (SELECT count(*) FROM office_case), (SELECT count(*) FROM office_case WHERE state IN ('open', 'suspended')),
       (SELECT count(*) FROM event)

-- name: deed
SELECT key, asked, effect FROM deed WHERE key = ?

-- name: keep_deed
INSERT INTO deed (key, asked, effect) VALUES (?, ?, ?)

-- name: opened_lately
SELECT case_id FROM (SELECT case_id, process, title, opened_at FROM office_case ORDER BY case_no DESC LIMIT ?)
 WHERE process = ? AND title = ? AND opened_at > ? AND opened_at < ?
