-- Logins without rights on any table. They read, and change a case through `record` alone, which goes by `session_user`:
-- neither SET ROLE nor a function around it changes that. Whoever owns the tables works on them as before.

-- Which person of actors.yaml is behind a login. Only the owner of the tables writes it. A migration that adds a table lets
-- these logins read it.
CREATE TABLE khumue.login (
    login  text PRIMARY KEY,
    person text NOT NULL
);

-- The people as they were published, the last row holds: {binding, persons: {id: true}, belongs: {who: [[of, since, until]]},
-- orders: {who: [[order, stead, since, until, [actor], [process]]]}}. Rows are only ever added.
CREATE TABLE khumue.people (
    people_no bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    login     text        NOT NULL DEFAULT session_user,
    body      jsonb       NOT NULL
);

-- The plan as the server reads it; uncompressed, since every step asks for it.
ALTER TABLE khumue.version ADD COLUMN rules jsonb GENERATED ALWAYS AS (plan::jsonb) STORED;
ALTER TABLE khumue.version ALTER COLUMN rules SET STORAGE EXTERNAL;

CREATE FUNCTION khumue.must(holds boolean, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'KH403', MESSAGE = reason;
    END IF;
END $$;

CREATE FUNCTION khumue.clock() RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS 'SELECT clock_timestamp()';

-- The day in Thailand.
CREATE FUNCTION khumue.today() RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_char(khumue.clock() AT TIME ZONE 'Asia/Bangkok', 'YYYY-MM-DD')
$$;

-- The person of a login, who else is refused.
CREATE FUNCTION khumue.who() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found text := (SELECT person FROM khumue.login WHERE login = session_user);
BEGIN
    PERFORM khumue.must(found IS NOT NULL, 'login');
    RETURN found;
END $$;

CREATE FUNCTION khumue.lock_case(id text) RETURNS SETOF khumue.office_case
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT khumue.who();
    SELECT * FROM khumue.office_case WHERE case_id = id FOR UPDATE;
$$;

-- The number that the next case of a procedure gets; nobody else gets one until this transaction has ended.
CREATE FUNCTION khumue.coming_serial(of integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT khumue.who();
    SELECT pg_advisory_xact_lock(1802990958, of);
    SELECT coalesce((SELECT last FROM khumue.serial WHERE number = of FOR UPDATE), 0) + 1;
$$;

CREATE FUNCTION khumue.coming_case_no() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT khumue.who();
    SELECT nextval('khumue.case_no');
$$;

-- A piece of a file that was begun in this transaction; what lies there is complete.
CREATE FUNCTION khumue.give_piece(file text, number integer, content bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM khumue.who();
    PERFORM khumue.must(NOT EXISTS (SELECT FROM khumue.file WHERE key = file
                                     AND xmin <> pg_current_xact_id()::xid), 'file');
    INSERT INTO khumue.file (key, piece, body) VALUES (file, number, content);
END $$;

-- How far a table has been taken in: only forward, and together with a case that is opened in this transaction.
CREATE FUNCTION khumue.set_mark(mark text, of text, begun text, total integer, done integer, sum bytea, newest text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM khumue.who();
    PERFORM khumue.must(done <= total AND EXISTS (
        SELECT FROM khumue.office_case WHERE case_id = newest AND process = of AND xmin = pg_current_xact_id()::xid),
        'mark');
    PERFORM khumue.must(NOT EXISTS (SELECT FROM khumue.intake WHERE first = mark AND (opened >= done OR process <> of)),
        'mark');
    INSERT INTO khumue.intake (first, process, begun_at, rows, opened, digest, last)
    VALUES (mark, of, begun, total, done, sum, newest)
    ON CONFLICT (first) DO UPDATE SET rows = excluded.rows, opened = excluded.opened, digest = excluded.digest,
                                      last = excluded.last;
END $$;

-- Themselves and every actor they belong to on a day, directly or through another (`Authority.held`).
CREATE FUNCTION khumue.held(people jsonb, whose text, day text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE held (actor) AS (
        SELECT whose
        UNION
        SELECT m ->> 0 FROM held, jsonb_array_elements(people -> 'belongs' -> held.actor) m
         WHERE coalesce(m ->> 1 <= day, true) AND coalesce(day <= m ->> 2, true)
    )
    SELECT actor FROM held
$$;

-- Whether a person may act today as one of these actors, in their own right or by an order (`Authority.rights`).
CREATE FUNCTION khumue.entitled(people jsonb, who text, actors text[], of text, day text, stead text, by_order text)
RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN NOT (people ->> 'binding')::boolean THEN stead IS NULL AND by_order IS NULL
        WHEN (people -> 'persons' ? who) IS NOT TRUE THEN false
        WHEN by_order IS NULL THEN
            stead IS NULL AND EXISTS (SELECT FROM khumue.held(people, who, day) h WHERE h = ANY (actors))
        ELSE EXISTS (
            SELECT FROM jsonb_array_elements(people -> 'orders' -> who) o, khumue.held(people, stead, day) h
             WHERE o ->> 0 = by_order AND o ->> 1 = stead
               AND coalesce(o ->> 2 <= day, true) AND coalesce(day <= o ->> 3, true)
               AND h = ANY (actors) AND (o -> 4 = '[]' OR o -> 4 ? h) AND (o -> 5 = '[]' OR o -> 5 ? of))
    END
$$;

-- Whether any of these persons has had a hand in a step of a case, in whichever round and whatever it was called then
-- (`Hands`): all names it ever had count.
CREATE FUNCTION khumue.had_a_hand(n bigint, rule jsonb, whose text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM khumue.event e JOIN khumue.personal p USING (case_no, seq)
         WHERE e.case_no = n AND e.kind IN ('confirmed', 'completed', 'returned', 'ended', 'corrected')
           AND (coalesce(nullif(p.body::jsonb ->> 'person', ''), p.body::jsonb ->> 'login') = ANY (whose)
                OR p.body::jsonb ->> 'in_stead_of' = ANY (whose))
           AND (e.step = rule ->> 'id' OR rule -> 'was' ? e.step OR EXISTS (
               SELECT FROM khumue.event m, jsonb_array_elements(m.effects::jsonb -> 'standing') s
                WHERE m.case_no = n AND m.kind = 'migrated' AND s ->> 0 = rule ->> 'id' AND s ->> 2 = e.step)))
$$;

-- A step and everything behind it (`Plan.downstream`).
CREATE FUNCTION khumue.downstream(steps jsonb, start text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE found (step) AS (
        SELECT start
        UNION
        SELECT n FROM found, jsonb_array_elements_text(steps -> found.step -> 'next') n
    )
    SELECT step FROM found
$$;

-- The step to which an event goes back, and what is done again because of it; both empty if it does not go back.
CREATE FUNCTION khumue.back_to(v jsonb, rules jsonb, OUT target text, OUT region text[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    target := CASE v ->> 3 WHEN 'reopened' THEN v ->> 4
        WHEN 'returned' THEN rules -> 'steps' -> (v ->> 4) -> 'outcomes' -> (v ->> 5) ->> 'back' END;
    region := CASE WHEN target IS NULL THEN '{}'::text[]
        ELSE ARRAY(SELECT khumue.downstream(rules -> 'steps', target)) END;
END $$;

-- What a step that has just been arrived at is now: ready, skipped, or waiting as long as anything before it is open.
CREATE FUNCTION khumue.arrived(n bigint, rules jsonb, name text, lives boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM jsonb_array_elements_text(rules -> 'steps' -> name -> 'after') a
                      WHERE NOT EXISTS (SELECT FROM khumue.step s WHERE s.case_no = n AND s.step = a
                                           AND s.state IN ('done', 'skipped'))) THEN 'waiting'
        WHEN (lives OR rules -> 'steps' -> name -> 'after' = '[]' OR EXISTS (
                 SELECT FROM jsonb_array_elements_text(rules -> 'steps' -> name -> 'after') a
                   JOIN khumue.step s ON s.case_no = n AND s.step = a AND s.state = 'done'))
             AND NOT EXISTS (
                 SELECT FROM jsonb_array_elements(rules -> 'steps' -> name -> 'when') w
                  WHERE (w -> 1 ? CASE WHEN rules -> 'fields' ? (w ->> 0)
                         THEN (SELECT f.value::jsonb #>> '{}' FROM khumue.field f WHERE f.case_no = n AND f.field = w ->> 0)
                         ELSE (SELECT s.outcome FROM khumue.step s
                                WHERE s.case_no = n AND s.step = w ->> 0 AND s.state = 'done') END) IS NOT TRUE)
        THEN 'ready' ELSE 'skipped'
    END
$$;

-- The same bytes as `records.row_hash`.
CREATE FUNCTION khumue.hash_of(e jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(convert_to('[' || string_agg(CASE WHEN v IS NULL THEN 'null' WHEN i = 1 THEN v ELSE to_json(v)::text END,
                                               ',' ORDER BY i) || ']', 'UTF8'))
      FROM generate_series(1, 9) i, LATERAL (SELECT e ->> i) t (v)
$$;

-- What a login may say of a case before anything is written: the right person, at this time, behind the last event.
CREATE FUNCTION khumue.check_events(c khumue.office_case, entry jsonb, rules jsonb, who text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bytea := c.head;
    v jsonb;            -- case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash
    p jsonb;            -- case_no, seq, salt, body
BEGIN
    PERFORM khumue.must(jsonb_array_length(entry -> 'add_event') = jsonb_array_length(entry -> 'add_personal'), 'chain');
    FOR i IN 0 .. jsonb_array_length(entry -> 'add_event') - 1 LOOP
        v := entry -> 'add_event' -> i;
        p := entry -> 'add_personal' -> i;
        PERFORM khumue.must(
            (v ->> 1)::integer = c.seq + 1 + i AND (p ->> 1)::integer = c.seq + 1 + i
            AND v ->> 9 = encode(head, 'hex') AND v ->> 10 = encode(khumue.hash_of(v), 'hex')
            AND v ->> 8 = encode(sha256(decode(p ->> 2, 'hex') || convert_to(p ->> 3, 'UTF8')), 'hex'), 'chain');
        head := decode(v ->> 10, 'hex');
        PERFORM khumue.must(abs(extract(epoch FROM (v ->> 2)::timestamptz - khumue.clock())) < 600, 'clock');
        PERFORM khumue.must((p ->> 3)::jsonb ->> 'person' = who, 'person');
        PERFORM khumue.must(CASE v ->> 3
            WHEN 'started' THEN c.seq = 0 AND v ->> 4 IS NULL
            WHEN 'suspended' THEN c.state = 'open' AND v ->> 4 IS NULL
            WHEN 'resumed' THEN c.state = 'suspended' AND v ->> 4 IS NULL
            WHEN 'cancelled' THEN c.state IN ('open', 'suspended') AND v ->> 4 IS NULL
            WHEN 'reopened' THEN c.state IN ('open', 'completed', 'ended', 'cancelled') AND rules -> 'steps' ? (v ->> 4)
            WHEN 'corrected' THEN c.state IN ('open', 'suspended')
            ELSE v ->> 3 IN ('confirmed', 'completed', 'returned', 'ended') AND c.state = 'open' AND v ->> 4 IS NOT NULL
        END AND (c.seq > 0 OR v ->> 3 = 'started'), 'kind');
        IF v ->> 4 IS NOT NULL AND v ->> 3 <> 'reopened' THEN
            PERFORM khumue.check_work(c, v, (p ->> 3)::jsonb, rules, who);
        END IF;
    END LOOP;
    -- only the entries of one step are done together, each once
    PERFORM khumue.must(i.total = 1 OR (i.items = i.total AND i.steps = 1 AND i.works), 'kind') FROM (
        SELECT count(*) AS total, count(DISTINCT (q ->> 3)::jsonb ->> 'item') AS items, count(DISTINCT e ->> 4) AS steps,
               bool_and(e ->> 3 IN ('confirmed', 'completed')) AS works
          FROM ROWS FROM (jsonb_array_elements(entry -> 'add_event'), jsonb_array_elements(entry -> 'add_personal'))
               AS both_of (e, q)) i;
END $$;

-- Whether this person may do this part of a step now: it is ready, they have a right today, and nothing keeps them apart.
CREATE FUNCTION khumue.check_work(c khumue.office_case, v jsonb, given jsonb, rules jsonb, who text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rule jsonb := rules -> 'steps' -> (v ->> 4);
    outcome jsonb := rule -> 'outcomes' -> (v ->> 5);
    part text := coalesce(given ->> 'item', '');
    people jsonb := (SELECT body FROM khumue.people ORDER BY people_no DESC LIMIT 1);
    actors text[] := ARRAY(SELECT jsonb_array_elements_text(rule -> 'by'));
    needed integer := CASE WHEN (rule ->> 'joint')::boolean THEN cardinality(actors) ELSE 1 END;
    confirmed text;
    stead text := given ->> 'in_stead_of';
    other text;
BEGIN
    PERFORM khumue.must(rule IS NOT NULL, 'ready');
    IF v ->> 3 <> 'corrected' THEN
        PERFORM khumue.must(EXISTS (
            SELECT FROM khumue.ready r WHERE r.case_no = c.case_no AND r.step = v ->> 4 AND r.item = part
               AND r.actor = coalesce(v ->> 6, r.actor)), 'ready');
        IF part = '' THEN
            confirmed := (SELECT s.confirmed FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = v ->> 4);
        ELSE
            confirmed := (SELECT i.confirmed FROM khumue.item i
                           WHERE i.case_no = c.case_no AND i.step = v ->> 4 AND i.item = part);
        END IF;
        PERFORM khumue.must((v ->> 3 = 'confirmed') = (jsonb_array_length(confirmed::jsonb) + 1 < needed)
                            AND (needed = 1 OR v ->> 6 IS NOT NULL), 'ready');
        actors := CASE WHEN v ->> 6 IS NULL THEN actors ELSE ARRAY[v ->> 6] END;
    END IF;
    PERFORM khumue.must(CASE
        WHEN v ->> 3 = 'returned' THEN outcome ->> 'back' IS NOT NULL
        WHEN v ->> 3 = 'ended' THEN outcome ->> 'end' IS NOT NULL
        WHEN v ->> 3 = 'completed' AND rule -> 'outcomes' <> '{}' THEN
            outcome IS NOT NULL AND outcome ->> 'back' IS NULL AND outcome ->> 'end' IS NULL
        ELSE v ->> 5 IS NULL END, 'outcome');
    PERFORM khumue.must(people IS NOT NULL, 'people');
    PERFORM khumue.must(v ->> 3 = 'corrected' OR v ->> 6 IS NOT NULL OR NOT (people ->> 'binding')::boolean, 'right');
    PERFORM khumue.must(khumue.entitled(people, who, actors, c.process,
        khumue.today(), stead, (v ->> 7)::jsonb ->> 'order'), 'right');
    FOR other IN SELECT jsonb_array_elements_text(rule -> 'not_by') LOOP
        PERFORM khumue.must(NOT khumue.had_a_hand(c.case_no, rules -> 'steps' -> other,
            CASE WHEN people -> 'persons' ? stead THEN ARRAY[who, stead] ELSE ARRAY[who] END), 'apart');
    END LOOP;
END $$;

CREATE FUNCTION khumue.write_rows(n bigint, entry jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO khumue.event (case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash)
    SELECT n, (v ->> 1)::integer, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7, decode(v ->> 8, 'hex'),
           decode(v ->> 9, 'hex'), decode(v ->> 10, 'hex')
      FROM jsonb_array_elements(entry -> 'add_event') v;
    INSERT INTO khumue.personal (case_no, seq, salt, body)
    SELECT n, (v ->> 1)::integer, decode(v ->> 2, 'hex'), v ->> 3 FROM jsonb_array_elements(entry -> 'add_personal') v;
    INSERT INTO khumue.step (case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due)
    SELECT n, v ->> 1, v ->> 2, (v ->> 3)::integer, (v ->> 4)::integer, (v ->> 5)::integer, v ->> 6, v ->> 7,
           (v ->> 8)::integer, (v ->> 9)::integer, v ->> 10, v ->> 11
      FROM jsonb_array_elements(entry -> 'put_step') v
    ON CONFLICT (case_no, step) DO UPDATE
       SET state = excluded.state, pending = excluded.pending, live = excluded.live, round = excluded.round,
           outcome = excluded.outcome, confirmed = excluded.confirmed, open_items = excluded.open_items,
           seq = excluded.seq, ready_at = excluded.ready_at, due = excluded.due;
    DELETE FROM khumue.item i USING jsonb_array_elements(entry -> 'drop_item') v
     WHERE i.case_no = n AND i.step = v ->> 1 AND i.item = v ->> 2;
    INSERT INTO khumue.item (case_no, step, item, state, confirmed, seq)
    SELECT n, v ->> 1, v ->> 2, v ->> 3, v ->> 4, (v ->> 5)::integer
      FROM jsonb_array_elements(entry -> 'put_item') WITH ORDINALITY t (v, i) ORDER BY i
    ON CONFLICT (case_no, step, item) DO UPDATE
       SET state = excluded.state, confirmed = excluded.confirmed, seq = excluded.seq;
    INSERT INTO khumue.field (case_no, field, value, earlier)
    SELECT n, v ->> 1, v ->> 2, v ->> 3 FROM jsonb_array_elements(entry -> 'put_field') v
    ON CONFLICT (case_no, field) DO UPDATE SET value = excluded.value, earlier = excluded.earlier;
$$;

-- The ready list of the steps and items that were written, from their rows and the plan (`RowStore._write_ready`).
CREATE FUNCTION khumue.write_ready(n bigint, entry jsonb, rules jsonb, since integer) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM khumue.ready r USING khumue.office_case c WHERE c.case_no = n AND r.case_no = n AND c.state <> 'open';
    WITH anew AS MATERIALIZED (
        SELECT s.step, rules -> 'steps' -> s.step AS rule, s.state, s.confirmed, s.due, s.ready_at
          FROM jsonb_array_elements(entry -> 'put_step') v JOIN khumue.step s ON s.case_no = n AND s.step = v ->> 1
         WHERE s.seq >= since OR rules -> 'steps' -> s.step ->> 'each' IS NULL
    ), parts AS MATERIALIZED (
        SELECT v ->> 1 AS step, v ->> 2 AS item
          FROM jsonb_array_elements(coalesce(entry -> 'put_item', '[]') || coalesce(entry -> 'drop_item', '[]')) v
         WHERE v ->> 1 NOT IN (SELECT step FROM anew)
    ), gone AS (
        DELETE FROM khumue.ready r WHERE r.case_no = n AND (r.step IN (SELECT step FROM anew)
            OR (r.step, r.item) IN (SELECT step, item FROM parts))
        RETURNING 1
    ), wanted AS (
        SELECT a.step, '' AS item, rule, a.confirmed, a.due, a.ready_at FROM anew a
         WHERE a.state = 'ready' AND rule ->> 'each' IS NULL
        UNION ALL
        SELECT a.step, i.item, rule, i.confirmed, a.due, a.ready_at
          FROM anew a JOIN khumue.item i ON i.case_no = n AND i.step = a.step AND i.state = 'ready'
         WHERE a.state = 'ready' AND rule ->> 'each' IS NOT NULL
        UNION ALL
        SELECT s.step, i.item, rules -> 'steps' -> s.step, i.confirmed, s.due, s.ready_at
          FROM parts JOIN khumue.item i ON i.case_no = n AND (i.step, i.item) = (parts.step, parts.item)
          JOIN khumue.step s ON s.case_no = n AND s.step = i.step WHERE s.state = 'ready' AND i.state = 'ready'
    )
    INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
    SELECT n, w.step, w.item, actor, coalesce(w.due, '9999-12-31'), coalesce(w.ready_at, '')
      FROM wanted w JOIN khumue.office_case c ON c.case_no = n AND c.state = 'open',
           jsonb_array_elements_text(w.rule -> 'by') actor
     WHERE NOT ((w.rule ->> 'joint')::boolean AND w.confirmed::jsonb ? actor)
       AND (SELECT count(*) FROM gone) >= 0
    ON CONFLICT (case_no, step, item, actor) DO UPDATE SET due = excluded.due, ready_at = excluded.ready_at;
$$;

-- Whether the rows follow from the event: nothing is done but what it does, nothing opens or is skipped before its turn,
-- nothing waits again but what went back. `old` holds per step that is written [state, outcome, confirmed] as it was.
CREATE FUNCTION khumue.check_steps(n bigint, v jsonb, entry jsonb, rules jsonb, old jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target text;
    region text[];
    s record;
BEGIN
    SELECT * INTO target, region FROM khumue.back_to(v, rules);
    FOR s IN
        SELECT r.step, r.state, r.outcome, r.confirmed::jsonb AS confirmed, r.open_items,
               rules -> 'steps' -> r.step AS rule, coalesce(old -> r.step ->> 0, 'waiting') AS before,
               old -> r.step ->> 1 AS decided, coalesce((old -> r.step ->> 2)::jsonb, '[]') AS earlier
          FROM jsonb_array_elements(entry -> 'put_step') p JOIN khumue.step r ON r.case_no = n AND r.step = p ->> 1
    LOOP
        PERFORM khumue.must(s.rule IS NOT NULL AND CASE
            WHEN s.state = s.before AND NOT s.step = ANY (region) THEN s.outcome IS NOT DISTINCT FROM s.decided
            WHEN s.state = 'done' THEN s.before = 'ready' AND s.step = v ->> 4 AND s.outcome IS NOT DISTINCT FROM v ->> 5
                AND v ->> 3 IN ('completed', 'ended', 'corrected')
            WHEN s.outcome IS NOT NULL THEN false
            WHEN s.state = 'waiting' THEN s.step = ANY (region)
            ELSE (s.before = 'waiting' OR s.step = target)
                AND s.state = khumue.arrived(n, rules, s.step, coalesce(s.step = target, false)) END, 'rows');
        PERFORM khumue.must(s.confirmed IN ('[]', s.earlier)
            OR (s.step = v ->> 4 AND s.rule ->> 'each' IS NULL AND v ->> 3 IN ('confirmed', 'completed', 'ended')
                AND s.confirmed = s.earlier || to_jsonb(v ->> 6)), 'rows');
        IF s.rule ->> 'each' IS NOT NULL AND s.state IN ('ready', 'done') AND s.state <> s.before THEN
            PERFORM khumue.must(NOT EXISTS (
                SELECT FROM khumue.field f, jsonb_array_elements_text(
                           CASE jsonb_typeof(f.value::jsonb) WHEN 'array' THEN f.value::jsonb ELSE '[]' END) x
                  LEFT JOIN khumue.item i ON i.case_no = n AND i.step = s.step AND i.item = x
                 WHERE f.case_no = n AND f.field = s.rule ->> 'each'
                   AND (i.state = 'done' OR (s.state = 'ready' AND i.state = 'ready')) IS NOT TRUE), 'rows');
        END IF;
    END LOOP;
    PERFORM khumue.must(NOT EXISTS (SELECT FROM khumue.step r WHERE r.case_no = n AND r.step = ANY (region)
                                       AND r.step <> target AND r.state <> 'waiting'), 'rows');
    PERFORM khumue.must(NOT EXISTS (
        SELECT FROM jsonb_array_elements(entry -> 'drop_item') d
         WHERE (d ->> 1 = ANY (region) OR (v ->> 3 = 'corrected' AND NOT EXISTS (
             SELECT FROM khumue.field f WHERE f.case_no = n AND f.field = rules -> 'steps' -> (d ->> 1) ->> 'each'
                AND f.value::jsonb ? (d ->> 2)))) IS NOT TRUE), 'rows');
END $$;

-- Whether the entries that are written follow from the events. `old` holds per written entry [state, confirmed] as it was.
CREATE FUNCTION khumue.check_items(n bigint, entry jsonb, rules jsonb, old jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH works AS (
        SELECT jsonb_build_array(e ->> 4, (q ->> 3)::jsonb ->> 'item')::text AS place, e ->> 3 AS kind, e -> 6 AS actor
          FROM ROWS FROM (jsonb_array_elements(entry -> 'add_event'), jsonb_array_elements(entry -> 'add_personal'))
               AS both_of (e, q)
    ), written AS (
        SELECT jsonb_build_array(v ->> 1, v ->> 2)::text AS place, v ->> 1 AS step, v ->> 3 AS state,
               (v ->> 4)::jsonb AS confirmed
          FROM jsonb_array_elements(entry -> 'put_item') v
    )
    SELECT khumue.must(bool_and(CASE
        WHEN k.kind IS NOT NULL THEN r.state = CASE k.kind WHEN 'completed' THEN 'done' ELSE 'ready' END
            AND r.confirmed = CASE WHEN k.actor = 'null' THEN coalesce((old -> r.place ->> 1)::jsonb, '[]')
                              ELSE coalesce((old -> r.place ->> 1)::jsonb, '[]') || k.actor END
        WHEN old ? r.place AND NOT r.step = ANY (b.region) THEN old -> r.place ->> 0 = r.state AND (old -> r.place ->> 1)::jsonb = r.confirmed
        ELSE r.state = 'ready' AND r.confirmed = '[]' END), 'rows')
      FROM khumue.back_to(entry -> 'add_event' -> -1, rules) b, written r LEFT JOIN works k USING (place)
    HAVING count(*) > 0;
$$;

-- Whether the fields that are written are those that were given, or were asked for by what went back.
CREATE FUNCTION khumue.check_fields(v jsonb, given jsonb, entry jsonb, rules jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT khumue.must(bool_and(CASE
        WHEN v ->> 3 IN ('returned', 'reopened') THEN (f ->> 2)::jsonb = 'null'
        ELSE rules -> 'fields' ? (f ->> 1) AND (f ->> 2)::jsonb = given -> 'fields' -> (f ->> 1)
             AND (v ->> 3 IN ('started', 'corrected') OR rules -> 'steps' -> (v ->> 4) -> 'asks' ? (f ->> 1)) END), 'rows')
      FROM jsonb_array_elements(entry -> 'put_field') f
    HAVING count(*) > 0;
$$;

-- The row of a case before its first event, on the version that people have published and that is in force.
CREATE FUNCTION khumue.begin_case(v jsonb) RETURNS khumue.office_case
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c khumue.office_case;
    today text := khumue.today();
    of integer := (SELECT (rules ->> 'number')::integer FROM khumue.version WHERE version = v ->> 3 AND process = v ->> 2);
    serial integer;
BEGIN
    PERFORM khumue.must((v ->> 0)::bigint = currval('khumue.case_no'), 'number');
    PERFORM khumue.must(v ->> 3 = (
        SELECT version FROM khumue.publication
         WHERE process = v ->> 2 AND holds_from <= today AND person || login <> ''
         ORDER BY holds_from DESC, publication_no DESC LIMIT 1), 'version');
    INSERT INTO khumue.serial AS s (number, last) VALUES (of, 1)
    ON CONFLICT (number) DO UPDATE SET last = s.last + 1 RETURNING last INTO serial;
    PERFORM khumue.must(v ->> 1 = of || '-' || serial, 'number');
    INSERT INTO khumue.office_case (case_no, case_id, process, version, state, result, title, seq, unsettled, attachments,
                                    opened_at, suspensions, head)
    VALUES ((v ->> 0)::bigint, v ->> 1, v ->> 2, v ->> 3, 'open', NULL, v ->> 6, 0, 0, 0, v ->> 10, '[]',
            sha256(convert_to('["khumue",' || to_json(v ->> 1) || ',' || to_json(v ->> 2) || ',' || to_json(v ->> 3) || ']',
                              'UTF8')))
    RETURNING * INTO c;
    RETURN c;
END $$;

-- The row of a case after the events: `m` holds version, state, result, title, seq, unsettled, attachments, closed_at,
-- suspensions, head.
CREATE FUNCTION khumue.move_case(c khumue.office_case, v jsonb, m jsonb, entry jsonb, rules jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    state text := CASE v ->> 3 WHEN 'suspended' THEN 'suspended' WHEN 'cancelled' THEN 'cancelled' WHEN 'ended' THEN 'ended'
        WHEN 'resumed' THEN 'open' WHEN 'reopened' THEN 'open' ELSE c.state END;
BEGIN
    PERFORM khumue.must(
        m ->> 0 = c.version AND m ->> 3 = c.title
        AND (m ->> 4)::integer = c.seq + jsonb_array_length(entry -> 'add_event')
        AND m ->> 9 = entry -> 'add_event' -> -1 ->> 10
        AND m ->> 2 IS NOT DISTINCT FROM CASE state
            WHEN 'ended' THEN rules -> 'steps' -> (v ->> 4) -> 'outcomes' -> (v ->> 5) ->> 'end' END
        AND (m ->> 6)::integer = c.attachments + coalesce((
            SELECT sum(jsonb_array_length(coalesce((p ->> 3)::jsonb -> 'attachments', '[]')))
              FROM jsonb_array_elements(entry -> 'add_personal') p), 0), 'rows');
    PERFORM khumue.must(m ->> 1 = state OR (m ->> 1 = 'completed' AND v ->> 3 IN ('started', 'completed', 'corrected')
        AND NOT EXISTS (SELECT FROM jsonb_object_keys(rules -> 'steps') k WHERE NOT EXISTS (
            SELECT FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = k AND s.state IN ('done', 'skipped')))), 'rows');
    UPDATE khumue.office_case
       SET state = m ->> 1, result = m ->> 2, seq = (m ->> 4)::integer, unsettled = (m ->> 5)::integer,
           attachments = (m ->> 6)::integer, closed_at = m ->> 7, suspensions = m ->> 8, head = decode(m ->> 9, 'hex')
     WHERE case_no = c.case_no;
END $$;

-- The one way in which a login without rights on the tables changes a case. `entry` holds, under the name of each
-- statement of queries.sql, the values with which it would have been called; bytes in hexadecimal digits.
CREATE FUNCTION khumue.record(entry jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who text := khumue.who();
    m jsonb := coalesce(entry -> 'move_case' -> 0, (entry -> 'put_case' -> 0) - 10 - 2 - 1 - 0);
    last jsonb := entry -> 'add_event' -> -1;
    given jsonb := (entry -> 'add_personal' -> 0 ->> 3)::jsonb;
    c khumue.office_case;
    plan jsonb;
    old_steps jsonb;
    old_items jsonb;
BEGIN
    PERFORM khumue.must(jsonb_array_length(entry -> 'add_event') > 0, 'kind');
    IF entry ? 'move_case' THEN
        SELECT * INTO c FROM khumue.office_case WHERE case_no = (m ->> 10)::bigint FOR UPDATE;
        IF c.seq IS DISTINCT FROM (m ->> 11)::integer OR c.seq = 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'KH409', MESSAGE = 'seq';
        END IF;
    ELSE
        c := khumue.begin_case(entry -> 'put_case' -> 0);
    END IF;
    plan := (SELECT rules FROM khumue.version WHERE version = c.version);
    PERFORM khumue.check_events(c, entry, plan, who);
    PERFORM khumue.check_fields(last, given, entry, plan);
    old_steps := (SELECT coalesce(jsonb_object_agg(s.step, jsonb_build_array(s.state, s.outcome, s.confirmed)), '{}')
                    FROM jsonb_array_elements(entry -> 'put_step') p JOIN khumue.step s
                      ON s.case_no = c.case_no AND s.step = p ->> 1);
    old_items := (SELECT coalesce(jsonb_object_agg(jsonb_build_array(i.step, i.item)::text,
                                                   jsonb_build_array(i.state, i.confirmed)), '{}')
                    FROM jsonb_array_elements(entry -> 'put_item') p JOIN khumue.item i
                      ON i.case_no = c.case_no AND i.step = p ->> 1 AND i.item = p ->> 2);
    PERFORM khumue.write_rows(c.case_no, entry);
    PERFORM khumue.check_steps(c.case_no, last, entry, plan, old_steps);
    PERFORM khumue.check_items(c.case_no, entry, plan, old_items);
    PERFORM khumue.move_case(c, last, m, entry, plan);
    PERFORM khumue.write_ready(c.case_no, entry, plan, c.seq + 1);
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM PUBLIC;
