-- name: form_now
SELECT coalesce(max(number), 0) FROM khumue.migration

-- name: alone
LOCK TABLE khumue.migration IN SHARE ROW EXCLUSIVE MODE

-- name: begin_alone
-- Where there is no table yet for which to take turns.
SELECT pg_advisory_xact_lock(1802990957)

-- name: begin_schema
CREATE SCHEMA IF NOT EXISTS khumue;
CREATE TABLE IF NOT EXISTS khumue.migration (
    number integer     PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now(),
    login  text        NOT NULL DEFAULT session_user
);
LOCK TABLE khumue.migration IN ACCESS EXCLUSIVE MODE

-- name: add_migration
INSERT INTO khumue.migration (number) VALUES ($1)

-- name: migrations
SELECT number, at, login FROM khumue.migration ORDER BY number

-- name: form
SELECT coalesce(max(number), 0), has_table_privilege(to_regclass('khumue.event'), 'INSERT') FROM khumue.migration

-- name: server
SELECT current_setting('server_version'), session_user, coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()), ''),
       pg_database_size(current_database())

-- name: connected
-- A socket of this computer is as good as encrypted: nothing leaves it.
SELECT CASE WHEN inet_client_addr() IS NULL THEN NULL
            ELSE coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()), '') END,
       current_setting('transaction_read_only') = 'off', clock_timestamp()

-- name: counts
SELECT (SELECT count(*) FROM khumue.office_case),
       (SELECT count(*) FROM khumue.office_case WHERE state IN ('open', 'suspended')),
       (SELECT count(*) FROM khumue.event), (SELECT count(DISTINCT key) FROM khumue.file)

-- name: add_event
INSERT INTO khumue.event (case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: add_personal
INSERT INTO khumue.personal (case_no, seq, salt, body) VALUES ($1, $2, $3, $4)

-- name: put_case
INSERT INTO khumue.office_case (case_no, case_id, process, version, state, result, title, seq, unsettled,
                                attachments, opened_at, closed_at, suspensions, head)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: move_case
UPDATE khumue.office_case
   SET version = $1, state = $2, result = $3, title = $4, seq = $5, unsettled = $6, attachments = $7, closed_at = $8,
       suspensions = $9, head = $10
 WHERE case_no = $11 AND seq = $12

-- name: case_by_id
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM khumue.office_case WHERE case_id = $1

-- name: look
SELECT * FROM khumue.look($1, $2, $3, $4) WHERE case_no IS NOT NULL

-- name: write_entry
SELECT khumue.write($1::jsonb)

-- name: cases_between
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM khumue.office_case
 WHERE case_no BETWEEN (SELECT case_no FROM khumue.office_case WHERE case_id = $1)
                   AND (SELECT case_no FROM khumue.office_case WHERE case_id = $2)
 ORDER BY case_no

-- name: put_step
INSERT INTO khumue.step (case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (case_no, step) DO UPDATE
   SET state = excluded.state, pending = excluded.pending, live = excluded.live, round = excluded.round,
       outcome = excluded.outcome, confirmed = excluded.confirmed, open_items = excluded.open_items, seq = excluded.seq,
       ready_at = excluded.ready_at, due = excluded.due

-- name: one_step
SELECT state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due
  FROM khumue.step WHERE case_no = $1 AND step = $2

-- name: steps_of
SELECT case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due
  FROM khumue.step WHERE case_no BETWEEN $1 AND $2

-- name: items_of
SELECT case_no, step, item, state, confirmed, seq
  FROM khumue.item WHERE case_no BETWEEN $1 AND $2 ORDER BY case_no, item_no

-- name: fields_of
SELECT case_no, field, value, earlier FROM khumue.field WHERE case_no BETWEEN $1 AND $2

-- name: drop_steps
DELETE FROM khumue.step WHERE case_no = $1

-- name: drop_items
DELETE FROM khumue.item WHERE case_no = $1

-- name: drop_fields
DELETE FROM khumue.field WHERE case_no = $1

-- name: drop_given
DELETE FROM khumue.personal WHERE case_no = $1 AND seq < $2

-- name: records
SELECT e.case_no, e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, e.commitment, e.previous, e.hash, p.salt, p.body
  FROM khumue.event e
  LEFT JOIN khumue.personal p ON p.case_no = e.case_no AND p.seq = e.seq AND p.case_no BETWEEN $1 AND $2
 WHERE e.case_no BETWEEN $1 AND $2 ORDER BY e.case_no, e.seq

-- name: ready_of
SELECT case_no, step, item, actor, due, ready_at FROM khumue.ready WHERE case_no BETWEEN $1 AND $2

-- name: strays
SELECT 'event ' || case_no || ' / ' || seq FROM khumue.event WHERE case_no NOT IN (SELECT case_no FROM khumue.office_case)
UNION ALL
SELECT coalesce(c.case_id, 'personal ' || p.case_no) || ' / ' || p.seq
  FROM khumue.personal p LEFT JOIN khumue.office_case c ON c.case_no = p.case_no
 WHERE NOT EXISTS (SELECT 1 FROM khumue.event e WHERE e.case_no = p.case_no AND e.seq = p.seq)
UNION ALL
SELECT 'rule ' || version || ' / ' || step
  FROM khumue.rule r
  FULL JOIN (SELECT v.version, s.key AS step, s.value AS body FROM khumue.version v, jsonb_each(v.rules -> 'steps') s) p
 USING (version, step)
 WHERE r.body IS DISTINCT FROM p.body
LIMIT 100

-- name: triggers
SELECT 'trigger ' || t.tgname, p.prosrc
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = 'khumue'::regnamespace AND NOT t.tgisinternal

-- name: every_case
SELECT case_id, seq FROM khumue.office_case ORDER BY case_no

-- name: numbers
SELECT number, last FROM khumue.serial

-- name: last_migration
WITH moved AS (
    SELECT c.case_id, e.seq, e.at, e.case_no
      FROM khumue.event e JOIN khumue.office_case c ON c.case_no = e.case_no
     WHERE e.kind = 'migrated' AND ($1::text IS NULL OR c.process = $2)
)
SELECT case_id, seq FROM moved WHERE at = (SELECT max(at) FROM moved) ORDER BY case_no

-- name: put_mark
INSERT INTO khumue.intake (first, process, begun_at, rows, opened, digest, last) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (first) DO UPDATE
   SET rows = excluded.rows, opened = excluded.opened, digest = excluded.digest, last = excluded.last

-- name: marks
SELECT first, process, begun_at, rows, opened, digest, last FROM khumue.intake WHERE process = $1 ORDER BY begun_at, first

-- name: attached
SELECT a ->> 2 FROM khumue.personal p, jsonb_array_elements(p.body::jsonb -> 'attachments') a

-- name: newest_case
SELECT opened_at FROM khumue.office_case ORDER BY case_no DESC LIMIT 1

-- name: drop_file
DELETE FROM khumue.file WHERE key = $1

-- name: scrub
VACUUM (FULL) khumue.personal, khumue.file, khumue.item, khumue.field, khumue.office_case, khumue.ready, khumue.step

-- name: put_item
INSERT INTO khumue.item (case_no, step, item, state, confirmed, seq) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (case_no, step, item) DO UPDATE
   SET state = excluded.state, confirmed = excluded.confirmed, seq = excluded.seq

-- name: drop_item
DELETE FROM khumue.item WHERE case_no = $1 AND step = $2 AND item = $3

-- name: one_item
SELECT state, confirmed, seq FROM khumue.item WHERE case_no = $1 AND step = $2 AND item = $3

-- name: all_items
SELECT item, state, confirmed, seq FROM khumue.item WHERE case_no = $1 AND step = $2 ORDER BY item_no

-- name: put_field
INSERT INTO khumue.field (case_no, field, value, earlier) VALUES ($1, $2, $3, $4)
ON CONFLICT (case_no, field) DO UPDATE SET value = excluded.value, earlier = excluded.earlier

-- name: one_field
SELECT value, earlier FROM khumue.field WHERE case_no = $1 AND field = $2

-- name: add_ready
INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING

-- name: drop_ready_step
DELETE FROM khumue.ready WHERE case_no = $1 AND step = $2

-- name: drop_ready_item
DELETE FROM khumue.ready WHERE case_no = $1 AND step = $2 AND item = $3

-- name: drop_ready_case
DELETE FROM khumue.ready WHERE case_no = $1

-- name: ready_actors
WITH RECURSIVE found(actor) AS (
    SELECT min(actor) FROM khumue.ready
    UNION ALL
    SELECT (SELECT min(r.actor) FROM khumue.ready r WHERE r.actor > found.actor) FROM found WHERE found.actor IS NOT NULL
)
SELECT actor FROM found WHERE actor IS NOT NULL

-- name: inbox
-- Each actor's part of the index is walked no further than a page; only what is left of all is looked up among the cases.
SELECT page.*, c.case_id, c.process, c.version, c.title
  FROM (SELECT waiting.*
          FROM unnest($1::text[]) AS asked (actor)
         CROSS JOIN LATERAL (
               SELECT r.due, r.ready_at, r.case_no, r.step, r.item, r.actor
                 FROM khumue.ready r
                WHERE r.actor = asked.actor AND r.due < $2
                  AND (r.due, r.ready_at, r.case_no, r.step, r.item, r.actor) > ($3, $4, $5, $6, $7, $8)
                ORDER BY r.due, r.ready_at, r.case_no, r.step, r.item
                LIMIT $9) AS waiting
         ORDER BY due, ready_at, case_no, step, item, actor
         LIMIT $9) AS page
  JOIN khumue.office_case c ON c.case_no = page.case_no
 ORDER BY page.due, page.ready_at, page.case_no, page.step, page.item, page.actor

-- name: hands
SELECT c.case_id, e.step, e.kind, coalesce(nullif(p.body::json ->> 'person', ''), p.body::json ->> 'login', ''), p.body::json ->> 'in_stead_of'
  FROM json_array_elements_text($1::json) wanted JOIN khumue.office_case c ON c.case_id = wanted
  JOIN khumue.event e ON e.case_no = c.case_no
  JOIN khumue.personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.kind = 'migrated' OR $2::jsonb ? e.step

-- name: tally
SELECT process, step, actor, sum(waiting)::bigint, sum(CASE WHEN due < $1 THEN waiting ELSE 0 END)::bigint, min(due), min(since)
  FROM (SELECT process, step, actor, due, since, sum(waiting) AS waiting FROM khumue.tally
         GROUP BY process, step, actor, due, since HAVING sum(waiting) <> 0) AS summed
 GROUP BY process, step, actor ORDER BY process, step, actor

-- name: miscounted
-- The day as khumue.day_of has it, which logins without rights on the tables do not call.
SELECT process || ' / ' || step || ' / ' || actor
  FROM (SELECT c.process, r.step, r.actor, r.due, 1 AS waiting,
               CASE WHEN pg_input_is_valid(r.ready_at, 'timestamptz')
                    THEN to_char(r.ready_at::timestamptz AT TIME ZONE INTERVAL '7 hours', 'YYYY-MM-DD') ELSE '' END AS since
          FROM khumue.ready r JOIN khumue.office_case c ON c.case_no = r.case_no
         UNION ALL
        SELECT process, step, actor, due, -waiting, since FROM khumue.tally) AS either
 GROUP BY process, step, actor, due, since HAVING sum(waiting) <> 0 LIMIT 100

-- name: ready_place
SELECT r.due, r.ready_at, r.case_no, r.step, r.item, r.actor
  FROM khumue.ready r JOIN khumue.office_case c ON c.case_no = r.case_no
 WHERE c.case_id = $1 AND r.step = $2 AND r.actor = $3 AND r.item = $4

-- name: events
SELECT e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, p.body, p.salt, e.commitment, e.previous, e.hash
  FROM khumue.event e LEFT JOIN khumue.personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.case_no = $1 ORDER BY e.seq

-- name: event_at
SELECT e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, p.body, p.salt, e.commitment, e.previous, e.hash
  FROM khumue.event e LEFT JOIN khumue.personal p ON p.case_no = e.case_no AND p.seq = e.seq
 WHERE e.case_no = $1 AND e.seq = $2

-- name: cases
SELECT case_no, case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at,
       suspensions, head
  FROM khumue.office_case
 WHERE case_no < $1 AND ($2::text IS NULL OR process = $3) AND ($4::text IS NULL OR state = $5)
 ORDER BY case_no DESC LIMIT $6

-- name: open_cases
SELECT process, count(*) FROM khumue.office_case WHERE state IN ('open', 'suspended') GROUP BY process

-- name: like_ids
SELECT case_id FROM khumue.office_case ORDER BY case_no DESC LIMIT 200

-- name: next_serial
INSERT INTO khumue.serial (number, last) VALUES ($1, 1)
ON CONFLICT (number) DO UPDATE SET last = serial.last + 1 RETURNING last

-- name: next_serials
INSERT INTO khumue.serial (number, last) VALUES ($1, $2)
ON CONFLICT (number) DO UPDATE SET last = serial.last + $2 RETURNING last

-- name: next_case_nos
SELECT nextval('khumue.case_no') FROM generate_series(1, $1) ORDER BY 1

-- name: next_case_no
SELECT nextval('khumue.case_no')

-- name: put_version
INSERT INTO khumue.version (version, process, taken_at, definition, plan) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (version) DO UPDATE SET plan = excluded.plan WHERE version.plan <> excluded.plan

-- name: plan
SELECT plan FROM khumue.version WHERE version = $1

-- name: definition
SELECT definition FROM khumue.version WHERE version = $1

-- name: versions
SELECT version, process, taken_at, definition FROM khumue.version ORDER BY taken_at, version

-- name: add_publication
INSERT INTO khumue.publication (publication_no, process, version, holds_from, published_at, person, login, reason, actors,
                                laws, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: publication_record
SELECT publication_no, process, version, holds_from, published_at, person, login, reason, actors, laws, previous, hash
  FROM khumue.publication ORDER BY publication_no

-- name: publications
SELECT process, version, holds_from, published_at, person, login, reason, actors, laws
  FROM khumue.publication WHERE ($1::text IS NULL OR process = $2) ORDER BY publication_no

-- name: running_on
SELECT version, count(*) FROM khumue.office_case WHERE state IN ('open', 'suspended') GROUP BY version

-- name: catalogue
SELECT body, true FROM khumue.catalogue WHERE name = $1 AND hash = $2

-- name: catalogue_hashes
SELECT hash FROM khumue.catalogue WHERE name = $1

-- name: put_catalogue
INSERT INTO khumue.catalogue (name, hash, body) VALUES ($1, $2, $3)
ON CONFLICT (name, hash) DO UPDATE SET body = excluded.body

-- name: add_piece
INSERT INTO khumue.file (key, piece, body) VALUES ($1, $2, $3)

-- name: piece
SELECT body FROM khumue.file WHERE key = $1 AND piece = $2

-- name: file_keys
SELECT DISTINCT key FROM khumue.file ORDER BY key

-- name: go_on_counting
SELECT setval('khumue.case_no', (SELECT max(case_no) FROM khumue.office_case)),
       setval(pg_get_serial_sequence('khumue.item', 'item_no'), (SELECT max(item_no) FROM khumue.item)),
       setval(pg_get_serial_sequence('khumue.publication', 'publication_no'),
              (SELECT max(publication_no) FROM khumue.publication))

-- name: deed
SELECT key, asked, effect FROM khumue.deed WHERE key = $1

-- name: keep_deed
INSERT INTO khumue.deed (key, asked, effect) VALUES ($1, $2, $3)

-- name: opened_lately
SELECT case_id FROM (SELECT case_id, process, title, opened_at FROM khumue.office_case ORDER BY case_no DESC LIMIT $1) AS lately
 WHERE process = $2 AND title = $3 AND opened_at > $4 AND opened_at < $5

-- name: has_people
SELECT body = $1::jsonb FROM khumue.people ORDER BY people_no DESC LIMIT 1

-- name: put_people
INSERT INTO khumue.people (people_no, body) SELECT coalesce(max(people_no), 0) + 1, $1::jsonb FROM khumue.people

-- name: people
SELECT people_no, at, login, body::text FROM khumue.people ORDER BY people_no

-- name: add_people
INSERT INTO khumue.people (people_no, at, login, body) VALUES ($1, $2, $3, $4::jsonb)

-- name: who
SELECT khumue.who()

-- name: logins
SELECT login, person FROM khumue.login ORDER BY login

-- name: put_login
INSERT INTO khumue.login (login, person) VALUES ($1, $2) ON CONFLICT (login) DO UPDATE SET person = excluded.person

-- name: drop_login
DELETE FROM khumue.login WHERE login = $1 RETURNING login

-- name: rights_of
SELECT pg_has_role(r.oid, e.relowner, 'MEMBER') OR EXISTS (
           SELECT FROM pg_class t WHERE t.relnamespace = e.relnamespace AND t.relkind = 'r'
              AND has_table_privilege(r.oid, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER'))
  FROM pg_roles r, pg_class e WHERE r.rolname = $1 AND e.oid = 'khumue.event'::regclass

-- name: clerk_next_serial
SELECT khumue.coming_serial($1)

-- name: clerk_next_case_no
SELECT khumue.coming_case_no()

-- name: clerk_alone
SELECT khumue.take_turn()

-- name: clerk_add_piece
SELECT khumue.give_piece($1, $2, $3)

-- name: clerk_put_mark
SELECT khumue.set_mark($1, $2, $3, $4, $5, $6, $7)

-- name: clerk_write_entry
SELECT khumue.record($1::jsonb)
