-- How much work waits, by the day on which it is due and since which it waits (in Thailand): whatever changes `ready`
-- adds to this. Rows are only added, and now and then summed up, so that no command ever waits for another's count.
CREATE TABLE khumue.tally (
    process text   COLLATE "C" NOT NULL,
    step    text   COLLATE "C" NOT NULL,
    actor   text   COLLATE "C" NOT NULL,
    due     text   COLLATE "C" NOT NULL,
    since   text   COLLATE "C" NOT NULL,
    waiting bigint NOT NULL
);

-- The day in Thailand of a moment as `records.stamp` writes it; empty for anything else.
CREATE FUNCTION khumue.day_of(moment text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN pg_input_is_valid(moment, 'timestamptz')
                THEN to_char(moment::timestamptz AT TIME ZONE INTERVAL '7 hours', 'YYYY-MM-DD') ELSE '' END
$$;

-- One at a time; who finds somebody at it leaves it to them.
CREATE FUNCTION khumue.sum_up() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pg_try_advisory_xact_lock(1802990958) THEN
        WITH gone AS (DELETE FROM khumue.tally RETURNING *)
        INSERT INTO khumue.tally
        SELECT process, step, actor, due, since, sum(waiting) FROM gone GROUP BY 1, 2, 3, 4, 5 HAVING sum(waiting) <> 0;
    END IF;
END
$$;

CREATE FUNCTION khumue.count_ready() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO khumue.tally
    SELECT c.process, r.step, r.actor, r.due, khumue.day_of(r.ready_at), TG_ARGV[0]::integer * count(*)
      FROM changed r JOIN khumue.office_case c ON c.case_no = r.case_no GROUP BY 1, 2, 3, 4, 5;
    IF random() < 0.001 THEN
        PERFORM khumue.sum_up();
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ready_added AFTER INSERT ON khumue.ready REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION khumue.count_ready('1');
CREATE TRIGGER ready_gone AFTER DELETE ON khumue.ready REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION khumue.count_ready('-1');
CREATE TRIGGER ready_before AFTER UPDATE ON khumue.ready REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION khumue.count_ready('-1');
CREATE TRIGGER ready_changed AFTER UPDATE ON khumue.ready REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION khumue.count_ready('1');

INSERT INTO khumue.tally
SELECT c.process, r.step, r.actor, r.due, khumue.day_of(r.ready_at), count(*)
  FROM khumue.ready r JOIN khumue.office_case c ON c.case_no = r.case_no GROUP BY 1, 2, 3, 4, 5;

-- Logins that work without rights on the tables read this one as the others, and call no function of it themselves.
REVOKE ALL ON FUNCTION khumue.day_of, khumue.sum_up, khumue.count_ready FROM PUBLIC;
DO $$
DECLARE
    granted name;
BEGIN
    FOR granted IN SELECT rolname FROM khumue.login JOIN pg_roles ON rolname = login LOOP
        EXECUTE format('GRANT SELECT ON khumue.tally TO %I', granted);
    END LOOP;
END
$$;
