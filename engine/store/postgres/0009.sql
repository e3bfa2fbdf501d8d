-- A step costs as much in a long procedure as in a short one, also through a login without rights on the tables: what the
-- server must know of a step has a row of its own, and what every command runs is planned once per connection (the body
-- of an SQL function is planned at each call, unless it is a lone expression). The functions that `record` calls have its
-- settings: nobody else may call them; every row is found by its key, whatever the server believes of the size of a table;
-- and to compile a statement would take longer than to carry it out.

CREATE TABLE khumue.rule (
    version text COLLATE "C",
    step    text COLLATE "C",
    body    jsonb NOT NULL,
    PRIMARY KEY (version, step)
);

ALTER TABLE khumue.version ADD COLUMN fields jsonb GENERATED ALWAYS AS (plan::jsonb -> 'fields') STORED;

CREATE FUNCTION khumue.keep_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM khumue.rule WHERE version = NEW.version;
    INSERT INTO khumue.rule SELECT NEW.version, s.key, s.value FROM jsonb_each(NEW.rules -> 'steps') s;
    RETURN NULL;
END $$;

CREATE TRIGGER rules_kept AFTER INSERT OR UPDATE ON khumue.version FOR EACH ROW EXECUTE FUNCTION khumue.keep_rules();

INSERT INTO khumue.rule SELECT v.version, s.key, s.value FROM khumue.version v, jsonb_each(v.rules -> 'steps') s;

-- The day in Thailand of a moment as `records.stamp` writes it; empty for anything else.
CREATE OR REPLACE FUNCTION khumue.day_of(moment text) RETURNS text LANGUAGE sql STABLE
RETURN CASE WHEN pg_input_is_valid(moment, 'timestamptz')
            THEN to_char(moment::timestamptz AT TIME ZONE INTERVAL '7 hours', 'YYYY-MM-DD') ELSE '' END;

CREATE OR REPLACE FUNCTION khumue.count_ready() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO khumue.tally
    SELECT c.process, r.step, r.actor, r.due, khumue.day_of(r.ready_at), TG_ARGV[0]::integer * count(*)
      FROM changed r JOIN khumue.office_case c ON c.case_no = r.case_no GROUP BY 1, 2, 3, 4, 5;
    IF FOUND AND random() < 0.001 THEN
        PERFORM khumue.sum_up();
    END IF;
    RETURN NULL;
END $$;

-- An assertion. It gives a value, so that it stands in an assignment: PERFORM would be carried out as a query.
DROP FUNCTION khumue.must;
CREATE FUNCTION khumue.must(holds boolean, reason text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = CASE reason WHEN 'seq' THEN 'KH409' ELSE 'KH403' END, MESSAGE = reason;
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION khumue.today() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN to_char(khumue.clock() AT TIME ZONE 'Asia/Bangkok', 'YYYY-MM-DD');
END $$;

-- What a change is about to ask for, at once: the case, which is locked by this; what the command did that has this key;
-- a step with those that wait for it; some of its entries. Behind the lock, every statement sees what others have done.
DROP FUNCTION khumue.lock_case;
CREATE FUNCTION khumue.look(
    of text, command bytea, near text, parts text[],
    OUT form integer, OUT case_no bigint, OUT case_id text, OUT process text, OUT version text, OUT state text,
    OUT result text, OUT title text, OUT seq integer, OUT unsettled integer, OUT attachments integer, OUT opened_at text,
    OUT closed_at text, OUT suspensions text, OUT head bytea, OUT asked bytea, OUT effect text, OUT steps jsonb,
    OUT items jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    names text[];
BEGIN
    -- the table of migrations is locked before the case, as by an upgrade: else each could wait for the other
    SELECT (SELECT max(number) FROM khumue.migration), o.case_no, o.case_id, o.process, o.version, o.state, o.result,
           o.title, o.seq, o.unsettled, o.attachments, o.opened_at, o.closed_at, o.suspensions, o.head
      INTO form, case_no, case_id, process, version, state, result,
           title, seq, unsettled, attachments, opened_at, closed_at, suspensions, head
      FROM khumue.office_case o WHERE o.case_id = of FOR UPDATE;
    names := (SELECT ARRAY(SELECT jsonb_array_elements_text(r.body -> 'next')) || near
                FROM khumue.rule r WHERE r.version = look.version AND r.step = near);
    SELECT d.asked, d.effect,
           (SELECT jsonb_agg(jsonb_build_array(s.step, s.state, s.pending, s.live, s.round, s.outcome, s.confirmed,
                                               s.open_items, s.seq, s.ready_at, s.due))
              FROM khumue.step s WHERE s.case_no = look.case_no AND s.step = ANY (names)),
           (SELECT jsonb_agg(jsonb_build_array(i.item, i.state, i.confirmed, i.seq))
              FROM khumue.item i WHERE i.case_no = look.case_no AND i.step = near AND i.item = ANY (parts))
      INTO asked, effect, steps, items
      FROM (SELECT) one LEFT JOIN khumue.deed d ON d.key = command;
END $$;

-- One place of each of several rows. Rows are looked up by `= ANY` of these, which reads no more of an index than they are,
-- whatever the server believes of the size of a table.
CREATE FUNCTION khumue.each(rows jsonb, place integer) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    found text[] := '{}';
BEGIN
    FOR i IN 0 .. jsonb_array_length(rows) - 1 LOOP
        found := found || (rows -> i ->> place);
    END LOOP;
    RETURN found;
END $$;

DROP FUNCTION khumue.write_rows;
CREATE FUNCTION khumue.write_rows(n bigint, entry jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    gone jsonb;
BEGIN
    INSERT INTO khumue.event (case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash)
    SELECT n, (v ->> 1)::integer, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7, decode(v ->> 8, 'hex'),
           decode(v ->> 9, 'hex'), decode(v ->> 10, 'hex')
      FROM jsonb_array_elements(entry -> 'add_event') v;
    INSERT INTO khumue.personal (case_no, seq, salt, body)
    SELECT n, (v ->> 1)::integer, decode(v ->> 2, 'hex'), v ->> 3 FROM jsonb_array_elements(entry -> 'add_personal') v;
    IF entry ? 'put_step' THEN
        INSERT INTO khumue.step (case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq,
                                 ready_at, due)
        SELECT n, v ->> 1, v ->> 2, (v ->> 3)::integer, (v ->> 4)::integer, (v ->> 5)::integer, v ->> 6, v ->> 7,
               (v ->> 8)::integer, (v ->> 9)::integer, v ->> 10, v ->> 11
          FROM jsonb_array_elements(entry -> 'put_step') v
        ON CONFLICT (case_no, step) DO UPDATE
           SET state = excluded.state, pending = excluded.pending, live = excluded.live, round = excluded.round,
               outcome = excluded.outcome, confirmed = excluded.confirmed, open_items = excluded.open_items,
               seq = excluded.seq, ready_at = excluded.ready_at, due = excluded.due;
    END IF;
    IF entry ? 'drop_item' THEN
        FOR i IN 0 .. jsonb_array_length(entry -> 'drop_item') - 1 LOOP
            gone := entry -> 'drop_item' -> i;
            DELETE FROM khumue.item d WHERE d.case_no = n AND d.step = gone ->> 1 AND d.item = gone ->> 2;
        END LOOP;
    END IF;
    IF entry ? 'put_item' THEN
        INSERT INTO khumue.item (case_no, step, item, state, confirmed, seq)
        SELECT n, v ->> 1, v ->> 2, v ->> 3, v ->> 4, (v ->> 5)::integer
          FROM jsonb_array_elements(entry -> 'put_item') WITH ORDINALITY t (v, i) ORDER BY i
        ON CONFLICT (case_no, step, item) DO UPDATE
           SET state = excluded.state, confirmed = excluded.confirmed, seq = excluded.seq;
    END IF;
    IF entry ? 'put_field' THEN
        INSERT INTO khumue.field (case_no, field, value, earlier)
        SELECT n, v ->> 1, v ->> 2, v ->> 3 FROM jsonb_array_elements(entry -> 'put_field') v
        ON CONFLICT (case_no, field) DO UPDATE SET value = excluded.value, earlier = excluded.earlier;
    END IF;
    IF entry ? 'keep_deed' THEN
        INSERT INTO khumue.deed (key, asked, effect)
        SELECT decode(v ->> 0, 'hex'), decode(v ->> 1, 'hex'), v ->> 2 FROM jsonb_array_elements(entry -> 'keep_deed') v;
    END IF;
    RETURN true;
END $$;

-- What a command has made of a case, by whoever may write the tables. `entry` holds, under the name of each statement of
-- queries.sql, the values with which it would have been called; bytes in hexadecimal digits.
CREATE FUNCTION khumue.write(entry jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    m jsonb := entry -> 'move_case' -> 0;
    n bigint := coalesce(m ->> 10, entry -> 'put_case' -> 0 ->> 0);
    gone jsonb;
    ok boolean;
BEGIN
    IF m IS NULL THEN
        INSERT INTO khumue.office_case (case_no, case_id, process, version, state, result, title, seq, unsettled,
                                        attachments, opened_at, closed_at, suspensions, head)
        SELECT n, v ->> 1, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, (v ->> 7)::integer, (v ->> 8)::integer,
               (v ->> 9)::integer, v ->> 10, v ->> 11, v ->> 12, decode(v ->> 13, 'hex')
          FROM jsonb_array_elements(entry -> 'put_case') v;
    ELSE
        UPDATE khumue.office_case
           SET version = m ->> 0, state = m ->> 1, result = m ->> 2, title = m ->> 3, seq = (m ->> 4)::integer,
               unsettled = (m ->> 5)::integer, attachments = (m ->> 6)::integer, closed_at = m ->> 7,
               suspensions = m ->> 8, head = decode(m ->> 9, 'hex')
         WHERE case_no = n AND seq = (m ->> 11)::integer;
        ok := khumue.must(FOUND, 'seq');
    END IF;
    ok := khumue.write_rows(n, entry);
    IF entry ? 'drop_ready_case' THEN
        DELETE FROM khumue.ready WHERE case_no = n;
    END IF;
    IF entry ? 'drop_ready_step' THEN
        DELETE FROM khumue.ready WHERE case_no = n AND step = ANY (khumue.each(entry -> 'drop_ready_step', 1));
    END IF;
    IF entry ? 'drop_ready_item' THEN
        FOR i IN 0 .. jsonb_array_length(entry -> 'drop_ready_item') - 1 LOOP
            gone := entry -> 'drop_ready_item' -> i;
            DELETE FROM khumue.ready WHERE case_no = n AND step = gone ->> 1 AND item = gone ->> 2;
        END LOOP;
    END IF;
    IF entry ? 'add_ready' THEN
        INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
        SELECT n, v ->> 1, v ->> 2, v ->> 3, v ->> 4, v ->> 5 FROM jsonb_array_elements(entry -> 'add_ready') v
        ON CONFLICT DO NOTHING;
    END IF;
END $$;

-- The same bytes as `records.row_hash`.
CREATE OR REPLACE FUNCTION khumue.hash_of(e jsonb) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(convert_to('[' || (e ->> 1)
    || ',' || coalesce(to_json(e ->> 2)::text, 'null') || ',' || coalesce(to_json(e ->> 3)::text, 'null')
    || ',' || coalesce(to_json(e ->> 4)::text, 'null') || ',' || coalesce(to_json(e ->> 5)::text, 'null')
    || ',' || coalesce(to_json(e ->> 6)::text, 'null') || ',' || coalesce(to_json(e ->> 7)::text, 'null')
    || ',' || coalesce(to_json(e ->> 8)::text, 'null') || ',' || coalesce(to_json(e ->> 9)::text, 'null') || ']', 'UTF8'));

-- The rows that are about to be written, as `check_events` has them.
CREATE FUNCTION khumue.as_it_was(n bigint, entry jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    names text[] := khumue.each(entry -> 'put_step', 1);
    steps jsonb := (
        SELECT jsonb_object_agg(s.step, jsonb_build_array(s.state, s.outcome, s.confirmed, s.round))
          FROM khumue.step s WHERE s.case_no = n AND s.step = ANY (names));
    items jsonb;
    parts text[];
BEGIN
    IF entry ? 'put_item' THEN
        names := khumue.each(entry -> 'put_item', 1);
        parts := khumue.each(entry -> 'put_item', 2);
        items := (
            SELECT jsonb_object_agg(jsonb_build_array(i.step, i.item)::text, jsonb_build_array(i.state, i.confirmed))
              FROM khumue.item i WHERE i.case_no = n AND i.step = ANY (names) AND i.item = ANY (parts));
    END IF;
    RETURN jsonb_build_object('steps', coalesce(steps, '{}'), 'items', coalesce(items, '{}'));
END $$;

-- What `record` must know of a version: all of it where a case begins or goes back, else the steps that are written.
CREATE FUNCTION khumue.rules_for(of text, entry jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    written jsonb := entry -> 'put_step';
    names text[];
BEGIN
    IF entry -> 'add_event' -> -1 ->> 3 NOT IN ('confirmed', 'completed', 'ended') THEN
        RETURN (SELECT rules FROM khumue.version WHERE version = of);
    ELSIF entry ?| '{put_item,drop_item}' THEN
        written := written || coalesce(entry -> 'put_item', '[]') || coalesce(entry -> 'drop_item', '[]');
    END IF;
    names := khumue.each(written, 1) || (entry -> 'add_event' -> 0 ->> 4);
    RETURN (
        SELECT jsonb_build_object('fields', v.fields, 'steps', (
            SELECT jsonb_object_agg(r.step, r.body) FROM khumue.rule r WHERE r.version = of AND r.step = ANY (names)))
          FROM khumue.version v WHERE v.version = of);
END $$;

CREATE OR REPLACE FUNCTION khumue.back_to(v jsonb, rules jsonb, OUT target text, OUT region text[])
LANGUAGE plpgsql AS $$
BEGIN
    target := CASE v ->> 3 WHEN 'reopened' THEN v ->> 4
        WHEN 'returned' THEN rules -> 'steps' -> (v ->> 4) -> 'outcomes' -> (v ->> 5) ->> 'back' END;
    region := '{}';
    IF target IS NOT NULL THEN
        region := ARRAY(SELECT khumue.downstream(rules -> 'steps', target));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION khumue.entitled(people jsonb, who text, actors text[], of text, day text, stead text, by_order text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (people ->> 'binding')::boolean THEN
        RETURN stead IS NULL AND by_order IS NULL;
    ELSIF (people -> 'persons' ? who) IS NOT TRUE THEN
        RETURN false;
    ELSIF by_order IS NULL THEN
        RETURN stead IS NULL AND EXISTS (SELECT FROM khumue.held(people, who, day) h WHERE h = ANY (actors));
    END IF;
    RETURN EXISTS (
        SELECT FROM jsonb_array_elements(people -> 'orders' -> who) o, khumue.held(people, stead, day) h
         WHERE o ->> 0 = by_order AND o ->> 1 = stead
           AND coalesce(o ->> 2 <= day, true) AND coalesce(day <= o ->> 3, true)
           AND h = ANY (actors) AND (o -> 4 = '[]' OR o -> 4 ? h) AND (o -> 5 = '[]' OR o -> 5 ? of));
END $$;

CREATE OR REPLACE FUNCTION khumue.held(people jsonb, whose text, day text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE held (actor) AS (
        SELECT whose
        UNION
        SELECT m ->> 0 FROM held, jsonb_array_elements(people -> 'belongs' -> held.actor) m
         WHERE coalesce(m ->> 1 <= day, true) AND coalesce(day <= m ->> 2, true)
    )
    SELECT actor FROM held;
END $$;

CREATE OR REPLACE FUNCTION khumue.arrived(n bigint, rules jsonb, name text, lives boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    rule jsonb := rules -> 'steps' -> name;
    names text[];       -- what it waits for
    before text[];      -- their states, as far as anything has happened to them
    w jsonb;
BEGIN
    IF rule -> 'after' <> '[]' THEN
        names := ARRAY(SELECT jsonb_array_elements_text(rule -> 'after'));
        before := ARRAY(SELECT s.state FROM khumue.step s WHERE s.case_no = n AND s.step = ANY (names));
        IF cardinality(before) < cardinality(names) OR NOT before <@ '{done,skipped}' THEN
            RETURN 'waiting';
        ELSIF NOT lives AND NOT 'done' = ANY (before) THEN
            RETURN 'skipped';
        END IF;
    END IF;
    FOR i IN 0 .. jsonb_array_length(rule -> 'when') - 1 LOOP
        w := rule -> 'when' -> i;
        IF (w -> 1 ? CASE WHEN rules -> 'fields' ? (w ->> 0)
            THEN (SELECT f.value::jsonb #>> '{}' FROM khumue.field f WHERE f.case_no = n AND f.field = w ->> 0)
            ELSE (SELECT s.outcome FROM khumue.step s WHERE s.case_no = n AND s.step = w ->> 0 AND s.state = 'done')
            END) IS NOT TRUE THEN
            RETURN 'skipped';
        END IF;
    END LOOP;
    RETURN 'ready';
END $$;

-- What a login may say of a case before anything is written: the right person, at this time, behind the last event.
-- `old` holds what is about to be written as it was: {steps: {step: [state, outcome, confirmed, round]},
-- items: {"[step, item]": [state, confirmed]}}.
DROP FUNCTION khumue.check_events;
CREATE FUNCTION khumue.check_events(
    c khumue.office_case, entry jsonb, rules jsonb, old jsonb, who text, people jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    total integer := jsonb_array_length(entry -> 'add_event');
    head bytea := c.head;
    v jsonb;            -- case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash
    p jsonb;            -- case_no, seq, salt, body
    given jsonb;
    ok boolean := khumue.must(total = jsonb_array_length(entry -> 'add_personal'), 'chain');
BEGIN
    FOR i IN 0 .. total - 1 LOOP
        v := entry -> 'add_event' -> i;
        p := entry -> 'add_personal' -> i;
        ok := khumue.must(
            (v ->> 1)::integer = c.seq + 1 + i AND (p ->> 1)::integer = c.seq + 1 + i
            AND v ->> 9 = encode(head, 'hex') AND v ->> 10 = encode(khumue.hash_of(v), 'hex')
            AND v ->> 8 = encode(sha256(decode(p ->> 2, 'hex') || convert_to(p ->> 3, 'UTF8')), 'hex'), 'chain');
        head := decode(v ->> 10, 'hex');
        given := (p ->> 3)::jsonb;
        ok := khumue.must(abs(extract(epoch FROM (v ->> 2)::timestamptz - khumue.clock())) < 600, 'clock')
            AND khumue.must(given ->> 'person' = who, 'person')
            AND khumue.must(CASE v ->> 3
                WHEN 'started' THEN c.seq = 0 AND v ->> 4 IS NULL
                WHEN 'suspended' THEN c.state = 'open' AND v ->> 4 IS NULL
                WHEN 'resumed' THEN c.state = 'suspended' AND v ->> 4 IS NULL
                WHEN 'cancelled' THEN c.state IN ('open', 'suspended') AND v ->> 4 IS NULL
                WHEN 'reopened' THEN c.state IN ('open', 'completed', 'ended', 'cancelled') AND rules -> 'steps' ? (v ->> 4)
                WHEN 'corrected' THEN c.state IN ('open', 'suspended')
                ELSE v ->> 3 IN ('confirmed', 'completed', 'returned', 'ended') AND c.state = 'open' AND v ->> 4 IS NOT NULL
            END AND (c.seq > 0 OR v ->> 3 = 'started'), 'kind');
        IF v ->> 3 NOT IN ('confirmed', 'completed', 'returned', 'ended') THEN
            PERFORM khumue.check_hold(c, v, given, rules, who);
        END IF;
        IF v ->> 4 IS NOT NULL AND v ->> 3 <> 'reopened' THEN
            ok := khumue.check_work(c, v, given, rules, old, who, people);
        END IF;
    END LOOP;
    IF total > 1 THEN   -- only the entries of one step are done together, each once
        ok := khumue.must(i.items = total AND i.steps = 1 AND i.works, 'kind') FROM (
            SELECT count(DISTINCT (q ->> 3)::jsonb ->> 'item') AS items, count(DISTINCT e ->> 4) AS steps,
                   bool_and(e ->> 3 IN ('confirmed', 'completed')) AS works
              FROM ROWS FROM (jsonb_array_elements(entry -> 'add_event'), jsonb_array_elements(entry -> 'add_personal'))
                   AS both_of (e, q)) i;
    END IF;
    RETURN true;
END $$;

-- Whether this person may do this part of a step now: it is ready, they have a right today, and nothing keeps them apart.
DROP FUNCTION khumue.check_work;
CREATE FUNCTION khumue.check_work(
    c khumue.office_case, v jsonb, given jsonb, rules jsonb, old jsonb, who text, people jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    rule jsonb := rules -> 'steps' -> (v ->> 4);
    outcome jsonb := rule -> 'outcomes' -> (v ->> 5);
    part text := coalesce(given ->> 'item', '');
    actors text[];
    needed integer := CASE WHEN (rule ->> 'joint')::boolean THEN jsonb_array_length(rule -> 'by') ELSE 1 END;
    stead text := given ->> 'in_stead_of';
    confirmed text;
    other text;
    ok boolean := khumue.must(rule IS NOT NULL, 'ready') AND khumue.must(people IS NOT NULL, 'people');
BEGIN
    IF v ->> 3 <> 'corrected' THEN
        ok := khumue.must(EXISTS (
            SELECT FROM khumue.ready r WHERE r.case_no = c.case_no AND r.step = v ->> 4 AND r.item = part
               AND r.actor = coalesce(v ->> 6, r.actor)), 'ready');
        confirmed := CASE part WHEN '' THEN old -> 'steps' -> (v ->> 4) ->> 2
            ELSE old -> 'items' -> jsonb_build_array(v ->> 4, part)::text ->> 1 END;
        ok := khumue.must((v ->> 3 = 'confirmed') = (jsonb_array_length(confirmed::jsonb) + 1 < needed)
                          AND (needed = 1 OR v ->> 6 IS NOT NULL), 'ready');
    END IF;
    IF v ->> 3 = 'corrected' OR v ->> 6 IS NULL THEN
        actors := ARRAY(SELECT jsonb_array_elements_text(rule -> 'by'));
    ELSE
        actors := ARRAY[v ->> 6];
    END IF;
    ok := khumue.must(CASE
        WHEN v ->> 3 = 'returned' THEN outcome ->> 'back' IS NOT NULL
        WHEN v ->> 3 = 'ended' THEN outcome ->> 'end' IS NOT NULL
        WHEN v ->> 3 = 'completed' AND rule -> 'outcomes' <> '{}' THEN
            outcome IS NOT NULL AND outcome ->> 'back' IS NULL AND outcome ->> 'end' IS NULL
        ELSE v ->> 5 IS NULL END, 'outcome');
    ok := khumue.must(v ->> 3 = 'corrected' OR v ->> 6 IS NOT NULL OR NOT (people ->> 'binding')::boolean, 'right');
    ok := khumue.must(CASE v ->> 3
        WHEN 'corrected' THEN khumue.may(people, who, actors, c.process, khumue.today())
        ELSE khumue.entitled(people, who, actors, c.process, khumue.today(), stead, (v ->> 7)::jsonb ->> 'order') END, 'right');
    IF rule -> 'not_by' <> '[]' THEN
        FOR other IN SELECT jsonb_array_elements_text(rule -> 'not_by') LOOP
            ok := khumue.must(NOT khumue.had_a_hand(
                c.case_no, (SELECT body FROM khumue.rule WHERE version = c.version AND step = other),
                CASE WHEN people -> 'persons' ? stead THEN ARRAY[who, stead] ELSE ARRAY[who] END), 'apart');
        END LOOP;
    END IF;
    RETURN true;
END $$;

-- Whether the rows follow from the event: nothing is done but what it does, nothing opens or is skipped before its turn,
-- nothing waits again but what went back. `old` holds the steps as in `check_events`. Gives how many more are settled now.
DROP FUNCTION khumue.check_steps;
CREATE FUNCTION khumue.check_steps(n bigint, v jsonb, entry jsonb, rules jsonb, old jsonb) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    target text;        -- what goes back, and all that does so with it
    region text[] := '{}';
    r jsonb;            -- case_no, step, state, pending, live, round, outcome, confirmed, ...
    rule jsonb;
    was jsonb;
    before text;
    goes_back boolean;
    settled integer := 0;
    ok boolean;
BEGIN
    IF v ->> 3 IN ('returned', 'reopened') THEN
        SELECT * INTO target, region FROM khumue.back_to(v, rules);
    END IF;
    FOR i IN 0 .. jsonb_array_length(entry -> 'put_step') - 1 LOOP
        r := entry -> 'put_step' -> i;
        rule := rules -> 'steps' -> (r ->> 1);
        was := old -> (r ->> 1);
        before := coalesce(was ->> 0, 'waiting');
        goes_back := r ->> 1 = ANY (region);
        settled := settled + (r ->> 2 IN ('done', 'skipped'))::integer - (before IN ('done', 'skipped'))::integer;
        ok := khumue.must(rule IS NOT NULL AND CASE
            WHEN r ->> 2 = before AND NOT goes_back THEN r ->> 6 IS NOT DISTINCT FROM was ->> 1
            WHEN r ->> 2 = 'done' THEN before = 'ready' AND r ->> 1 = v ->> 4 AND r ->> 6 IS NOT DISTINCT FROM v ->> 5
                AND (v ->> 3 IN ('completed', 'ended') OR (v ->> 3 = 'corrected' AND rule ->> 'each' IS NOT NULL))
            WHEN r ->> 6 IS NOT NULL THEN false
            WHEN r ->> 2 = 'waiting' THEN goes_back
            ELSE (before = 'waiting' OR r ->> 1 = target)
                AND r ->> 2 = khumue.arrived(n, rules, r ->> 1, coalesce(r ->> 1 = target, false)) END, 'rows');
        ok := khumue.must((r ->> 5)::integer = coalesce((was ->> 3)::integer, 1)
            + (before <> 'waiting' AND goes_back)::integer, 'rows');
        ok := khumue.must((r ->> 7)::jsonb IN ('[]', coalesce((was ->> 2)::jsonb, '[]'))
            OR (r ->> 1 = v ->> 4 AND rule ->> 'each' IS NULL AND v ->> 3 IN ('confirmed', 'completed', 'ended')
                AND (r ->> 7)::jsonb = coalesce((was ->> 2)::jsonb, '[]') || to_jsonb(v ->> 6)), 'rows');
        IF rule ->> 'each' IS NOT NULL AND r ->> 2 IN ('ready', 'done') AND r ->> 2 <> before THEN
            ok := khumue.must(NOT EXISTS (
                SELECT FROM khumue.field f, jsonb_array_elements_text(
                           CASE jsonb_typeof(f.value::jsonb) WHEN 'array' THEN f.value::jsonb ELSE '[]' END) x
                  LEFT JOIN khumue.item i ON i.case_no = n AND i.step = r ->> 1 AND i.item = x
                 WHERE f.case_no = n AND f.field = rule ->> 'each'
                   AND (i.state = 'done' OR (r ->> 2 = 'ready' AND i.state = 'ready')) IS NOT TRUE), 'rows');
        END IF;
    END LOOP;
    IF target IS NOT NULL THEN
        ok := khumue.must(NOT EXISTS (SELECT FROM khumue.step s WHERE s.case_no = n AND s.step = ANY (region)
                                         AND s.step <> target AND s.state <> 'waiting'), 'rows');
    END IF;
    IF entry ? 'drop_item' THEN
        ok := khumue.must(NOT EXISTS (
            SELECT FROM jsonb_array_elements(entry -> 'drop_item') d
             WHERE (d ->> 1 = ANY (region) OR (v ->> 3 = 'corrected' AND NOT EXISTS (
                 SELECT FROM khumue.field f WHERE f.case_no = n AND f.field = rules -> 'steps' -> (d ->> 1) ->> 'each'
                    AND f.value::jsonb ? (d ->> 2)))) IS NOT TRUE), 'rows');
    END IF;
    RETURN settled;
END $$;

-- Whether a value is one of a field (`read_value`).
CREATE FUNCTION khumue.fits(field jsonb, value jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    said text := value #>> '{}';
BEGIN
    RETURN CASE field ->> 'type'
        WHEN 'number' THEN jsonb_typeof(value) = 'number'
        WHEN 'list' THEN jsonb_typeof(value) = 'array' AND (
            SELECT count(DISTINCT e) = count(*) AND coalesce(bool_and(
                       jsonb_typeof(e) = 'string' AND e <> '""' AND (field -> 'choices' = '{}' OR field -> 'choices' ? (e #>> '{}'))),
                       true)
              FROM jsonb_array_elements(value) e)
        WHEN 'choice' THEN jsonb_typeof(value) = 'string' AND field -> 'choices' ? said
        WHEN 'date' THEN jsonb_typeof(value) = 'string' AND said ~ '^\d{4}-\d\d-\d\d$' AND pg_input_is_valid(said, 'date')
        ELSE jsonb_typeof(value) = 'string' AND said <> '' END;
END $$;

-- Whether the fields that are written are those that were given, fit, and lack none that is asked for; or were asked for
-- by what went back.
DROP FUNCTION khumue.check_fields;
CREATE FUNCTION khumue.check_fields(v jsonb, given jsonb, entry jsonb, rules jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    fields jsonb := coalesce(given -> 'fields', '{}');
    rule jsonb := rules -> 'steps' -> (v ->> 4);
    f jsonb;            -- case_no, field, value, earlier
    ok boolean;
BEGIN
    FOR i IN 0 .. coalesce(jsonb_array_length(entry -> 'put_field'), 0) - 1 LOOP
        f := entry -> 'put_field' -> i;
        IF v ->> 3 IN ('returned', 'reopened') THEN
            ok := khumue.must((f ->> 2)::jsonb = 'null', 'rows');
        ELSE
            ok := khumue.must(rules -> 'fields' ? (f ->> 1) AND (f ->> 2)::jsonb = fields -> (f ->> 1)
                              AND (v ->> 3 IN ('started', 'corrected') OR rule -> 'asks' ? (f ->> 1)), 'rows')
                AND khumue.must(khumue.fits(rules -> 'fields' -> (f ->> 1), (f ->> 2)::jsonb), 'value');
            fields := fields - (f ->> 1);
        END IF;
    END LOOP;
    ok := khumue.must(fields = '{}', 'rows');
    IF v ->> 3 = 'started' THEN
        ok := khumue.must(NOT EXISTS (
            SELECT FROM jsonb_each(rules -> 'fields') a (name, field)
             WHERE (field ->> 'at_start')::boolean AND (given -> 'fields' ? name) IS NOT TRUE), 'value');
    ELSIF v ->> 3 IN ('completed', 'ended') AND rule ->> 'each' IS NULL AND rule -> 'asks' <> '[]' THEN
        ok := khumue.must(given -> 'fields' ?& ARRAY(SELECT jsonb_array_elements_text(rule -> 'asks')), 'value');
    END IF;
    RETURN true;
END $$;

-- The row of a case after the events: `m` holds version, state, result, title, seq, unsettled, attachments, closed_at,
-- suspensions, head.
DROP FUNCTION khumue.move_case;
CREATE FUNCTION khumue.move_case(c khumue.office_case, v jsonb, m jsonb, entry jsonb, rules jsonb, settled integer)
RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    state text := CASE v ->> 3 WHEN 'suspended' THEN 'suspended' WHEN 'cancelled' THEN 'cancelled' WHEN 'ended' THEN 'ended'
        WHEN 'resumed' THEN 'open' WHEN 'reopened' THEN 'open' ELSE c.state END;
    files integer := c.attachments;
    unsettled integer := c.unsettled - settled;
    ok boolean;
BEGIN
    IF c.seq = 0 THEN
        unsettled := (SELECT count(*) FROM khumue.rule WHERE version = c.version) - settled;
    END IF;
    FOR i IN 0 .. jsonb_array_length(entry -> 'add_personal') - 1 LOOP
        files := files + jsonb_array_length(
            coalesce((entry -> 'add_personal' -> i ->> 3)::jsonb -> 'attachments', '[]'));
    END LOOP;
    ok := khumue.must(
        m ->> 0 = c.version AND m ->> 3 = c.title
        AND (m ->> 4)::integer = c.seq + jsonb_array_length(entry -> 'add_event')
        AND m ->> 9 = entry -> 'add_event' -> -1 ->> 10
        AND m ->> 2 IS NOT DISTINCT FROM CASE state
            WHEN 'ended' THEN rules -> 'steps' -> (v ->> 4) -> 'outcomes' -> (v ->> 5) ->> 'end' END
        AND (m ->> 5)::integer = unsettled AND (m ->> 6)::integer = files, 'rows');
    IF m ->> 1 <> state THEN
        ok := khumue.must(m ->> 1 = 'completed' AND v ->> 3 IN ('started', 'completed', 'corrected') AND NOT EXISTS (
            SELECT FROM khumue.rule k WHERE k.version = c.version AND NOT EXISTS (
                SELECT FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = k.step AND s.state IN ('done', 'skipped'))),
            'rows');
    END IF;
    UPDATE khumue.office_case o
       SET state = m ->> 1, result = m ->> 2, seq = (m ->> 4)::integer, unsettled = (m ->> 5)::integer,
           attachments = (m ->> 6)::integer, closed_at = m ->> 7, suspensions = m ->> 8, head = decode(m ->> 9, 'hex')
     WHERE o.case_no = c.case_no;
    RETURN true;
END $$;

-- The ready list of the steps and entries that were written, from their rows and the plan (`RowStore._write_ready`).
-- `old` as in `check_steps`.
DROP FUNCTION khumue.write_ready;
CREATE FUNCTION khumue.write_ready(n bigint, state text, entry jsonb, rules jsonb, since integer, old jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    r jsonb;            -- case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due
    rule jsonb;
    parts text[];       -- where only some entries of a step have changed
BEGIN
    IF state <> 'open' THEN
        DELETE FROM khumue.ready d WHERE d.case_no = n;
        RETURN true;
    END IF;
    FOR i IN 0 .. jsonb_array_length(entry -> 'put_step') - 1 LOOP
        r := entry -> 'put_step' -> i;
        rule := rules -> 'steps' -> (r ->> 1);
        parts := NULL;
        IF rule ->> 'each' IS NOT NULL AND (r ->> 9)::integer < since THEN
            parts := ARRAY(SELECT w ->> 2 FROM jsonb_array_elements(
                coalesce(entry -> 'put_item', '[]') || coalesce(entry -> 'drop_item', '[]')) w WHERE w ->> 1 = r ->> 1);
        END IF;
        IF old -> (r ->> 1) ->> 0 = 'ready' THEN
            IF parts IS NULL THEN
                DELETE FROM khumue.ready d WHERE d.case_no = n AND d.step = r ->> 1;
            ELSE
                DELETE FROM khumue.ready d WHERE d.case_no = n AND d.step = r ->> 1 AND d.item = ANY (parts);
            END IF;
        END IF;
        IF r ->> 2 = 'ready' THEN
            INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
            SELECT n, r ->> 1, part.item, actor, coalesce(r ->> 11, '9999-12-31'), coalesce(r ->> 10, '')
              FROM (SELECT '' AS item, r ->> 7 AS confirmed WHERE rule ->> 'each' IS NULL
                     UNION ALL
                    SELECT e.item, e.confirmed FROM khumue.item e
                     WHERE rule ->> 'each' IS NOT NULL AND parts IS NULL
                       AND e.case_no = n AND e.step = r ->> 1 AND e.state = 'ready'
                     UNION ALL
                    SELECT e.item, e.confirmed FROM khumue.item e
                     WHERE e.case_no = n AND e.step = r ->> 1 AND e.item = ANY (parts) AND e.state = 'ready') part,
                   jsonb_array_elements_text(rule -> 'by') actor
             WHERE NOT ((rule ->> 'joint')::boolean AND part.confirmed::jsonb ? actor)
            ON CONFLICT DO NOTHING;
        END IF;
    END LOOP;
    RETURN true;
END $$;

-- The one way in which a login without rights on the tables changes a case; `entry` as for `write`.
CREATE OR REPLACE FUNCTION khumue.record(entry jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    who text;
    people jsonb;
    m jsonb := coalesce(entry -> 'move_case' -> 0, (entry -> 'put_case' -> 0) - 10 - 2 - 1 - 0);
    last jsonb := entry -> 'add_event' -> -1;
    given jsonb := (entry -> 'add_personal' -> 0 ->> 3)::jsonb;
    c khumue.office_case;
    rules jsonb;
    old jsonb;
    settled integer;
    ok boolean := khumue.must(jsonb_array_length(entry -> 'add_event') > 0, 'kind');
BEGIN
    entry := '{"put_step": []}' || entry;   -- an event may concern no step
    SELECT l.person, p.body INTO who, people
      FROM khumue.login l LEFT JOIN khumue.people p ON p.people_no = (SELECT max(people_no) FROM khumue.people)
     WHERE l.login = session_user;
    ok := khumue.must(who IS NOT NULL, 'login');
    IF entry ? 'move_case' THEN
        SELECT * INTO c FROM khumue.office_case WHERE case_no = (m ->> 10)::bigint FOR UPDATE;
        ok := khumue.must(c.seq = (m ->> 11)::integer AND c.seq > 0, 'seq');
    ELSE
        c := khumue.begin_case(entry -> 'put_case' -> 0);
    END IF;
    rules := khumue.rules_for(c.version, entry);
    old := khumue.as_it_was(c.case_no, entry);
    ok := khumue.check_events(c, entry, rules, old, who, people);
    ok := khumue.must(c.seq > 0 OR c.title = coalesce(given ->> 'title', ''), 'rows');
    ok := khumue.check_fields(last, given, entry, rules);
    IF entry ? 'keep_deed' THEN     -- what the command did: this
        ok := khumue.must(jsonb_array_length(entry -> 'keep_deed') = 1
            AND (entry -> 'keep_deed' -> 0 ->> 2)::jsonb = jsonb_build_array(c.case_id, (m ->> 4)::integer), 'deed');
    END IF;
    ok := khumue.write_rows(c.case_no, entry);
    settled := khumue.check_steps(c.case_no, last, entry, rules, old -> 'steps');
    IF entry ? 'put_item' THEN
        PERFORM khumue.check_items(c.case_no, entry, rules, old -> 'items');
    END IF;
    ok := khumue.move_case(c, last, m, entry, rules, settled);
    ok := khumue.write_ready(c.case_no, m ->> 1, entry, rules, c.seq + 1, old -> 'steps');
END $$;

DROP FUNCTION khumue.set_deed;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM PUBLIC;
DO $$
DECLARE
    granted name;
BEGIN
    FOR granted IN SELECT rolname FROM khumue.login JOIN pg_roles ON rolname = login LOOP
        EXECUTE format('GRANT SELECT ON khumue.rule TO %I', granted);
        EXECUTE format('GRANT EXECUTE ON FUNCTION khumue.look TO %I', granted);
    END LOOP;
END
$$;
