-- A database as migration 0001 alone left it, with two versions and two running cases.
BEGIN TRANSACTION;
CREATE TABLE catalogue (
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO "catalogue" VALUES('actors.yaml','cab92d2f845342447192591fd19db9bf798595f4927ceab240c66cd025342f9b','{"names": {"clerk": ["ธุรการ"], "head": ["หัวหน้า"]}, "roles": {"clerk": [], "head": []}}');
CREATE TABLE event (
    case_no    INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    at         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    step       TEXT,
    outcome    TEXT,
    actor      TEXT,
    effects    TEXT    NOT NULL,            -- JSON: what followed
    commitment BLOB    NOT NULL,            -- SHA-256 of salt and body in `personal`
    previous   BLOB    NOT NULL,
    hash       BLOB    NOT NULL,
    PRIMARY KEY (case_no, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES(1,1,'2026-06-01T18:30:00.000000+00:00','started',NULL,NULL,NULL,'{"case":"1-1","process":"leave","version":"b059d63101829de4b3cfad837f838ff6a5a01f41bfcdb707b45aecd4bce8a92a","opened":[["ask",null]]}',X'4A8C218E984821DE33394A46F5499E220EA749BD30EF3A18BC44FCF282F7283C',X'FF7A32B0257568968A1F60EE1A666CDAA3E7BE9BE32C4FEDE8DA4948B6E7F41B',X'8794F2098EFC014F8637E7197D8F136C7D83AC9A1F772A0C219136A542CC6CC3');
INSERT INTO "event" VALUES(1,2,'2026-06-01T19:30:00.000000+00:00','completed','ask',NULL,'clerk','{"settled":true,"opened":[["decide",null]]}',X'43E2BB35947DD307613F34DA40DB48A8BBFB26313D3BA615DD9770A0D3823F4D',X'8794F2098EFC014F8637E7197D8F136C7D83AC9A1F772A0C219136A542CC6CC3',X'7F766555AAC48B2EA6F986A8F9D4FFBB6D9D5CAE498724B2544A4440E68F74D0');
INSERT INTO "event" VALUES(1,3,'2026-06-01T20:30:00.000000+00:00','returned','decide','refuse','head','{"opened":[["ask",null]],"reset":["ask","decide"]}',X'9B93955DC39D180678D60A1471327FE6BE4947C67A574BBD9576D4C59191D767',X'7F766555AAC48B2EA6F986A8F9D4FFBB6D9D5CAE498724B2544A4440E68F74D0',X'127EDDD69D52A87FD606E982D5AF11221C5DD1AED1A55DF3F247083C014D4E63');
INSERT INTO "event" VALUES(1,4,'2026-06-01T21:30:00.000000+00:00','completed','ask',NULL,'clerk','{"settled":true,"opened":[["decide",null]]}',X'03594F0A5458442BB8AEC030F9B420221104F09FACAF371C40E06C78307BC4D1',X'127EDDD69D52A87FD606E982D5AF11221C5DD1AED1A55DF3F247083C014D4E63',X'2325F7785CDD2E795169ECF8295FF172F118744DA8B4F67EA72A650CB286E53B');
INSERT INTO "event" VALUES(2,1,'2026-07-11T22:30:00.000000+00:00','started',NULL,NULL,NULL,'{"case":"1-2","process":"leave","version":"03facdd7a0ebeaab81529c8bf4d306ac4b6b4790a433821f5ff2aeee9cc221f1","opened":[["ask",null]]}',X'5C81BF6093DCA92B44728C3460C535E7A764C2694A67EB6A45635B4D8EC21964',X'76AC8E01C18E06B27C0F217539004752C2C927BE949EF3E4D48F163BC464DABD',X'6F4FDA0F428F0425779FE4B35FC3EE8B4ECFFCA16F3AB02744AF6676A76B513A');
CREATE TABLE field (
    case_no INTEGER NOT NULL,
    field   TEXT    NOT NULL,
    value   TEXT    NOT NULL,               -- JSON, null while it has none
    earlier TEXT    NOT NULL,               -- JSON, the value of the round before
    PRIMARY KEY (case_no, field)
) STRICT, WITHOUT ROWID;
INSERT INTO "field" VALUES(1,'who','"นก"','null');
INSERT INTO "field" VALUES(2,'who','"ปลา"','null');
CREATE TABLE item (
    item_no   INTEGER PRIMARY KEY,
    case_no   INTEGER NOT NULL,
    step      TEXT    NOT NULL,
    item      TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    confirmed TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    UNIQUE (case_no, step, item)
) STRICT;
CREATE TABLE office_case (
    case_no     INTEGER PRIMARY KEY,
    case_id     TEXT    NOT NULL UNIQUE,
    process     TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    result      TEXT,
    title       TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    unsettled   INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    opened_at   TEXT    NOT NULL,
    closed_at   TEXT,
    suspensions TEXT    NOT NULL,           -- JSON: [[from, until or null], …]
    head        BLOB    NOT NULL            -- hash of the last event
) STRICT;
INSERT INTO "office_case" VALUES(1,'1-1','leave','b059d63101829de4b3cfad837f838ff6a5a01f41bfcdb707b45aecd4bce8a92a','open',NULL,'นก',4,1,0,'2026-06-01T18:30:00.000000+00:00',NULL,'[]',X'2325F7785CDD2E795169ECF8295FF172F118744DA8B4F67EA72A650CB286E53B');
INSERT INTO "office_case" VALUES(2,'1-2','leave','03facdd7a0ebeaab81529c8bf4d306ac4b6b4790a433821f5ff2aeee9cc221f1','open',NULL,'ปลา',1,2,0,'2026-07-11T22:30:00.000000+00:00',NULL,'[]',X'6F4FDA0F428F0425779FE4B35FC3EE8B4ECFFCA16F3AB02744AF6676A76B513A');
CREATE TABLE personal (
    case_no INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    salt    BLOB    NOT NULL,
    body    TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (case_no, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "personal" VALUES(1,1,X'500B387D357B99A96A363D99BC93ECC2','{"fields":{"who":"นก"},"title":"นก","login":"somsri"}');
INSERT INTO "personal" VALUES(1,2,X'31E214BF5031E9208C9B4DC62046A24E','{"login":"somsri"}');
INSERT INTO "personal" VALUES(1,3,X'89673B100F2381CA978B762783816784','{"login":"somsri"}');
INSERT INTO "personal" VALUES(1,4,X'5A7C530DD9D20EA46A0A15E92052BE4D','{"login":"somsri","note":"แก้แล้ว"}');
INSERT INTO "personal" VALUES(2,1,X'0C08C81DF248D1D5EB9A815911A6CF9D','{"fields":{"who":"ปลา"},"title":"ปลา","login":"somsri"}');
CREATE TABLE ready (
    case_no  INTEGER NOT NULL,
    step     TEXT    NOT NULL,
    item     TEXT    NOT NULL,              -- '' for a step without items
    actor    TEXT    NOT NULL,
    due      TEXT    NOT NULL,
    ready_at TEXT    NOT NULL,
    PRIMARY KEY (case_no, step, item, actor)
) STRICT, WITHOUT ROWID;
INSERT INTO "ready" VALUES(2,'ask','','clerk','9999-12-31','2026-07-11T22:30:00.000000+00:00');
INSERT INTO "ready" VALUES(1,'decide','','head','9999-12-31','2026-06-01T21:30:00.000000+00:00');
CREATE TABLE serial (
    number INTEGER PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT;
INSERT INTO "serial" VALUES(1,2);
CREATE TABLE step (
    case_no    INTEGER NOT NULL,
    step       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    pending    INTEGER NOT NULL,
    live       INTEGER NOT NULL,
    round      INTEGER NOT NULL,
    outcome    TEXT,
    confirmed  TEXT    NOT NULL,            -- JSON: actors
    open_items INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    ready_at   TEXT,
    due        TEXT,
    PRIMARY KEY (case_no, step)
) STRICT, WITHOUT ROWID;
INSERT INTO "step" VALUES(1,'ask','done',0,0,2,NULL,'[]',0,4,'2026-06-01T20:30:00.000000+00:00',NULL);
INSERT INTO "step" VALUES(1,'decide','ready',0,1,2,NULL,'[]',0,4,'2026-06-01T21:30:00.000000+00:00',NULL);
INSERT INTO "step" VALUES(2,'ask','ready',0,0,1,NULL,'[]',0,1,'2026-07-11T22:30:00.000000+00:00',NULL);
CREATE TABLE version (
    version    TEXT PRIMARY KEY,
    process    TEXT NOT NULL,
    taken_at   TEXT NOT NULL,
    definition TEXT NOT NULL,
    plan       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "version" VALUES('03facdd7a0ebeaab81529c8bf4d306ac4b6b4790a433821f5ff2aeee9cc221f1','leave','2026-07-11T22:30:00.000000+00:00','{"process":"leave","number":1,"title":"ลา","case":"การลาหนึ่งครั้ง","responsible":["clerk","head"],"fields":{"who":{"title":"ผู้ลา","type":"text","ask":"at-start"}},"steps":[{"id":"ask","title":"ยื่นใบลา","by":["clerk"],"assumed":{"whole":"ตัวอย่าง"}},{"id":"decide","title":"พิจารณาอนุญาต","by":["head"],"decision":{"allow":{"title":"อนุญาต"},"refuse":{"title":"ไม่อนุญาต","back":"ask"}},"assumed":{"whole":"ตัวอย่าง"}}]}','{"process":"leave","number":1,"title":["ลา",""],"version":"03facdd7a0ebeaab81529c8bf4d306ac4b6b4790a433821f5ff2aeee9cc221f1","steps":{"ask":{"id":"ask","title":["ยื่นใบลา",""],"by":["clerk"],"joint":false,"after":[],"next":["decide"],"when":[],"each":null,"asks":[],"outcomes":{},"within":null,"legal":[],"shape":[]},"decide":{"id":"decide","title":["พิจารณาอนุญาต",""],"by":["head"],"joint":false,"after":["ask"],"next":[],"when":[],"each":null,"asks":[],"outcomes":{"allow":{"title":["อนุญาต",""],"back":null,"end":null},"refuse":{"title":["ไม่อนุญาต",""],"back":"ask","end":null}},"within":null,"legal":[],"shape":[["allow",false],["refuse",true]]}},"fields":{"who":{"title":["ผู้ลา",""],"type":"text","choices":{},"at_start":true}},"actors":{"clerk":["ธุรการ",""],"head":["หัวหน้า",""]},"shorts":{}}');
INSERT INTO "version" VALUES('b059d63101829de4b3cfad837f838ff6a5a01f41bfcdb707b45aecd4bce8a92a','leave','2026-06-01T18:30:00.000000+00:00','{"process":"leave","number":1,"title":"ลา","case":"การลาหนึ่งครั้ง","responsible":["clerk","head"],"fields":{"who":{"title":"ผู้ลา","type":"text","ask":"at-start"}},"steps":[{"id":"ask","title":"ยื่นใบลา","by":["clerk"],"assumed":{"whole":"ตัวอย่าง"}},{"id":"decide","title":"พิจารณา","by":["head"],"decision":{"allow":{"title":"อนุญาต"},"refuse":{"title":"ไม่อนุญาต","back":"ask"}},"assumed":{"whole":"ตัวอย่าง"}}]}','{"process":"leave","number":1,"title":["ลา",""],"version":"b059d63101829de4b3cfad837f838ff6a5a01f41bfcdb707b45aecd4bce8a92a","steps":{"ask":{"id":"ask","title":["ยื่นใบลา",""],"by":["clerk"],"joint":false,"after":[],"next":["decide"],"when":[],"each":null,"asks":[],"outcomes":{},"within":null,"legal":[],"shape":[]},"decide":{"id":"decide","title":["พิจารณา",""],"by":["head"],"joint":false,"after":["ask"],"next":[],"when":[],"each":null,"asks":[],"outcomes":{"allow":{"title":["อนุญาต",""],"back":null,"end":null},"refuse":{"title":["ไม่อนุญาต",""],"back":"ask","end":null}},"within":null,"legal":[],"shape":[["allow",false],["refuse",true]]}},"fields":{"who":{"title":["ผู้ลา",""],"type":"text","choices":{},"at_start":true}},"actors":{"clerk":["ธุรการ",""],"head":["หัวหน้า",""]},"shorts":{}}');
CREATE INDEX office_case_running ON office_case (process, state);
CREATE INDEX ready_inbox ON ready (actor, due, ready_at, case_no, step, item);
COMMIT;
PRAGMA application_id = 1802007917;
PRAGMA user_version = 1;
