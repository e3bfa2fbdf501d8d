-- What a login sends is taken apart once, into rows of the tables, written, and checked as it was written: to ask JSON for a
-- place of it again and again took most of the time of a step, and what is not in order undoes all of it. Of a version only
-- the rules of the steps concerned are read, except where something goes back. Each expression of these functions costs
-- about as much as a row when it is met first on a connection: what belongs together stands in one, and what is seldom
-- asked in a function of its own.

-- Nothing is wrong, or this is the reason.
CREATE FUNCTION khumue.refuse(reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = CASE reason WHEN 'seq' THEN 'KH409' ELSE 'KH403' END, MESSAGE = reason;
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION khumue.must(holds boolean, reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    RETURN holds OR khumue.refuse(reason);
END $$;

CREATE FUNCTION khumue.listed(list jsonb) RETURNS text[] LANGUAGE sql
RETURN ARRAY(SELECT jsonb_array_elements_text(list));

-- As a lone expression, which is carried out where it is asked for.
CREATE OR REPLACE FUNCTION khumue.clock() RETURNS timestamptz LANGUAGE sql VOLATILE
RETURN clock_timestamp();

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
    place integer := 1; -- as far as which they were looked up
    entries jsonb;
    m jsonb;            -- of, since, until
BEGIN
    WHILE place <= cardinality(found) LOOP
        entries := people -> 'belongs' -> found[place];
        FOR j IN 0 .. coalesce(jsonb_array_length(entries), 0) - 1 LOOP
            m := entries -> j;
            IF m ->> 0 <> ALL (found) AND coalesce(m ->> 1 <= day, true) AND coalesce(day <= m ->> 2, true) THEN
                found := found || (m ->> 0);
            END IF;
        END LOOP;
        place := place + 1;
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

-- An event that is no work on a step: only known kinds, each in its state, by whoever has a part in the procedure.
CREATE FUNCTION khumue.check_other(c khumue.office_case, e khumue.event, said jsonb, who text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    rules jsonb := (SELECT rules FROM khumue.version WHERE version = c.version);
BEGIN
    PERFORM khumue.must((c.seq > 0 OR e.kind = 'started') AND CASE e.kind
        WHEN 'started' THEN c.seq = 0 AND e.step IS NULL
        WHEN 'suspended' THEN c.state = 'open' AND e.step IS NULL
        WHEN 'resumed' THEN c.state = 'suspended' AND e.step IS NULL
        WHEN 'cancelled' THEN c.state IN ('open', 'suspended') AND e.step IS NULL
        WHEN 'reopened' THEN c.state IN ('open', 'completed', 'ended', 'cancelled') AND rules -> 'steps' ? e.step
        ELSE e.kind = 'corrected' AND c.state IN ('open', 'suspended') END, 'kind');
    PERFORM khumue.check_hold(c, jsonb_build_array(c.case_no, e.seq, e.at, e.kind), said, rules, who);
END $$;

-- One event, and what is kept apart of it: the right person, at this time, behind the last event, with which `c` ends; and
-- whether they may do this part of a step now. Gives the rule of the step.
DROP FUNCTION khumue.check_events, khumue.check_work;
CREATE FUNCTION khumue.check_event(
    c khumue.office_case, e khumue.event, p khumue.personal, said jsonb, who text, people jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    rule jsonb;
    waits boolean;      -- for this actor
    more boolean;       -- others are still to confirm it
    ok boolean;
BEGIN
    ok := khumue.refuse(CASE
        WHEN (e.seq = c.seq + 1 AND p.seq = e.seq AND e.previous = c.head AND e.hash = khumue.hash_of(e)
              AND e.commitment = sha256(p.salt || convert_to(p.body, 'UTF8')) AND e.effects IS JSON OBJECT) IS NOT TRUE
            THEN 'chain'
        WHEN (e.at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$' -- as `records.stamp` writes it
              AND abs(extract(epoch FROM e.at::timestamptz - khumue.clock())) < 600) IS NOT TRUE THEN 'clock'
        WHEN (said ->> 'person' = who AND said ->> 'login' = session_user) IS NOT TRUE THEN 'person'
        WHEN people IS NULL THEN 'people' END);
    IF (e.kind IN ('confirmed', 'completed', 'returned', 'ended')) IS NOT TRUE THEN
        PERFORM khumue.check_other(c, e, said, who);
        IF e.step IS NULL OR e.kind = 'reopened' THEN
            RETURN NULL;
        END IF;
    END IF;
    SELECT k.body, jsonb_array_length((CASE WHEN said ? 'item'
               THEN (SELECT i.confirmed FROM khumue.item i
                      WHERE i.case_no = c.case_no AND i.step = e.step AND i.item = said ->> 'item')
               ELSE (SELECT s.confirmed FROM khumue.step s WHERE s.case_no = c.case_no AND s.step = e.step) END)::jsonb) + 1
               < CASE WHEN k.body -> 'joint' = 'true' THEN jsonb_array_length(k.body -> 'by') ELSE 1 END,
           EXISTS (SELECT FROM khumue.ready r WHERE r.case_no = c.case_no AND r.step = e.step
                      AND r.item = coalesce(said ->> 'item', '') AND r.actor = coalesce(e.actor, r.actor))
      INTO rule, more, waits FROM khumue.rule k WHERE k.version = c.version AND k.step = e.step;
    ok := khumue.refuse(CASE
        WHEN e.kind <> 'corrected' AND (c.state = 'open' AND e.step IS NOT NULL) IS NOT TRUE THEN 'kind'
        WHEN rule IS NULL THEN 'ready'
        WHEN e.kind <> 'corrected' AND (waits AND (e.kind = 'confirmed') = more
                AND (e.actor IS NOT NULL OR rule -> 'joint' = 'false')) IS NOT TRUE THEN 'ready'
        WHEN (CASE
            WHEN e.kind = 'returned' THEN rule -> 'outcomes' -> e.outcome ->> 'back' IS NOT NULL
            WHEN e.kind = 'ended' THEN rule -> 'outcomes' -> e.outcome ->> 'end' IS NOT NULL
            WHEN e.kind = 'completed' AND rule -> 'outcomes' <> '{}' THEN rule -> 'outcomes' ? e.outcome
                AND coalesce(rule -> 'outcomes' -> e.outcome ->> 'back', rule -> 'outcomes' -> e.outcome ->> 'end') IS NULL
            ELSE e.outcome IS NULL END) IS NOT TRUE THEN 'outcome'
        WHEN (CASE
            WHEN e.kind = 'corrected' THEN khumue.may(people, who, khumue.listed(rule -> 'by'), c.process, khumue.today())
            WHEN people -> 'binding' = 'false' THEN said ->> 'in_stead_of' IS NULL AND e.effects::jsonb ->> 'order' IS NULL
            ELSE e.actor IS NOT NULL AND khumue.entitled(people, who, ARRAY[e.actor], c.process, khumue.today(),
                                                         said ->> 'in_stead_of', e.effects::jsonb ->> 'order') END)
            IS NOT TRUE THEN 'right' END);
    IF rule -> 'not_by' <> '[]' THEN
        ok := khumue.must(NOT EXISTS (
            SELECT FROM jsonb_array_elements_text(rule -> 'not_by') other
              JOIN khumue.rule k ON k.version = c.version AND k.step = other
             WHERE khumue.had_a_hand(c.case_no, k.body, CASE WHEN people -> 'persons' ? (said ->> 'in_stead_of')
                                                         THEN ARRAY[who, said ->> 'in_stead_of'] ELSE ARRAY[who] END)), 'apart');
    END IF;
    RETURN rule;
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
CREATE FUNCTION khumue.write_fields(
    c khumue.office_case, e khumue.event, given jsonb, entry jsonb, rule jsonb, region text[]) RETURNS boolean
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
            ok := khumue.must((f ->> 2)::jsonb = 'null' AND known ? (f ->> 1) AND EXISTS (
                SELECT FROM khumue.rule k
                 WHERE k.version = c.version AND k.step = ANY (region) AND k.body -> 'asks' ? (f ->> 1)), 'rows');
            known := known - (f ->> 1);
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

-- Whether a step is over a list of which this is an entry.
CREATE FUNCTION khumue.has_entry(c khumue.office_case, of text, part text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (SELECT FROM khumue.field f JOIN khumue.rule k ON k.version = c.version AND k.step = of
                    WHERE f.case_no = c.case_no AND f.field = k.body ->> 'each' AND f.value::jsonb ? part);
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
        ok := khumue.must(gone ->> 1 = ANY (region)
                          OR (e.kind = 'corrected' AND NOT khumue.has_entry(c, gone ->> 1, gone ->> 2)), 'rows');
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
            ELSE s.state = 'ready' AND s.confirmed = '[]' AND khumue.has_entry(c, s.step, s.item) END, 'rows');
        works := CASE WHEN work IS NULL THEN works ELSE works - s.item END;
    END LOOP;
    RETURN khumue.must(works = '{}', 'ready');
END $$;

-- The state in which a step that has just been arrived at is now: ready, skipped, or waiting as long as anything before it is
-- open. `done` are steps that have just been done.
DROP FUNCTION khumue.arrived;
CREATE FUNCTION khumue.arrived(c khumue.office_case, rule jsonb, lives boolean, done jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    settled boolean;    -- all that it waits for
    reached boolean;    -- by any of that
    w jsonb;            -- field or step, [value]
    value text;
BEGIN
    IF NOT done @> (rule -> 'after') THEN
        SELECT bool_and(coalesce(s.state IN ('done', 'skipped'), false)), bool_or(s.state = 'done') INTO settled, reached
          FROM jsonb_array_elements_text(rule -> 'after') a
          LEFT JOIN khumue.step s ON s.case_no = c.case_no AND s.step = a;
        IF NOT settled THEN
            RETURN 'waiting';
        ELSIF NOT lives AND reached IS NOT TRUE THEN
            RETURN 'skipped';
        END IF;
    END IF;
    IF rule -> 'when' <> '[]' THEN
        FOR i IN 0 .. jsonb_array_length(rule -> 'when') - 1 LOOP
            w := rule -> 'when' -> i;
            value := CASE WHEN (SELECT v.fields ? (w ->> 0) FROM khumue.version v WHERE v.version = c.version)
                THEN (SELECT f.value::jsonb #>> '{}' FROM khumue.field f WHERE f.case_no = c.case_no AND f.field = w ->> 0)
                ELSE (SELECT s.outcome FROM khumue.step s
                       WHERE s.case_no = c.case_no AND s.step = w ->> 0 AND s.state = 'done') END;
            IF (w -> 1 ? value) IS NOT TRUE THEN
                RETURN 'skipped';
            END IF;
        END LOOP;
    END IF;
    RETURN 'ready';
END $$;

-- Whether the last day of a step that is ready can be right, as far as the days on which the office is closed do not matter:
-- no earlier than the number of days of its rule behind the day on which it became ready.
CREATE FUNCTION khumue.timely(due text, ready_at text, within text) RETURNS boolean
LANGUAGE sql STABLE
RETURN due IS NULL OR (due ~ '^\d{4}-\d\d-\d\d$' AND pg_input_is_valid(due, 'date') AND due >= to_char(
    khumue.day_of(ready_at)::date + split_part(within, ' ', 1)::integer, 'YYYY-MM-DD'));

-- A step over the entries of a list, which is done when all of them are; and its part of the ready list: of the entries
-- that were written alone, where it was ready before and still is.
DROP FUNCTION khumue.write_ready;
CREATE FUNCTION khumue.write_each(
    c khumue.office_case, s khumue.step, before text, rule jsonb, entry jsonb, opens boolean, anew boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    parts text[];
    ok boolean;
BEGIN
    IF s.state IN ('ready', 'done') AND s.state <> before THEN
        ok := khumue.must(NOT EXISTS (
            SELECT FROM khumue.field f, jsonb_array_elements_text(
                       CASE jsonb_typeof(f.value::jsonb) WHEN 'array' THEN f.value::jsonb ELSE '[]' END) x
              LEFT JOIN khumue.item i ON i.case_no = c.case_no AND i.step = s.step AND i.item = x
             WHERE f.case_no = c.case_no AND f.field = rule ->> 'each'
               AND (i.state = 'done' OR (s.state = 'ready' AND i.state = 'ready')) IS NOT TRUE), 'rows');
    END IF;
    IF before = 'ready' AND s.state = 'ready' AND NOT anew THEN
        parts := ARRAY(SELECT w ->> 2 FROM jsonb_array_elements(
            coalesce(entry -> 'put_item', '[]') || coalesce(entry -> 'drop_item', '[]')) w WHERE w ->> 1 = s.step);
        DELETE FROM khumue.ready d WHERE d.case_no = c.case_no AND d.step = s.step AND d.item = ANY (parts);
        IF NOT EXISTS (SELECT FROM khumue.item i
                        WHERE i.case_no = c.case_no AND i.step = s.step AND i.item = ANY (parts) AND i.state = 'ready') THEN
            RETURN true;
        END IF;
    ELSIF before = 'ready' THEN
        DELETE FROM khumue.ready d WHERE d.case_no = c.case_no AND d.step = s.step;
    END IF;
    IF s.state = 'ready' AND opens THEN
        parts := coalesce(parts, ARRAY(
            SELECT i.item FROM khumue.item i WHERE i.case_no = c.case_no AND i.step = s.step AND i.state = 'ready'));
        INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
        SELECT c.case_no, s.step, i.item, actor, coalesce(s.due, '9999-12-31'), coalesce(s.ready_at, '')
          FROM khumue.item i, jsonb_array_elements_text(rule -> 'by') actor
         WHERE i.case_no = c.case_no AND i.step = s.step AND i.item = ANY (parts) AND i.state = 'ready'
           AND NOT (rule -> 'joint' = 'true' AND i.confirmed::jsonb ? actor);
    END IF;
    RETURN true;
END $$;

-- Write the steps, and the ready list if the case then `opens` (`RowStore._write_ready`). They follow from the event: nothing
-- is done but what it does, nothing opens or is skipped before its turn, nothing waits again but what went back, and no
-- deadline moves by itself. Gives how many more are settled now.
DROP FUNCTION khumue.check_steps;
CREATE FUNCTION khumue.write_steps(
    c khumue.office_case, e khumue.event, entry jsonb, target text, region text[], opens boolean) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    s record;           -- a step; with it as it was, and its rule
    before text;
    anew boolean;       -- it goes back
    concerned boolean := e.kind NOT IN ('confirmed', 'completed', 'returned', 'ended');
    done jsonb := '[]';
    settled integer := 0;
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
        RETURNING n.*, n AS whole, (SELECT o FROM khumue.step o WHERE o.case_no = n.case_no AND o.step = n.step) AS was,
                  (SELECT k.body FROM khumue.rule k WHERE k.version = c.version AND k.step = n.step) AS rule
    LOOP
        before := coalesce((s.was).state, 'waiting');
        anew := s.step = ANY (region);
        ok := khumue.must(s.rule IS NOT NULL AND CASE
            WHEN s.state = before AND NOT anew THEN s.outcome IS NOT DISTINCT FROM (s.was).outcome
                AND (s.step = e.step AND s.rule -> 'each' = 'null' AND e.kind IN ('completed', 'ended')) IS NOT TRUE
            WHEN s.state = 'done' THEN before = 'ready' AND s.step = e.step AND s.outcome IS NOT DISTINCT FROM e.outcome
                AND (e.kind IN ('completed', 'ended') OR (e.kind = 'corrected' AND s.rule -> 'each' <> 'null'))
            WHEN s.outcome IS NOT NULL THEN false
            WHEN s.state = 'waiting' THEN anew
            ELSE (before = 'waiting' OR s.step = target)
                AND s.state = khumue.arrived(c, s.rule, coalesce(s.step = target, false), done) END
            AND s.round = coalesce((s.was).round, 1) + (before <> 'waiting' AND anew)::integer
            AND s.confirmed::jsonb = CASE WHEN anew THEN '[]' ELSE coalesce((s.was).confirmed, '[]') END::jsonb
                || CASE WHEN s.step = e.step AND s.rule -> 'joint' = 'true' AND s.rule -> 'each' = 'null'
                             AND e.kind IN ('confirmed', 'completed', 'ended') THEN to_jsonb(e.actor) ELSE '[]' END
            AND (s.state <> 'ready' OR CASE
                WHEN s.ready_at IS DISTINCT FROM CASE WHEN before = 'ready' AND NOT anew THEN (s.was).ready_at ELSE e.at END
                    THEN false
                WHEN before = 'ready' AND NOT anew AND s.due IS NOT DISTINCT FROM (s.was).due THEN true
                WHEN before = 'ready' AND NOT anew AND e.kind NOT IN ('resumed', 'reopened') THEN false
                WHEN s.rule -> 'within' = 'null' THEN s.due IS NULL
                ELSE khumue.timely(s.due, s.ready_at, s.rule ->> 'within') END), 'rows');
        settled := settled + (s.state IN ('done', 'skipped'))::integer - (before IN ('done', 'skipped'))::integer;
        concerned := concerned OR s.step = e.step;
        done := CASE s.state WHEN 'done' THEN done || to_jsonb(s.step) ELSE done END;
        IF s.rule -> 'each' <> 'null' THEN
            ok := khumue.write_each(c, s.whole, before, s.rule, entry, opens, anew OR c.state <> 'open');
        ELSE
            IF before = 'ready' AND opens THEN
                DELETE FROM khumue.ready d WHERE d.case_no = c.case_no AND d.step = s.step;
            END IF;
            IF s.state = 'ready' AND opens THEN
                INSERT INTO khumue.ready (case_no, step, item, actor, due, ready_at)
                SELECT c.case_no, s.step, '', actor, coalesce(s.due, '9999-12-31'), coalesce(s.ready_at, '')
                  FROM jsonb_array_elements_text(s.rule -> 'by') actor
                 WHERE NOT (s.rule -> 'joint' = 'true' AND s.confirmed::jsonb ? actor);
            END IF;
        END IF;
    END LOOP;
    IF target IS NOT NULL THEN
        ok := khumue.must(NOT EXISTS (SELECT FROM khumue.step o WHERE o.case_no = c.case_no AND o.step = ANY (region)
                                         AND o.step <> target AND o.state <> 'waiting'), 'rows');
    END IF;
    RETURN CASE WHEN khumue.must(concerned, 'ready') THEN settled END;
END $$;

-- What an event makes of the whole case, where that is not open before and behind it; `r` is its row now.
DROP FUNCTION khumue.move_case;
CREATE FUNCTION khumue.check_end(c khumue.office_case, r khumue.office_case, e khumue.event, rule jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    state text := CASE e.kind WHEN 'suspended' THEN 'suspended' WHEN 'cancelled' THEN 'cancelled' WHEN 'ended' THEN 'ended'
        WHEN 'resumed' THEN 'open' WHEN 'reopened' THEN 'open' ELSE c.state END;
    ok boolean := khumue.must(
        r.result IS NOT DISTINCT FROM CASE state WHEN 'ended' THEN rule -> 'outcomes' -> e.outcome ->> 'end' END, 'rows');
BEGIN
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
    m jsonb := coalesce(entry -> 'move_case' -> 0, (entry -> 'put_case' -> 0) - 10 - 2 - 1 - 0);
    who text;
    people jsonb;
    c khumue.office_case;   -- as it was
    r khumue.office_case;   -- as it is now
    files integer := 0;
    v jsonb;
    e khumue.event;
    p khumue.personal;
    said jsonb;             -- its body
    given jsonb;            -- with the first
    rule jsonb;             -- of the step that it concerns
    works jsonb := '{}';    -- by entry: kind, actor
    target text;
    region text[] := '{}';
    unsettled integer := 0; -- at the beginning
    settled integer;
    ok boolean;
BEGIN
    IF NOT entry ? 'move_case' THEN
        SELECT count(*) INTO unsettled FROM khumue.begin_case(entry -> 'put_case' -> 0) JOIN khumue.rule USING (version);
    END IF;
    SELECT o.case_no, o.case_id, o.process, o.version, o.state, o.title, o.seq, o.unsettled, o.attachments, o.head,
           (SELECT person FROM khumue.login WHERE login = session_user),
           (SELECT body FROM khumue.people ORDER BY people_no DESC LIMIT 1)
      INTO c.case_no, c.case_id, c.process, c.version, c.state, c.title, c.seq, c.unsettled, c.attachments, c.head, who, people
      FROM khumue.office_case o
     WHERE o.case_no = (CASE WHEN entry ? 'move_case' THEN m ->> 10 ELSE entry -> 'put_case' -> 0 ->> 0 END)::bigint FOR UPDATE;
    ok := khumue.refuse(CASE
        WHEN c.case_no IS NULL OR (entry ? 'move_case' AND (c.seq = (m ->> 11)::integer AND c.seq > 0) IS NOT TRUE) THEN 'seq'
        WHEN current_setting('transaction_isolation') <> 'read committed' THEN 'seq'   -- it would see people of before
        WHEN who IS NULL THEN 'login'
        WHEN (jsonb_array_length(entry -> 'add_event') > 0) IS NOT TRUE THEN 'kind'
        WHEN (jsonb_array_length(entry -> 'add_event') = jsonb_array_length(entry -> 'add_personal')) IS NOT TRUE
            THEN 'chain' END);
    FOR i IN 0 .. jsonb_array_length(entry -> 'add_event') - 1 LOOP
        IF i > 0 THEN       -- behind the one before
            c.seq := e.seq;
            c.head := e.hash;
        END IF;
        v := entry -> 'add_event' -> i;
        e := ROW(c.case_no, (v ->> 1)::integer, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7,
                 decode(v ->> 8, 'hex'), decode(v ->> 9, 'hex'), decode(v ->> 10, 'hex'))::khumue.event;
        v := entry -> 'add_personal' -> i;
        p := ROW(c.case_no, (v ->> 1)::integer, decode(v ->> 2, 'hex'), v ->> 3)::khumue.personal;
        said := v ->> 3;
        given := coalesce(given, said);
        rule := khumue.check_event(c, e, p, said, who, people);
        INSERT INTO khumue.event VALUES (e.*);
        INSERT INTO khumue.personal VALUES (p.*);
        IF said ? 'item' AND e.kind IN ('confirmed', 'completed') THEN
            works := works || jsonb_build_object(said ->> 'item', jsonb_build_array(e.kind, e.actor));
        END IF;
        IF said ? 'attachments' THEN
            files := files + jsonb_array_length(said -> 'attachments');
            UPDATE khumue.file f SET case_no = c.case_no FROM jsonb_array_elements(said -> 'attachments') a
             WHERE f.key = a ->> 2 AND f.case_no IS NULL;
        END IF;
    END LOOP;
    IF jsonb_array_length(entry -> 'add_event') > 1 THEN    -- only the entries of one step are done together, each once
        ok := khumue.must(i.items = i.total AND i.steps = 1 AND i.works, 'kind') FROM (
            SELECT count(*) AS total, count(DISTINCT (q ->> 3)::jsonb ->> 'item') AS items, count(DISTINCT n ->> 4) AS steps,
                   bool_and(n ->> 3 IN ('confirmed', 'completed')) AS works
              FROM ROWS FROM (jsonb_array_elements(entry -> 'add_event'), jsonb_array_elements(entry -> 'add_personal'))
                   AS both_of (n, q)) i;
    END IF;
    IF e.kind IN ('returned', 'reopened') THEN
        SELECT * INTO target, region FROM khumue.back_to(c.version, e, rule);
    END IF;
    IF e.kind = 'started' OR entry ? 'put_field' OR given ? 'fields' OR rule -> 'asks' <> '[]' THEN
        ok := khumue.write_fields(c, e, given, entry, rule, region);
    END IF;
    IF works <> '{}' OR entry ?| '{put_item,drop_item}' THEN
        ok := khumue.write_items(c, e, entry, works, region);
    END IF;
    settled := khumue.write_steps(c, e, entry, target, region, m ->> 1 = 'open');
    UPDATE khumue.office_case
       SET version = m ->> 0, state = m ->> 1, result = m ->> 2, title = m ->> 3, seq = (m ->> 4)::integer,
           unsettled = (m ->> 5)::integer, attachments = (m ->> 6)::integer, closed_at = m ->> 7, suspensions = m ->> 8,
           head = decode(m ->> 9, 'hex')
     WHERE case_no = c.case_no RETURNING * INTO r;
    ok := khumue.refuse(CASE
        WHEN (r.version = c.version AND r.title = c.title AND r.unsettled = c.unsettled + unsettled - settled
              AND r.attachments = c.attachments + files AND r.head = e.hash AND r.seq = e.seq
              AND (e.kind <> 'started' OR (c.title = coalesce(given ->> 'title', '') AND r.opened_at = e.at))) IS NOT TRUE
            THEN 'rows'
        WHEN entry ? 'keep_deed' AND (jsonb_array_length(entry -> 'keep_deed') = 1   -- what the command did: this
              AND (entry -> 'keep_deed' -> 0 ->> 2)::jsonb = jsonb_build_array(c.case_id, e.seq)) IS NOT TRUE THEN 'deed' END);
    IF c.state <> 'open' OR r.state <> 'open' OR r.result IS NOT NULL OR e.kind IN ('suspended', 'cancelled', 'ended') THEN
        ok := khumue.check_end(c, r, e, rule);
    END IF;
    INSERT INTO khumue.deed (key, asked, effect)
    SELECT decode(d ->> 0, 'hex'), decode(d ->> 1, 'hex'), d ->> 2 FROM jsonb_array_elements(entry -> 'keep_deed') d;
END $$;

-- What a change is about to ask for, at once: the case, which is locked by this; what the command did that has this key;
-- a step with those that wait for it; some of its entries. Behind the lock, every statement sees what others have done.
DROP FUNCTION khumue.look;
CREATE FUNCTION khumue.look(
    of text, command bytea, near text, parts text[],
    OUT form integer, OUT case_no bigint, OUT case_id text, OUT process text, OUT version text, OUT state text,
    OUT result text, OUT title text, OUT seq integer, OUT unsettled integer, OUT attachments integer, OUT opened_at text,
    OUT closed_at text, OUT suspensions text, OUT head bytea, OUT asked bytea, OUT effect text, OUT steps json,
    OUT items json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    -- the table of migrations is locked before the case, as by an upgrade: else each could wait for the other
    SELECT (SELECT max(number) FROM khumue.migration), o.case_no, o.case_id, o.process, o.version, o.state, o.result,
           o.title, o.seq, o.unsettled, o.attachments, o.opened_at, o.closed_at, o.suspensions, o.head
      INTO form, case_no, case_id, process, version, state, result,
           title, seq, unsettled, attachments, opened_at, closed_at, suspensions, head
      FROM khumue.office_case o WHERE o.case_id = of FOR UPDATE;
    SELECT d.asked, d.effect,
           (SELECT json_agg(json_build_array(s.step, s.state, s.pending, s.live, s.round, s.outcome, s.confirmed,
                                             s.open_items, s.seq, s.ready_at, s.due))
              FROM khumue.step s WHERE s.case_no = look.case_no AND s.step = ANY (ARRAY(
                  SELECT jsonb_array_elements_text(r.body -> 'next' || to_jsonb(near))
                    FROM khumue.rule r WHERE r.version = look.version AND r.step = near))),
           (SELECT json_agg(json_build_array(i.item, i.state, i.confirmed, i.seq))
              FROM khumue.item i WHERE i.case_no = look.case_no AND i.step = near AND i.item = ANY (parts))
      INTO asked, effect, steps, items
      FROM (SELECT) one LEFT JOIN khumue.deed d ON d.key = command;
END $$;

-- Nobody else is alone at work meanwhile. Unlike an advisory lock, this one is not for whoever reaches the server to take.
CREATE FUNCTION khumue.take_turn() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM khumue.who();
    LOCK TABLE khumue.migration IN SHARE ROW EXCLUSIVE MODE;
END $$;

-- The number that the next case of a procedure gets; nobody else gets one until this transaction has ended.
CREATE OR REPLACE FUNCTION khumue.coming_serial(of integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before integer;
BEGIN
    PERFORM khumue.who();
    SELECT last INTO before FROM khumue.serial WHERE number = of FOR UPDATE;
    IF NOT FOUND THEN   -- its first case: there is no row yet for which two could take turns
        LOCK TABLE khumue.serial IN SHARE ROW EXCLUSIVE MODE;
        SELECT last INTO before FROM khumue.serial WHERE number = of FOR UPDATE;
    END IF;
    RETURN coalesce(before, 0) + 1;
END $$;

-- Of which case a piece of a file is: a login gives it before the event that names it, and by the end of the transaction
-- there must be one. 0 where somebody has brought it who may write the tables.
ALTER TABLE khumue.file ADD COLUMN case_no bigint DEFAULT 0;

-- A piece of a file that was begun in this transaction; what lies there is complete. Sizes as in `rows.py`.
CREATE OR REPLACE FUNCTION khumue.give_piece(of text, number integer, content bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM khumue.who();
    PERFORM khumue.must(NOT EXISTS (SELECT FROM khumue.file WHERE key = of AND xmin <> pg_current_xact_id()::xid), 'file');
    PERFORM khumue.must(length(of) <= 64 AND number BETWEEN 0 AND 511 AND octet_length(content) <= 1048576, 'file-size');
    INSERT INTO khumue.file (key, piece, body, case_no) VALUES (of, number, content, NULL);
END $$;

CREATE FUNCTION khumue.file_is_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM khumue.must(EXISTS (SELECT FROM khumue.file WHERE key = NEW.key AND piece = NEW.piece AND case_no IS NOT NULL),
                        'file-unnamed');
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER file_named AFTER INSERT ON khumue.file DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.case_no IS NULL) EXECUTE FUNCTION khumue.file_is_named();

DROP FUNCTION khumue.rules_for, khumue.as_it_was, khumue.hash_of(jsonb);
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM PUBLIC;
DO $$
DECLARE
    granted name;
BEGIN
    FOR granted IN SELECT rolname FROM khumue.login JOIN pg_roles ON rolname = login LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION khumue.look, khumue.take_turn TO %I', granted);
    END LOOP;
END
$$;
