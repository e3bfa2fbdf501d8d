-- What a login sends is taken apart once, into rows of the tables: to ask JSON for a place of it again and again took most
-- of the time of a step. A row is written first and checked as it was written; whatever is not in order undoes all of it.
-- Of a version only the rules of the steps concerned are read, except where something goes back.

CREATE OR REPLACE FUNCTION khumue.must(holds boolean, reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = CASE reason WHEN 'seq' THEN 'KH409' ELSE 'KH403' END, MESSAGE = reason;
    END IF;
    RETURN true;
END $$;

-- The same bytes as `records.row_hash`.
CREATE FUNCTION khumue.hash_of(e khumue.event) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(convert_to('[' || e.seq::text || ',' || substr(array_to_json(ARRAY[
    e.at, e.kind, e.step, e.outcome, e.actor, e.effects, encode(e.commitment, 'hex'), encode(e.previous, 'hex')])::text, 2),
    'UTF8'));

-- Themselves and every actor they belong to on a day, directly or through another (`Authority.held`).
DROP FUNCTION khumue.held;
CREATE FUNCTION khumue.held(people jsonb, whose text, day text) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    found text[] := ARRAY[whose];
    entries jsonb;
    m jsonb;            -- of, since, until
BEGIN
    FOR i IN 1 .. 10000 LOOP
        EXIT WHEN i > cardinality(found);
        entries := people -> 'belongs' -> found[i];
        FOR j IN 0 .. coalesce(jsonb_array_length(entries), 0) - 1 LOOP
            m := entries -> j;
            IF m ->> 0 <> ALL (found) AND coalesce(m ->> 1 <= day, true) AND coalesce(day <= m ->> 2, true) THEN
                found := found || (m ->> 0);
            END IF;
        END LOOP;
    END LOOP;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION khumue.entitled(people jsonb, who text, actors text[], of text, day text, stead text, by_order text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (people ->> 'binding')::boolean THEN
        RETURN stead IS NULL AND by_order IS NULL;
    ELSIF (people -> 'persons' ? who) IS NOT TRUE THEN
        RETURN false;
    ELSIF by_order IS NULL THEN
        RETURN stead IS NULL AND khumue.held(people, who, day) && actors;
    END IF;
    RETURN EXISTS (
        SELECT FROM jsonb_array_elements(people -> 'orders' -> who) o, unnest(khumue.held(people, stead, day)) h
         WHERE o ->> 0 = by_order AND o ->> 1 = stead
           AND coalesce(o ->> 2 <= day, true) AND coalesce(day <= o ->> 3, true)
           AND h = ANY (actors) AND (o -> 4 = '[]' OR o -> 4 ? h) AND (o -> 5 = '[]' OR o -> 5 ? of));
END $$;

-- What a step that has just been arrived at is now: ready, skipped, or waiting as long as anything before it is open.
DROP FUNCTION khumue.arrived;
CREATE FUNCTION khumue.arrived(c khumue.office_case, rule jsonb, lives boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    settled boolean;    -- all that it waits for
    reached boolean;    -- by any of that
    w jsonb;            -- field or step, [value]
    value text;
BEGIN
    IF rule -> 'after' <> '[]' THEN
        SELECT bool_and(coalesce(s.state IN ('done', 'skipped'), false)), bool_or(s.state = 'done') INTO settled, reached
          FROM jsonb_array_elements_text(rule -> 'after') a
          LEFT JOIN khumue.step s ON s.case_no = c.case_no AND s.step = a;
        IF NOT settled THEN
            RETURN 'waiting';
        ELSIF NOT lives AND reached IS NOT TRUE THEN
            RETURN 'skipped';
        END IF;
    END IF;
    FOR i IN 0 .. jsonb_array_length(rule -> 'when') - 1 LOOP
        w := rule -> 'when' -> i;
        value := CASE WHEN (SELECT v.fields ? (w ->> 0) FROM khumue.version v WHERE v.version = c.version)
            THEN (SELECT f.value::jsonb #>> '{}' FROM khumue.field f WHERE f.case_no = c.case_no AND f.field = w ->> 0)
            ELSE (SELECT s.outcome FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = w ->> 0 AND s.state = 'done')
            END;
        IF (w -> 1 ? value) IS NOT TRUE THEN
            RETURN 'skipped';
        END IF;
    END LOOP;
    RETURN 'ready';
END $$;

-- Whether this person may do this part of a step now: it is ready, they have a right today, and nothing keeps them apart.
-- Gives the rule of the step.
DROP FUNCTION khumue.check_work;
CREATE FUNCTION khumue.check_work(c khumue.office_case, e khumue.event, given jsonb, who text, people jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    part text := coalesce(given ->> 'item', '');
    stead text := given ->> 'in_stead_of';
    by_order text := e.effects::jsonb ->> 'order';
    rule jsonb;
    outcome jsonb;
    confirmed text;
    waits boolean;
    actors text[] := ARRAY[e.actor];
    needed integer := 1;
    other text;
    ok boolean := khumue.must(people IS NOT NULL, 'people');
BEGIN
    SELECT k.body,
           CASE part WHEN '' THEN (SELECT s.confirmed FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = e.step)
                ELSE (SELECT i.confirmed FROM khumue.item i
                       WHERE i.case_no = c.case_no AND i.step = e.step AND i.item = part) END,
           EXISTS (SELECT FROM khumue.ready r WHERE r.case_no = c.case_no AND r.step = e.step AND r.item = part
                      AND r.actor = coalesce(e.actor, r.actor))
      INTO rule, confirmed, waits FROM khumue.rule k WHERE k.version = c.version AND k.step = e.step;
    ok := khumue.must(rule IS NOT NULL, 'ready');
    IF e.kind <> 'corrected' THEN
        IF rule -> 'joint' = 'true' THEN
            needed := jsonb_array_length(rule -> 'by');
        END IF;
        ok := khumue.must(waits AND (needed = 1 OR e.actor IS NOT NULL)
            AND (e.kind = 'confirmed') = (needed > 1 AND jsonb_array_length(confirmed::jsonb) + 1 < needed), 'ready');
    END IF;
    outcome := rule -> 'outcomes' -> e.outcome;
    ok := khumue.must(CASE
        WHEN e.kind = 'returned' THEN outcome ->> 'back' IS NOT NULL
        WHEN e.kind = 'ended' THEN outcome ->> 'end' IS NOT NULL
        WHEN e.kind = 'completed' AND rule -> 'outcomes' <> '{}' THEN
            outcome IS NOT NULL AND outcome ->> 'back' IS NULL AND outcome ->> 'end' IS NULL
        ELSE e.outcome IS NULL END, 'outcome');
    IF e.kind = 'corrected' THEN
        actors := ARRAY(SELECT jsonb_array_elements_text(rule -> 'by'));
        ok := khumue.must(khumue.may(people, who, actors, c.process, khumue.today()), 'right');
    ELSIF people -> 'binding' = 'false' THEN
        ok := khumue.must(stead IS NULL AND by_order IS NULL, 'right');
    ELSE
        ok := khumue.must(e.actor IS NOT NULL
            AND khumue.entitled(people, who, actors, c.process, khumue.today(), stead, by_order), 'right');
    END IF;
    IF rule -> 'not_by' <> '[]' THEN
        FOR other IN SELECT jsonb_array_elements_text(rule -> 'not_by') LOOP
            ok := khumue.must(NOT khumue.had_a_hand(
                c.case_no, (SELECT body FROM khumue.rule WHERE version = c.version AND step = other),
                CASE WHEN people -> 'persons' ? stead THEN ARRAY[who, stead] ELSE ARRAY[who] END), 'apart');
        END LOOP;
    END IF;
    RETURN rule;
END $$;

-- One event, and what is kept apart of it: the right person, at this time, behind the last event. Gives the rule of its step.
DROP FUNCTION khumue.check_events;
CREATE FUNCTION khumue.check_event(
    c khumue.office_case, e khumue.event, p khumue.personal, given jsonb, v jsonb, who text, people jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    works boolean := e.kind IN ('confirmed', 'completed', 'returned', 'ended');
    ok boolean := khumue.must(
        e.seq = c.seq + 1 AND p.seq = e.seq AND e.previous = c.head AND e.hash = khumue.hash_of(e)
        AND e.commitment = sha256(p.salt || convert_to(p.body, 'UTF8')), 'chain')
        AND khumue.must(abs(extract(epoch FROM e.at::timestamptz - khumue.clock())) < 600, 'clock')
        AND khumue.must(given ->> 'person' = who, 'person')
        AND khumue.must((c.seq > 0 OR e.kind = 'started') AND CASE
            WHEN works THEN c.state = 'open' AND e.step IS NOT NULL
            WHEN e.kind = 'started' THEN c.seq = 0 AND e.step IS NULL
            WHEN e.kind = 'suspended' THEN c.state = 'open' AND e.step IS NULL
            WHEN e.kind = 'resumed' THEN c.state = 'suspended' AND e.step IS NULL
            WHEN e.kind = 'cancelled' THEN c.state IN ('open', 'suspended') AND e.step IS NULL
            WHEN e.kind = 'reopened' THEN c.state IN ('open', 'completed', 'ended', 'cancelled') AND e.step IS NOT NULL
            ELSE e.kind = 'corrected' AND c.state IN ('open', 'suspended') END, 'kind');
BEGIN
    IF NOT works THEN
        PERFORM khumue.check_hold(c, v, given, (SELECT rules FROM khumue.version WHERE version = c.version), who);
    END IF;
    IF e.kind = 'reopened' THEN
        ok := khumue.must(EXISTS (SELECT FROM khumue.rule WHERE version = c.version AND step = e.step), 'kind');
    ELSIF e.step IS NOT NULL THEN
        RETURN khumue.check_work(c, e, given, who, people);
    END IF;
    RETURN NULL;
END $$;

-- The step to which an event goes back, and what is done again because of it; both empty if it does not go back.
DROP FUNCTION khumue.back_to;
CREATE FUNCTION khumue.back_to(of text, e khumue.event, rule jsonb, OUT target text, OUT region text[])
LANGUAGE plpgsql AS $$
BEGIN
    target := CASE e.kind WHEN 'reopened' THEN e.step
        WHEN 'returned' THEN rule -> 'outcomes' -> e.outcome ->> 'back' END;
    region := '{}';
    IF target IS NOT NULL THEN
        region := ARRAY(SELECT khumue.downstream(v.rules -> 'steps', target) FROM khumue.version v WHERE v.version = of);
    END IF;
END $$;

-- Write the fields. They are those that were given, fit, and lack none that is asked for; or were asked for by what went back.
DROP FUNCTION khumue.check_fields;
CREATE FUNCTION khumue.write_fields(c khumue.office_case, e khumue.event, given jsonb, entry jsonb, rule jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    known jsonb := (SELECT fields FROM khumue.version WHERE version = c.version);
    fields jsonb := coalesce(given -> 'fields', '{}');
    f jsonb;            -- case_no, field, value, earlier
    ok boolean;
BEGIN
    FOR i IN 0 .. coalesce(jsonb_array_length(entry -> 'put_field'), 0) - 1 LOOP
        f := entry -> 'put_field' -> i;
        IF e.kind IN ('returned', 'reopened') THEN
            ok := khumue.must((f ->> 2)::jsonb = 'null', 'rows');
        ELSE
            ok := khumue.must(known ? (f ->> 1) AND (f ->> 2)::jsonb = fields -> (f ->> 1)
                              AND (e.kind IN ('started', 'corrected') OR rule -> 'asks' ? (f ->> 1)), 'rows')
                AND khumue.must(khumue.fits(known -> (f ->> 1), (f ->> 2)::jsonb), 'value');
            fields := fields - (f ->> 1);
        END IF;
        INSERT INTO khumue.field (case_no, field, value, earlier) VALUES (c.case_no, f ->> 1, f ->> 2, f ->> 3)
        ON CONFLICT (case_no, field) DO UPDATE SET value = excluded.value, earlier = excluded.earlier;
    END LOOP;
    ok := khumue.must(fields = '{}', 'rows');
    IF e.kind = 'started' THEN
        ok := khumue.must(NOT EXISTS (
            SELECT FROM jsonb_each(known) a (name, field)
             WHERE (field ->> 'at_start')::boolean AND (given -> 'fields' ? name) IS NOT TRUE), 'value');
    ELSIF e.kind IN ('completed', 'ended') AND rule ->> 'each' IS NULL AND rule -> 'asks' <> '[]' THEN
        ok := khumue.must(given -> 'fields' ?& ARRAY(SELECT jsonb_array_elements_text(rule -> 'asks')), 'value');
    END IF;
    RETURN true;
END $$;

-- Write the entries of lists. They follow from the events: `works` holds, by the entry of the step, [kind, actor].
DROP FUNCTION khumue.check_items;
CREATE FUNCTION khumue.write_items(
    c khumue.office_case, e khumue.event, entry jsonb, works jsonb, region text[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    gone jsonb;
    s record;
    work jsonb;         -- what was done with this one
    earlier jsonb;      -- who had confirmed it
    ok boolean;
BEGIN
    FOR i IN 0 .. coalesce(jsonb_array_length(entry -> 'drop_item'), 0) - 1 LOOP
        gone := entry -> 'drop_item' -> i;
        ok := khumue.must(gone ->> 1 = ANY (region) OR (e.kind = 'corrected' AND NOT EXISTS (
            SELECT FROM khumue.field f JOIN khumue.rule k ON k.version = c.version AND k.step = gone ->> 1
             WHERE f.case_no = c.case_no AND f.field = k.body ->> 'each' AND f.value::jsonb ? (gone ->> 2))), 'rows');
        DELETE FROM khumue.item d WHERE d.case_no = c.case_no AND d.step = gone ->> 1 AND d.item = gone ->> 2;
    END LOOP;
    FOR s IN
        INSERT INTO khumue.item AS i (case_no, step, item, state, confirmed, seq)
        SELECT c.case_no, v ->> 1, v ->> 2, v ->> 3, v ->> 4, (v ->> 5)::integer
          FROM jsonb_array_elements(entry -> 'put_item') WITH ORDINALITY t (v, n) ORDER BY n
        ON CONFLICT (case_no, step, item) DO UPDATE
           SET state = excluded.state, confirmed = excluded.confirmed, seq = excluded.seq
        RETURNING i.*, (SELECT o FROM khumue.item o WHERE (o.case_no, o.step, o.item) = (i.case_no, i.step, i.item)) AS was
    LOOP
        work := CASE WHEN s.step = e.step THEN works -> s.item END;
        earlier := coalesce((s.was).confirmed, '[]');
        ok := khumue.must(CASE
            WHEN work IS NOT NULL THEN
                s.state = CASE work ->> 0 WHEN 'completed' THEN 'done' ELSE 'ready' END
                AND s.confirmed::jsonb = CASE work -> 1 WHEN 'null' THEN earlier ELSE earlier || (work -> 1) END
            WHEN (s.was).state IS NOT NULL AND NOT s.step = ANY (region) THEN
                (s.was).state = s.state AND earlier = s.confirmed::jsonb
            ELSE s.state = 'ready' AND s.confirmed = '[]' END, 'rows');
        works := CASE WHEN work IS NULL THEN works ELSE works - s.item END;
    END LOOP;
    RETURN khumue.must(works = '{}', 'ready');
END $$;

-- The ready list of a step that was written, or of some of its entries alone (`RowStore._write_ready`).
DROP FUNCTION khumue.write_ready;
CREATE FUNCTION khumue.write_ready(s khumue.step, waited boolean, rule jsonb, parts text[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF waited AND parts IS NULL THEN
        DELETE FROM khumue.ready d WHERE d.case_no = s.case_no AND d.step = s.step;
    ELSIF waited THEN
        DELETE FROM khumue.ready d WHERE d.case_no = s.case_no AND d.step = s.step AND d.item = ANY (parts);
    END IF;
    IF s.state <> 'ready' THEN
        RETURN true;
    ELSIF rule -> 'each' = 'null' THEN
        INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
        SELECT s.case_no, s.step, '', actor, coalesce(s.due, '9999-12-31'), s.ready_at
          FROM jsonb_array_elements_text(rule -> 'by') actor
         WHERE NOT ((rule ->> 'joint')::boolean AND s.confirmed::jsonb ? actor);
        RETURN true;
    ELSIF parts IS NULL THEN
        parts := ARRAY(SELECT i.item FROM khumue.item i WHERE i.case_no = s.case_no AND i.step = s.step AND i.state = 'ready');
    END IF;
    INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
    SELECT s.case_no, s.step, i.item, actor, coalesce(s.due, '9999-12-31'), s.ready_at
      FROM khumue.item i, jsonb_array_elements_text(rule -> 'by') actor
     WHERE i.case_no = s.case_no AND i.step = s.step AND i.item = ANY (parts) AND i.state = 'ready'
       AND NOT ((rule ->> 'joint')::boolean AND i.confirmed::jsonb ? actor);
    RETURN true;
END $$;

-- Whether the deadline of a step that is ready can be right, as far as the days on which the office is closed do not matter:
-- none where the rule has none, never before its number of days has passed, and not moved while the step waits on.
CREATE FUNCTION khumue.timely(s khumue.step, was khumue.step, rule jsonb, e khumue.event, anew boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    RETURN s.ready_at = CASE WHEN anew THEN e.at ELSE was.ready_at END AND CASE
        WHEN NOT anew AND e.kind NOT IN ('resumed', 'reopened') THEN s.due IS NOT DISTINCT FROM was.due
        WHEN rule ->> 'within' IS NULL THEN s.due IS NULL
        ELSE s.due IS NULL OR (pg_input_is_valid(s.due, 'date') AND s.due >= to_char(
            khumue.day_of(s.ready_at)::date + split_part(rule ->> 'within', ' ', 1)::integer, 'YYYY-MM-DD')) END;
END $$;

-- Write the steps. They follow from the event: nothing is done but what it does, nothing opens or is skipped before its turn,
-- nothing waits again but what went back. Gives how many more are settled now.
DROP FUNCTION khumue.check_steps;
CREATE FUNCTION khumue.write_steps(
    c khumue.office_case, e khumue.event, entry jsonb, target text, region text[], state text) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    s record;
    r khumue.step;
    was khumue.step;
    rule jsonb;
    before text;
    goes_back boolean;
    parts text[];       -- where only some entries of a step have changed
    settled integer := 0;
    concerned boolean := e.kind NOT IN ('confirmed', 'completed', 'returned', 'ended');
    ok boolean;
BEGIN
    FOR s IN
        INSERT INTO khumue.step AS n (case_no, step, state, pending, live, round, outcome, confirmed, open_items, seq,
                                      ready_at, due)
        SELECT c.case_no, v ->> 1, v ->> 2, (v ->> 3)::integer, (v ->> 4)::integer, (v ->> 5)::integer, v ->> 6, v ->> 7,
               (v ->> 8)::integer, (v ->> 9)::integer, v ->> 10, v ->> 11
          FROM jsonb_array_elements(entry -> 'put_step') v
        ON CONFLICT (case_no, step) DO UPDATE
           SET state = excluded.state, pending = excluded.pending, live = excluded.live, round = excluded.round,
               outcome = excluded.outcome, confirmed = excluded.confirmed, open_items = excluded.open_items,
               seq = excluded.seq, ready_at = excluded.ready_at, due = excluded.due
        RETURNING n AS r, (SELECT o FROM khumue.step o WHERE o.case_no = n.case_no AND o.step = n.step) AS was,
                  (SELECT k.body FROM khumue.rule k WHERE k.version = c.version AND k.step = n.step) AS rule
    LOOP
        r := s.r;
        was := s.was;
        rule := s.rule;
        before := coalesce(was.state, 'waiting');
        goes_back := r.step = ANY (region);
        settled := settled + (r.state IN ('done', 'skipped'))::integer - (before IN ('done', 'skipped'))::integer;
        concerned := concerned OR r.step = e.step;
        ok := khumue.must(rule IS NOT NULL AND CASE
            WHEN r.state = before AND NOT goes_back THEN r.outcome IS NOT DISTINCT FROM was.outcome
            WHEN r.state = 'done' THEN before = 'ready' AND r.step = e.step AND r.outcome IS NOT DISTINCT FROM e.outcome
                AND (e.kind IN ('completed', 'ended') OR (e.kind = 'corrected' AND rule ->> 'each' IS NOT NULL))
            WHEN r.outcome IS NOT NULL THEN false
            WHEN r.state = 'waiting' THEN goes_back
            ELSE (before = 'waiting' OR r.step = target)
                AND r.state = khumue.arrived(c, rule, coalesce(r.step = target, false)) END
            AND r.round = coalesce(was.round, 1) + (before <> 'waiting' AND goes_back)::integer
            AND (r.confirmed IN ('[]', was.confirmed)
                OR r.confirmed::jsonb = coalesce(was.confirmed::jsonb, '[]')
                OR (r.step = e.step AND rule ->> 'each' IS NULL AND e.kind IN ('confirmed', 'completed', 'ended')
                    AND r.confirmed::jsonb = coalesce(was.confirmed::jsonb, '[]') || to_jsonb(e.actor)))
            AND (r.state <> 'ready' OR khumue.timely(r, was, rule, e, before <> 'ready' OR goes_back)), 'rows');
        parts := NULL;
        IF rule -> 'each' <> 'null' THEN
            IF r.state IN ('ready', 'done') AND r.state <> before THEN
                ok := khumue.must(NOT EXISTS (
                    SELECT FROM khumue.field f, jsonb_array_elements_text(
                               CASE jsonb_typeof(f.value::jsonb) WHEN 'array' THEN f.value::jsonb ELSE '[]' END) x
                      LEFT JOIN khumue.item i ON i.case_no = c.case_no AND i.step = r.step AND i.item = x
                     WHERE f.case_no = c.case_no AND f.field = rule ->> 'each'
                       AND (i.state = 'done' OR (r.state = 'ready' AND i.state = 'ready')) IS NOT TRUE), 'rows');
            ELSIF r.state = 'ready' AND c.state = 'open' AND NOT goes_back THEN
                parts := ARRAY(SELECT w ->> 2 FROM jsonb_array_elements(
                    coalesce(entry -> 'put_item', '[]') || coalesce(entry -> 'drop_item', '[]')) w WHERE w ->> 1 = r.step);
            END IF;
        END IF;
        IF state = 'open' THEN
            ok := khumue.write_ready(r, before = 'ready', rule, parts);
        END IF;
    END LOOP;
    IF target IS NOT NULL THEN
        ok := khumue.must(NOT EXISTS (SELECT FROM khumue.step o WHERE o.case_no = c.case_no AND o.step = ANY (region)
                                         AND o.step <> target AND o.state <> 'waiting'), 'rows');
    END IF;
    ok := khumue.must(concerned, 'ready');
    RETURN settled;
END $$;

-- The row of a case after the events: `m` holds version, state, result, title, seq, unsettled, attachments, closed_at,
-- suspensions, head. `c` has followed the events so far.
DROP FUNCTION khumue.move_case;
CREATE FUNCTION khumue.move_case(c khumue.office_case, e khumue.event, m jsonb, rule jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    state text := CASE e.kind WHEN 'suspended' THEN 'suspended' WHEN 'cancelled' THEN 'cancelled' WHEN 'ended' THEN 'ended'
        WHEN 'resumed' THEN 'open' WHEN 'reopened' THEN 'open' ELSE c.state END;
    r khumue.office_case;
    ok boolean;
BEGIN
    UPDATE khumue.office_case o
       SET version = m ->> 0, state = m ->> 1, result = m ->> 2, title = m ->> 3, seq = (m ->> 4)::integer,
           unsettled = (m ->> 5)::integer, attachments = (m ->> 6)::integer, closed_at = m ->> 7, suspensions = m ->> 8,
           head = decode(m ->> 9, 'hex')
     WHERE o.case_no = c.case_no RETURNING o.* INTO r;
    ok := khumue.must(
        r.version = c.version AND r.title = c.title AND r.seq = c.seq AND r.head = c.head AND r.unsettled = c.unsettled
        AND r.attachments = c.attachments
        AND r.result IS NOT DISTINCT FROM CASE state WHEN 'ended' THEN rule -> 'outcomes' -> e.outcome ->> 'end' END, 'rows');
    IF r.state <> state THEN
        ok := khumue.must(r.state = 'completed' AND e.kind IN ('started', 'completed', 'corrected') AND NOT EXISTS (
            SELECT FROM khumue.rule k WHERE k.version = c.version AND NOT EXISTS (
                SELECT FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = k.step AND s.state IN ('done', 'skipped'))),
            'rows');
    END IF;
    IF r.state <> 'open' THEN
        DELETE FROM khumue.ready d WHERE d.case_no = c.case_no;
    END IF;
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
    c khumue.office_case;
    begins boolean := NOT entry ? 'move_case';
    total integer := jsonb_array_length(entry -> 'add_event');
    v jsonb;            -- case_no, seq, at, kind, step, outcome, actor, effects, commitment, previous, hash
    e khumue.event;
    p khumue.personal;
    said jsonb;         -- what is kept apart of an event
    given jsonb;        -- of the first
    rule jsonb;         -- of the step that it concerns
    works jsonb := '{}';    -- by entry: kind, actor
    target text;
    region text[] := '{}';
    ok boolean;
BEGIN
    ok := khumue.must(total > 0, 'kind') AND khumue.must(total = jsonb_array_length(entry -> 'add_personal'), 'chain');
    SELECT l.person, n.body INTO who, people
      FROM khumue.login l LEFT JOIN khumue.people n ON n.people_no = (SELECT max(people_no) FROM khumue.people)
     WHERE l.login = session_user;
    ok := khumue.must(who IS NOT NULL, 'login');
    IF begins THEN
        c := khumue.begin_case(entry -> 'put_case' -> 0);
    ELSE
        SELECT * INTO c FROM khumue.office_case WHERE case_no = (m ->> 10)::bigint FOR UPDATE;
        ok := khumue.must(c.seq = (m ->> 11)::integer AND c.seq > 0, 'seq');
    END IF;
    FOR i IN 0 .. total - 1 LOOP
        v := entry -> 'add_event' -> i;
        e := ROW(c.case_no, (v ->> 1)::integer, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7,
                 decode(v ->> 8, 'hex'), decode(v ->> 9, 'hex'), decode(v ->> 10, 'hex'))::khumue.event;
        v := entry -> 'add_personal' -> i;
        p := ROW(c.case_no, (v ->> 1)::integer, decode(v ->> 2, 'hex'), v ->> 3)::khumue.personal;
        said := p.body::jsonb;
        given := coalesce(given, said);
        rule := khumue.check_event(c, e, p, said, entry -> 'add_event' -> i, who, people);
        INSERT INTO khumue.event VALUES (e.*);
        INSERT INTO khumue.personal VALUES (p.*);
        c.seq := e.seq;
        c.head := e.hash;
        IF said ? 'attachments' THEN
            c.attachments := c.attachments + jsonb_array_length(said -> 'attachments');
        END IF;
        IF said ? 'item' THEN
            works := works || jsonb_build_object(said ->> 'item', jsonb_build_array(e.kind, e.actor));
        END IF;
    END LOOP;
    IF total > 1 THEN   -- only the entries of one step are done together, each once
        ok := khumue.must(i.items = total AND i.steps = 1 AND i.works, 'kind') FROM (
            SELECT count(DISTINCT (q ->> 3)::jsonb ->> 'item') AS items, count(DISTINCT n ->> 4) AS steps,
                   bool_and(n ->> 3 IN ('confirmed', 'completed')) AS works
              FROM ROWS FROM (jsonb_array_elements(entry -> 'add_event'), jsonb_array_elements(entry -> 'add_personal'))
                   AS both_of (n, q)) i;
    END IF;
    ok := khumue.must(NOT begins OR c.title = coalesce(given ->> 'title', ''), 'rows');
    IF e.kind IN ('returned', 'reopened') THEN
        SELECT * INTO target, region FROM khumue.back_to(c.version, e, rule);
    END IF;
    IF begins OR entry ? 'put_field' OR given ? 'fields' OR rule -> 'asks' <> '[]' THEN
        ok := khumue.write_fields(c, e, given, entry, rule);
    END IF;
    IF works <> '{}' OR entry ?| '{put_item,drop_item}' THEN
        ok := khumue.write_items(c, e, entry, works, region);
    END IF;
    c.unsettled := CASE WHEN begins THEN (SELECT count(*) FROM khumue.rule WHERE version = c.version) ELSE c.unsettled END
        - khumue.write_steps(c, e, entry, target, region, m ->> 1);
    ok := khumue.move_case(c, e, m, rule);
    IF entry ? 'keep_deed' THEN     -- what the command did: this
        ok := khumue.must(jsonb_array_length(entry -> 'keep_deed') = 1
            AND (entry -> 'keep_deed' -> 0 ->> 2)::jsonb = jsonb_build_array(c.case_id, c.seq), 'deed');
        INSERT INTO khumue.deed (key, asked, effect)
        VALUES (decode(entry -> 'keep_deed' -> 0 ->> 0, 'hex'), decode(entry -> 'keep_deed' -> 0 ->> 1, 'hex'),
                entry -> 'keep_deed' -> 0 ->> 2);
    END IF;
END $$;

DROP FUNCTION khumue.rules_for, khumue.as_it_was, khumue.hash_of(jsonb);
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM PUBLIC;
