-- How much work waits, by the day on which it is due and since which it waits: whatever changes `ready` changes this.
CREATE TABLE tally (
    process TEXT    NOT NULL,
    step    TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    due     TEXT    NOT NULL,
    since   TEXT    NOT NULL,               -- the day in Thailand
    waiting INTEGER NOT NULL,
    PRIMARY KEY (process, step, actor, due, since)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ready_added AFTER INSERT ON ready BEGIN
    INSERT INTO tally (process, step, actor, due, since, waiting)
    SELECT process, NEW.step, NEW.actor, NEW.due, coalesce(date(NEW.ready_at, '+7 hours'), ''), 1
      FROM office_case WHERE case_no = NEW.case_no
    ON CONFLICT (process, step, actor, due, since) DO UPDATE SET waiting = waiting + 1;
END;

CREATE TRIGGER ready_gone AFTER DELETE ON ready BEGIN
    UPDATE tally SET waiting = waiting - 1
     WHERE process = (SELECT process FROM office_case WHERE case_no = OLD.case_no) AND step = OLD.step
       AND actor = OLD.actor AND due = OLD.due AND since = coalesce(date(OLD.ready_at, '+7 hours'), '');
    DELETE FROM tally
     WHERE process = (SELECT process FROM office_case WHERE case_no = OLD.case_no) AND step = OLD.step
       AND actor = OLD.actor AND due = OLD.due AND since = coalesce(date(OLD.ready_at, '+7 hours'), '') AND waiting = 0;
END;

CREATE TRIGGER ready_changed AFTER UPDATE OF due, ready_at ON ready BEGIN
    UPDATE tally SET waiting = waiting - 1
     WHERE process = (SELECT process FROM office_case WHERE case_no = OLD.case_no) AND step = OLD.step
       AND actor = OLD.actor AND due = OLD.due AND since = coalesce(date(OLD.ready_at, '+7 hours'), '');
    INSERT INTO tally (process, step, actor, due, since, waiting)
    SELECT process, NEW.step, NEW.actor, NEW.due, coalesce(date(NEW.ready_at, '+7 hours'), ''), 1
      FROM office_case WHERE case_no = NEW.case_no
    ON CONFLICT (process, step, actor, due, since) DO UPDATE SET waiting = waiting + 1;
END;

INSERT INTO tally (process, step, actor, due, since, waiting)
SELECT c.process, r.step, r.actor, r.due, coalesce(date(r.ready_at, '+7 hours'), ''), count(*)
  FROM ready r JOIN office_case c ON c.case_no = r.case_no GROUP BY 1, 2, 3, 4, 5;
