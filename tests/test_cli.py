"""The commands, as people type them: what they answer, what they refuse and with which words.

Whole conversations are kept as golden transcripts (``tests/golden/cli``), in Thai and in English; ``--update`` rewrites
them, and they are meant to be read.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
from engine.folders import bundled_processes
from engine.problems import columns
from engine.report import WIDEST_TITLE, brief

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "cli"
BEGIN = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)  # 1 มิ.ย. 2569 09:00 in Thailand


class Answer(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Clerk:
    """Someone at a desk of their own, with a copy of the procedures, whose clock goes on by an hour per command."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.at = BEGIN

    def __call__(self, *words: str) -> Answer:
        """Run a command in this process."""
        self.at += timedelta(hours=1)
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.run(["--lang", self.language, *words])
        texts = []
        for stream in (out, err):
            stream.flush()
            stream.seek(0)
            texts.append(stream.read())
        return Answer(code, *texts)

    def does(self, line: str) -> Answer:
        """A command that is carried out."""
        answer = self(*shlex.split(line))
        assert answer.code == 0, f"{line}\n{answer.out}{answer.err}"
        return answer

    def refused(self, line: str, code: int = 1) -> str:
        """What is said about a command that is not carried out."""
        answer = self(*shlex.split(line))
        assert answer.code == code, f"{line}\n{answer.out}{answer.err}"
        return answer.err

    def transcript(self, lines: list[str]) -> str:
        """A conversation: ``$`` and the command, then everything it said."""
        told = []
        for line in lines:
            if line.startswith("#"):
                told.append(f"\n{line}\n")
                continue
            answer = self(*shlex.split(line))
            told.append(f"$ khumue {line}\n{answer.out}{answer.err}" + (f"[{answer.code}]\n" if answer.code else ""))
        return "\n".join(told).lstrip("\n")


@pytest.fixture
def hire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Clerk]:
    def found(language: str) -> Clerk:
        clerk = Clerk(language)
        shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("KHUMUE_DB", "office.db")
        for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(cli, "LANGUAGE", language)
        monkeypatch.setattr("engine.desk.login", lambda: "somsri")
        monkeypatch.setattr("engine.sealing.user_data", lambda: tmp_path / "data")
        monkeypatch.setattr("engine.service.now", lambda: clerk.at)
        return clerk

    return found


@pytest.fixture
def clerk(hire: Callable[[str], Clerk]) -> Clerk:
    return hire("en")


# -- whole conversations ---------------------------------------------------------------------------------------------

GROUPS = " ".join(f"--item group-{n}" for n in range(1, 7))

CURRICULUM = [
    "start curriculum --set school=บ้านค่าย --title หลักสูตรบ้านค่าย",
    "complete 2-1 training",
    "inbox",
    "--as supervisor inbox --mine",
    "complete 2-1 analyse",
    "why 2-1 adapt",
    "complete 2-1 adapt",
    "complete 2-1 adapt --set kind=type-3",
    "why 2-1 submit",
    "--as school-board-chair complete 2-1 board-approval --outcome approve",
    "complete 2-1 hearing --item group-1 --item group-2",
    "status 2-1",
    "complete 2-1 hearing --item group-3 --item group-4 --item group-5",
    "complete 2-1 hearing",
    "complete 2-1 submit",
    "complete 2-1 screen --outcome revise --note 'ขอให้ปรับตัวชี้วัดให้ชัดเจน'",
    "why 2-1 adapt",
    "why 2-1 screen",
    "complete 2-1 adapt",
    "complete 2-1 adapt --set kind=ประเภทที่ ๓",
    "complete 2-1 adapt --set 'kind=ประเภทที่ ๓'",
    "complete 2-1 board-approval --outcome approve",
    f"complete 2-1 hearing {GROUPS}",
    "complete 2-1 submit",
    "complete 2-1 screen --outcome pass",
    "why 2-1 approve-type-2",
    "complete 2-1 forward-type-3",
    "complete 2-1 approve-type-3 --outcome approve",
    "--as ngoencharoen complete 2-1 support",
    "--as นางสาวดวงรัตน์\\ เบิกบานจิตร complete 2-1 advise --outcome again",
    "complete 2-1 advise --outcome finish",
    "status 2-1",
    "history 2-1",
    "cases",
    "complete 2-1 advise --outcome finish",
    "why 2-1 screen",
]

QUALITY = [
    "start quality-assurance --set year=๒๕๖๙ --set schools=บ้านค่าย --set schools=วัดบ้านแลง --set schools=บ้านฉาง",
    "complete 6-1 explain",
    "complete 6-1 guideline",
    "complete 6-1 appoint",
    "complete 6-1 write-sar",
    "complete 6-1 write-sar --item บ้านคาย",
    "complete 6-1 write-sar --item บ้านค่าย",
    "set 6-1 schools+=วัดละหารไร่ --reason 'เข้าร่วมภายหลัง'",
    "inbox --actor pilot-school",
    "inbox --count",
    "inbox --count --actor pilot-school --json",
    "complete 6-1 write-sar --item วัดบ้านแลง --item บ้านฉาง --item วัดละหารไร่",
    "complete 6-1 synthesise",
    "complete 6-1 approve --outcome revise-sar --item วัดบ้านแลง --note 'ข้อมูลไม่ครบ'",
    "status 6-1",
    "complete 6-1 write-sar",
    "complete 6-1 synthesise",
    "complete 6-1 appoint",
    "complete 6-1 approve --outcome approve",
    "complete 6-1 report",
    "history 6-1",
]

JOINT = [
    "start staff-development --set 'batch=รุ่นที่ ๑'",
    "complete 3-1 train",
    "complete 3-1 train --actor steering-committee",
    "complete 3-1 train --actor steering-committee",
    "why 3-1 train",
    "inbox",
    "--as arsomsilp complete 3-1 train",
    "complete 3-1 follow-up --actor ทีมโค้ชจังหวัด",
    "--as yanglua complete 3-1 follow-up",
    "status 3-1",
    "complete 3-1 follow-up",
    "complete 3-1 review --outcome again --note 'เพิ่มการนิเทศชั้นเรียน'",
    "status 3-1",
    "history 3-1",
]

MENDS = [
    "start information-system --set year=2569 --set schools=บ้านค่าย --set schools=บ้านฉาง",
    "complete 1-1 explain",
    "set 1-1 year=2570 --reason 'พิมพ์ผิด'",
    "set 1-1 schools-=บ้านฉาง --reason 'ไม่ได้เข้าร่วม'",
    "complete 1-1 collect",
    "reopen 1-1 collect",
    "reopen 1-1 collect --reason 'ข้อมูลผิดปี'",
    "why 1-1 collect",
    "suspend 1-1 --reason 'รอคำสั่ง'",
    "complete 1-1 collect",
    "inbox",
    "status 1-1",
    "resume 1-1 --reason 'ได้รับคำสั่งแล้ว'",
    "cancel 1-1 --reason 'ทำซ้ำกับเรื่องอื่น'",
    "status 1-1",
    "why 1-1 publish",
    "history 1-1",
    "cases --state cancelled",
]

OFFICE = [
    "list",
    "show curriculum",
    "show supervision",
    "check --on 2026-04-01",
    "check --on '23 พ.ย. 2569'",
    "law",
    "law sandbox-act --on ๒๓/๑๑/๒๕๖๙",
    "law quality-assurance-rules",
    "assumptions supervision",
    "assumptions",
]

REFUSALS = [
    "# what does not exist",
    "start curriculum --set school=บ้านค่าย",
    "start curiculum",
    "show 12",
    "status 2-2",
    "complete 2-1 trainig",
    "why 2-1 submitt",
    "complete 2-1 training --outcome approve",
    "complete 2-1 training --item group-1",
    "complete 2-1 training --actor steering",
    "complete 2-1 training --set knid=type-3",
    "complete 2-1 training --set kind=type-3",
    "--as ngoencharoem complete 2-1 training",
    "--as เบิกบานจิตร complete 2-1 training",
    "inbox --actor supervisorr",
    "inbox --mine",
    "inbox --count --limit 5 --after 2-1/adapt/pilot-school/",
    "inbox --after 2-1/adapt/pilot-school/",
    "cases --process curiculum",
    "law sandbox",
    "attachment 2-1 1 -o แผน.pdf",
    "complete 2-1 training --attach ไม่มี.pdf",
    "# what is not ready",
    "complete 2-1 adapt --set kind=type-3",
    "complete 2-1 training",
    "complete 2-1 training",
    "reopen 2-1 submit --reason ลอง",
    "resume 2-1 --reason ลอง",
    "suspend 2-1",
    "# values of the wrong kind",
    "complete 2-1 analyse",
    "complete 2-1 adapt --set kind=3",
    "complete 2-1 adapt --set kind=type-2 --set kind=type-3",
    "complete 2-1 adapt --set kind",
    "complete 2-1 adapt --set kind=",
    "start curriculum",
    "start information-system --set year=2569 --set schools=ก --set schools=ก",
    "set 2-1 school+=บ้านฉาง --reason ลอง",
    "set 2-1 groups-=group-9 --reason ลอง",
    "set 2-1 kind=type-2 --reason ลอง",
    "complete 2-1 adapt --set kind=type-3",
    "complete 2-1 board-approval",
    "complete 2-1 board-approval --outcome aprove",
    "complete 2-1 hearing --item group-1 --item group-1",
    "complete 2-1 hearing --item group-1",
    "complete 2-1 hearing --item group-1",
    "# words that no command knows",
    "",
    "complet 2-1 training",
    "complete",
    "complete 2-1",
    "status 2-1 2-2",
    "status 2-1 --jsn",
    "cases --limit 0",
    "cases --limit many",
    "cases --state closed",
    "check --on 31/2/2569",
    "check nowhere.yaml",
    "diagram curriculum -o ผัง.docx",
    "--db mysql://office/khumue list",
    "--processes nowhere list",
]

EVIDENCE = [
    "db verify",
    "start curriculum --set school=บ้านค่าย",
    "complete 2-1 training --note ลับ",
    "backup office.zip",
    "backup office.zip",
    "db verify",
    "# erased by order",
    "erase 2-1",
    'erase 2-1 --order "ศธ ๑/๒๕๖๙"',
    "cancel 2-1 --reason ลับ",
    'erase 2-1 --order "ศธ ๑/๒๕๖๙"',
    "history 2-1",
    "status 2-1",
    "cases",
    "complete 2-1 analyse",
    "reopen 2-1 training --reason ลอง",
    "attachment 2-1 1 -o แผน.pdf",
    "db verify",
    "# a backup from before",
    "restore office.zip",
    "restore office.zip --force",
    "history 2-1",
    "restore processes/actors.yaml --force",
    "restore nowhere.zip --db x",
    "--key 12345678 complete 1-1 explain",
    "--db new.db restore nowhere.zip",
    "--db postgresql://nok:secret@office/khumue restore office.zip",
    "# seals",
    "db seal",
    "db verify --seal processes/actors.yaml",
    "db verify --seal nowhere.txt",
    "db verify --number '3f2a 9c01'",
    f"db verify --number '{'3f2a 9c01 ' * 8}'",
    "db seal -o office.zip",
    "db",
    "db verfy",
]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("curriculum", CURRICULUM),
        ("quality-assurance", QUALITY),
        ("joint-steps", JOINT),
        ("mends", MENDS),
        ("office", OFFICE),
        ("refusals", REFUSALS),
        ("evidence", EVIDENCE),
    ],
)
def test_a_conversation(
    name: str, lines: list[str], language: str, hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / f"{name}.{language}.txt", hire(language).transcript(lines))


def test_a_file_is_attached_and_comes_back_out(
    hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    clerk = hire("th")
    Path("รายชื่อ.txt").write_text("นก\n", encoding="utf-8", newline="\n")
    Path("บันทึกการอบรม.pdf").write_bytes(b"%PDF-1.7 \x00\xff" * 1000)
    told = clerk.transcript([
        "start curriculum --set school=บ้านค่าย",
        "complete 2-1 training --attach บันทึกการอบรม.pdf --attach รายชื่อ.txt --note อบรมแล้ว",
        "complete 2-1 support --attach บันทึกการอบรม.pdf --attach ไม่มี.pdf",
        "history 2-1",
        "attachment 2-1 9 -o คืน.pdf",
        "attachment 2-1 ๑ -o คืน.pdf",
        "attachment 2-1 1 -o คืน.pdf",
        "attachment 2-1 1 -o ไม่มีโฟลเดอร์/คืน.pdf",
    ])  # fmt: skip
    golden(GOLDEN / "attachments.th.txt", told)
    assert Path("คืน.pdf").read_bytes() == Path("บันทึกการอบรม.pdf").read_bytes()
    kept = sorted(path.name for path in Path("office.db.files").iterdir())
    assert len(kept) == 2, "the refused command left no copy behind"
    assert not any("บันทึก" in name or "รายชื่อ" in name for name in kept)
    for path in Path("office.db.files").iterdir():
        path.unlink()
    assert "khumue restore" in hire_again("en")("attachment", "2-1", "1", "-o", "x.pdf").err


AMENDMENT = [
    ("title: วิเคราะห์ฐานทุนของโรงเรียน", "title: วิเคราะห์ทุนของโรงเรียน"),
    ("by: [steering-committee]", "by: [steering-committee, academic-subcommittee]"),
    ('section: "26"', 'section: "27"'),
    ("back: adapt\n        assumed: คู่มือไม่ได้กล่าวถึงกรณีไม่เห็นชอบ กำหนดให้ส่งกลับไปปรับหลักสูตรแล้วเสนอใหม่ รวม",
     "back: analyse\n        assumed: คู่มือไม่ได้กล่าวถึงกรณีไม่เห็นชอบ กำหนดให้ส่งกลับไปปรับหลักสูตรแล้วเสนอใหม่ รวม"),
    ("  - id: submit\n", "  - {id: summary, title: สรุปผล, by: [pilot-school], after: [hearing], assumed: ลอง}\n"
     "  - id: submit\n"),
    ("after: [board-approval, hearing]", "after: [board-approval, summary]"),
    ("type-3: ประเภทที่ ๓}", "type-3: ประเภทที่ ๓ (ปรับทั้งฉบับ)}"),
]  # fmt: skip
"""What an office might change of procedure 2: wording, law, people and flow."""

RENAMING = [
    ("- id: training\n", "- id: workshop\n    was: training\n"), *[("after: [training]", "after: [workshop]")] * 2,
    ("title: วิเคราะห์ฐานทุนของโรงเรียน", "title: วิเคราะห์ทุนของโรงเรียน"),
]  # fmt: skip
"""A step of it is called otherwise, in all places, and another is reworded."""


def amend(file: str, *edits: tuple[str, str]) -> None:
    """Edit a file as a clerk would."""
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8", newline="\n")


ORDER = "{order: ๔๑๒/๒๕๖๙, who: boekbanchit, for: yanglua, from: 2026-06-01, processes: [information-system]}"
COLLECTING = """
    members:
      - yanglua
      - {who: ngoencharoen, from: 2026-06-02, until: 2026-06-30}"""
PEOPLE = [
    ("actors:", f"delegations:\n  - {ORDER}\nactors:"),
    ("short: คณะกรรมการขับเคลื่อนฯ", "short: คณะกรรมการขับเคลื่อนฯ\n    members: [yanglua]"),
    ("short: ศธจ.ระยอง", f"short: ศธจ.ระยอง{COLLECTING}"),
]


@pytest.mark.parametrize("language", ["th", "en"])
def test_people_who_may_and_who_may_not(
    language: str, hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    clerk = hire(language)
    amend(
        "processes/01-information-system.yaml",
        ("title: ตรวจสอบความครบถ้วน", "not-by: [collect]\n    title: ตรวจสอบความครบถ้วน"),
    )
    told = clerk.transcript([
        "# nobody is entered",
        "start information-system --set year=2569 --set schools=บ้านค่าย --set schools=บ้านฉาง",
        "--as teacher complete 1-1 explain",
        "reopen 1-1 explain --reason ลงชื่อผิด",
    ])  # fmt: skip
    amend("processes/actors.yaml", *PEOPLE)
    told += clerk.transcript([
        "# people are entered",
        "complete 1-1 explain",
        "--as teacher complete 1-1 explain",
        "--as ngoencharoen complete 1-1 explain",
        "--as boekbanchit inbox --mine",
        "--as boekbanchit complete 1-1 explain",
        "--as ngoencharoen complete 1-1 collect --item บ้านค่าย",
        "--as yanglua complete 1-1 collect --item บ้านค่าย",
        "--as boekbanchit complete 1-1 collect --item บ้านฉาง",
        "# who collected does not verify, nor does anybody in their stead",
        "why 1-1 verify",
        "--as yanglua complete 1-1 verify --outcome complete",
        "--as boekbanchit complete 1-1 verify --outcome complete",
        "history 1-1",
        "check processes/01-information-system.yaml --on 2026-06-02",
    ])  # fmt: skip
    clerk.at += timedelta(days=1)
    told += clerk.transcript([
        "# a day later",
        "why 1-1 verify",
        "--as ngoencharoen complete 1-1 verify --outcome complete",
    ])  # fmt: skip
    golden(GOLDEN / f"people.{language}.txt", told)


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_office_of_twelve_reads_whom_it_lacks(
    language: str, hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    clerk = hire(language)
    shutil.copy(Path(__file__).parent / "staffed" / "actors.yaml", "processes")
    amend(
        "processes/01-information-system.yaml",
        ("title: ตรวจสอบความครบถ้วน", "not-by: [collect]\n    title: ตรวจสอบความครบถ้วน"),
    )
    told = clerk.transcript([
        "check processes/actors.yaml --on 2026-06-10",
        "# one procedure alone",
        "check processes/01-information-system.yaml --on 2026-06-10",
        "# on a day when somebody has left",
        "check processes/actors.yaml --on 2026-10-10",
    ])  # fmt: skip
    amend("processes/actors.yaml", ("[nonglak, malee]", "[malee]"))
    told += clerk.transcript(
        ["# only one is left for two steps kept apart", "check processes/actors.yaml --on 2026-06-10"]
    )
    golden(GOLDEN / f"staffed.{language}.txt", told)
    assert "actors.yaml" not in clerk.does("check processes/laws.yaml").out


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_has_changed_is_told(
    language: str, hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    clerk = hire(language)
    shutil.copytree("processes", "draft")
    told = clerk.transcript(["# nothing yet", "diff processes draft", "diff processes/02-curriculum.yaml draft"])
    amend("draft/02-curriculum.yaml", *AMENDMENT)
    amend("draft/actors.yaml", ("kind: committee", "kind: committee\n    members: [ngoencharoen]"))
    amend("draft/laws.yaml", ("until: 2026-04-30", "until: 2033-04-30"))
    new_year = '{"2026": [{date: 2026-01-01, title: วันขึ้นปีใหม่, source: ประกาศสำนักนายกรัฐมนตรี}]}'
    amend("draft/holidays.yaml", ("\nholidays: {}", f"\nholidays: {new_year}"))
    amend("draft/errata.yaml", ("    certainty: certain\n", "    certainty: high\n"))
    Path("draft/08-cooperation.yaml").unlink()
    shutil.copytree("processes", "acting")
    order = "{order: ศธ ๔๑๒/๒๕๖๙, who: ngoencharoen, for: yanglua, from: 2026-06-01, until: 2026-06-15}"
    with Path("acting/actors.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"delegations:\n  - {order}\n")
    shutil.copytree("acting", "longer")
    amend("longer/actors.yaml", ("until: 2026-06-15", "until: 2026-06-30, processes: [learning], actors: [supervisor]"))
    told += clerk.transcript([
        "# folders, files",
        "diff processes draft",
        "diff draft/02-curriculum.yaml processes --process 2",
        "diff processes draft --process learning",
        "# drawn over each other",
        "diff processes draft -o ผัง.svg",
        "diff processes draft --process curriculum -o ผัง.svg",
        "diff processes draft --process cooperation -o ผัง.svg",
        "diff processes processes -o ผัง.svg",
        "diff processes processes --process learning -o ผัง.pdf",
        "# versions and days",
        "start learning --set term=1/2569 --set school=ก",
        "start curriculum --set school=บ้านค่าย",
        "--processes draft --as ngoencharoen start curriculum --set school=บ้านฉาง",
        "diff 1/6/2569 draft",
        "diff 'draft' '1 มิ.ย. 2569'",
        "# what cannot be compared",
        "diff processes nowhere",
        "diff processes draft/actors.yaml",
        "diff processes/02-curriculum.yaml processes/03-staff-development.yaml",
        "diff processes draft --process curiculum",
        "diff 31/5/2569 processes",
        "diff 123abc 012345",
        "diff processes",
        "# orders to act for another",
        "diff processes acting",
        "diff acting longer",
    ])  # fmt: skip
    shutil.copytree("processes", "renamed")
    amend("renamed/02-curriculum.yaml", *RENAMING)
    told += clerk.transcript([
        "# a step that is called otherwise",
        "diff processes renamed",
        "diff renamed processes",
        "diff processes renamed -o ผัง.svg",
    ])  # fmt: skip
    golden(GOLDEN / f"differences.{language}.txt", told)
    assert {"th": "    ชื่ออ้างอิงเดิม: training\n", "en": "    called before: training\n"}[language] in clerk.does(
        "--processes renamed show curriculum"
    ).out


def test_a_version_is_named_by_the_beginning_of_its_number(clerk: Clerk) -> None:
    old = clerk.does("start curriculum --set school=ก --json").json["version"]
    amend("processes/02-curriculum.yaml", *AMENDMENT)
    new = clerk.does("start curriculum --set school=ก --json").json["version"]
    rows = clerk.does(f"diff {old[:6]} {new.upper()} --json").json
    assert {"process", "step", "kind", "group", "word", "old", "new"} == set(rows[0])
    assert clerk.does("diff 1/6/2026 processes --json").json == []
    assert clerk.does(f"diff {old} processes --json").json == rows
    assert {row["group"] for row in rows} == {"wording", "law", "people", "flow"}
    assert "is no file" in clerk.refused(f"diff {old[:5]} processes")


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_is_published_is_kept_with_who_when_and_why(
    language: str, hire: Callable[[str], Clerk], golden: Callable[[Path, str], None]
) -> None:
    clerk = hire(language)
    told = clerk.transcript([
        "# a private database needs no publishing",
        "versions curriculum",
        "start curriculum --set school=บ้านค่าย",
        "versions curriculum",
        "# what the office decides",
        "--as ngoencharoen publish --reason คำสั่งที่๑/๒๕๖๙",
        "publish",
        "versions 2",
    ])  # fmt: skip
    clerk.at += timedelta(days=30)
    amend("processes/02-curriculum.yaml", *AMENDMENT)
    told += clerk.transcript([
        "# changed, and in force from a later day",
        "publish --from 1/10/2569 --reason คำสั่งที่๒/๒๕๖๙",
        "start curriculum --set school=บ้านฉาง",
        "versions curriculum",
        "diff 1/7/2569 1/10/2569",
        "diff 1/7/2569 30/9/2569",
    ])  # fmt: skip
    clerk.at = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
    amend("processes/actors.yaml", ("kind: committee", "kind: committee\n    members: [ngoencharoen]"))
    told += clerk.transcript([
        "# in force; and other people from today on",
        "--as ngoencharoen start curriculum --set school=บ้านเพ",
        "publish --reason แต่งตั้งกรรมการ",
        "versions curriculum",
        "versions learning",
        "diff 30/9/2569 1/10/2569",
    ])  # fmt: skip
    amend("processes/02-curriculum.yaml", ("title: วิเคราะห์ทุนของโรงเรียน", "title: วิเคราะห์ทุน"))
    amend("processes/03-staff-development.yaml", ("steps:", "steps: steps"))
    told += clerk.transcript([
        "# what is refused",
        "publish --from 1/11/2569",
        "versions curiculum",
        "--as nobody publish",
        "publish --from 31/2/2569",
    ])  # fmt: skip
    golden(GOLDEN / f"versions.{language}.txt", told)


def test_what_held_on_days_gone_by_stays_what_it_was(clerk: Clerk) -> None:
    clerk.does("publish --from 1/5/2569")
    amend("processes/02-curriculum.yaml", AMENDMENT[0])
    assert "cannot hold from an earlier day" in clerk.refused("publish --from 30/4/2569")
    assert len(clerk.does("versions curriculum --json").json) == 1, "all or nothing"
    clerk.does("publish --from 1/5/2569")
    rows = clerk.does("versions curriculum --json").json
    assert set(rows[0]) == {"version", "process", "from", "published_at", "publisher", "reason", "open_cases"}
    assert [row["from"] for row in rows] == ["2026-05-01", "2026-05-01"]
    assert clerk.does("diff 1/5/2569 processes --json").json == [], "of two that begin on one day the last holds"


@pytest.mark.parametrize(
    ("file", "old", "new", "behind"),
    [
        ("actors.yaml", "title: ทีมโค้ชจังหวัด", "title: ทีมโค้ช", ["staff-development"]),
        ("actors.yaml", "title: สถาบันอาศรมศิลป์", "title: อาศรมศิลป์", ["staff-development", "learning", "cooperation"]),
        ("actors.yaml", "  school-board:\n    title: ", "  school-board:\n    title: ร่าง", ["curriculum"]),
        ("actors.yaml", "title: คณะกรรมการดำเนินการนิเทศ ติดตาม", "title: คณะกรรมการนิเทศ", []),
        ("laws.yaml", "  learner-assessment:\n    title: ", "  learner-assessment:\n    title: ร่าง", ["assessment"]),
    ],
)  # fmt: skip
def test_published_is_only_that_behind_which_something_has_changed(
    file: str, old: str, new: str, behind: list[str], clerk: Clerk
) -> None:
    clerk.does("publish")
    amend(f"processes/{file}", (old, new))
    if behind:
        assert [row["process"] for row in clerk.does("publish --json").json] == behind
        assert clerk.does(f"diff {clerk.at.date()} processes --json").json == []
    assert "no procedure has changed" in clerk.refused("publish")


def test_people_of_a_body_stand_behind_what_it_does(clerk: Clerk) -> None:
    amend("processes/actors.yaml", ("    kind: committee\n", "    kind: committee\n    members: [new-one]\n"))
    path = Path("processes/actors.yaml")
    path.write_text(path.read_text(encoding="utf-8") + "  new-one: {title: คนใหม่, kind: person}\n", encoding="utf-8")
    clerk.does("publish")
    amend("processes/actors.yaml", ("title: คนใหม่", "title: คนใหม่กว่า"))
    published = {row["process"] for row in clerk.does("publish --json").json}
    assert "assessment" not in published, "the steering committee has nothing to do there"
    assert {"information-system", "curriculum", "supervision"} <= published


def test_people_whose_membership_has_dates_are_published_again(clerk: Clerk) -> None:
    """With other days, whatever the body does is published anew."""
    amend(
        "processes/actors.yaml",
        ("    members: [ngoencharoen,", "    members: [{who: ngoencharoen, until: 2026-12-31},"),
    )
    clerk.does("publish")
    assert "no procedure has changed" in clerk.refused("publish")
    amend("processes/actors.yaml", ("until: 2026-12-31", "until: 2027-12-31"))
    assert "cooperation" in {row["process"] for row in clerk.does("publish --json").json}


def test_a_refused_publication_begins_no_database(clerk: Clerk) -> None:
    text = Path("processes/02-curriculum.yaml").read_text(encoding="utf-8")
    amend("processes/02-curriculum.yaml", ("after: [adapt]", "after: [adopt]"))
    assert "[unknown-step]" in clerk.refused("publish")
    Path("processes/02-curriculum.yaml").write_text(text, encoding="utf-8", newline="\n")
    assert "nobody" in clerk.refused("--as nobody publish")
    assert not Path("office.db").exists()
    clerk.does("publish --json")
    assert {row["publisher"] for row in clerk.does("versions learning --json").json} == {"somsri"}


def hire_again(language: str) -> Clerk:
    cli.LANGUAGE = "en" if language == "en" else "th"
    return Clerk(language)


# -- what --json gives -----------------------------------------------------------------------------------------------

CONTRACT = {
    "list": {"process", "number", "title", "steps", "open_cases"},
    "check --on 2026-11-23": {"file", "line", "column", "severity", "code", "message", "help"},
    "law": {"process", "step", "law", "section", "source", "in_force"},
    "law sandbox-act --on 23/11/2569": {"process", "step", "law", "section", "source", "in_force"},
    "assumptions": {"process", "step", "assumed"},
    "assumptions 2": {"process", "step", "assumed"},
    "publish": {"version", "process", "from", "published_at", "publisher", "reason"},
    "versions 2": {"version", "process", "from", "published_at", "publisher", "reason", "open_cases"},
    "start supervision --set term=1/2569 --set schools=ก": {"case", "process", "version"},
    "complete 2-1 training": {"case", "state", "ready"},
    "cases": {"case", "process", "title", "state", "opened_at"},
    "status 2-1": {"case", "process", "version", "state", "result", "fields", "steps", "ready"},
    "inbox": {"case", "process", "step", "item", "actor", "title", "ready_at", "due_at"},
    "history 2-1": {"seq", "at", "kind", "step", "item", "outcome", "actor", "person", "note"},
    "why 2-1 submit": {"step", "state", "waits_for"},
    "reopen 2-1 training --reason ก": {"case", "state", "ready"},
    "set 2-1 school=บ้านฉาง --reason ก": {"case", "state", "ready"},
    "suspend 2-1 --reason ก": {"case", "state", "ready"},
    "resume 2-1 --reason ก": {"case", "state", "ready"},
    "cancel 2-1 --reason ก": {"case", "state", "ready"},
}


def test_json_has_the_keys_of_the_contract(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    for line, keys in CONTRACT.items():
        plain = clerk(*shlex.split(line), "--json")
        assert (plain.code, plain.err) == (0, ""), line
        rows = plain.json if isinstance(plain.json, list) else [plain.json]
        assert rows, line
        assert all(keys <= row.keys() for row in rows), line


def test_json_of_a_status_and_of_a_definition(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย --title ท")
    found = clerk.does("status 2-1 --json").json
    assert all({"id", "state", "round", "items"} <= step.keys() for step in found["steps"])
    assert found["fields"] == {"school": "บ้านค่าย", "kind": None, "groups": [f"group-{n}" for n in range(1, 7)]}
    assert found["ready"] == ["training"]
    definition = clerk.does("show curriculum --json").json
    assert definition["process"] == "curriculum"
    assert [step["id"] for step in definition["steps"]][:2] == ["training", "analyse"]
    assert clerk.does("schema").json["$schema"].startswith("https://json-schema.org")


def test_moments_in_json_are_iso_with_offset(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    for row in (clerk.does("cases --json").json[0]["opened_at"], clerk.does("inbox --json").json[0]["ready_at"]):
        assert row == "2026-06-01T10:00:00+07:00"


# -- words in every form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["2-1", "๒-๑", "๒-1", "2–1", " 2-1 "])
def test_a_case_number_is_typed_with_any_digits(case: str, clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    assert clerk("status", case, "--json").json["case"] == "2-1"
    assert clerk("complete", case, "training").code == 0


@pytest.mark.parametrize("day", ["2026-11-23", "23/11/2569", "๒๓/๑๑/๒๕๖๙", "23 พ.ย. 2569", "๒๓ พฤศจิกายน ๒๕๖๙"])
def test_a_date_is_typed_in_any_form(day: str, clerk: Clerk) -> None:
    assert "on 23 Nov 2026: MAY HAVE LAPSED" in clerk("law", "sandbox-act", "--on", day).out


def test_the_version_is_told_installed_or_not(clerk: Clerk) -> None:
    assert clerk("--version").out.startswith("khumue ")


def test_a_procedure_is_named_or_numbered(clerk: Clerk) -> None:
    assert clerk.does("show ๒").out == clerk.does("show curriculum").out == clerk.does("show 2").out
    clerk.does("start 2 --set school=บ้านค่าย")
    assert clerk.does("cases --process 2").out == clerk.does("cases --process curriculum").out


def test_an_option_before_the_command_is_told_its_place_behind_the_command_that_was_typed(clerk: Clerk) -> None:
    for command in ("start curriculum", "complete 2-1 adapt"):
        assert f"khumue {command.split()[0]} … --set" in clerk.refused(f"--set school=ก {command}", code=2)


def test_inbox_goes_on_behind_a_row(clerk: Clerk) -> None:
    schools = " ".join(f"--set schools=s{n:02}" for n in range(7))
    clerk.does(f"start information-system --set year=2569 {schools}")
    clerk.does("complete 1-1 explain")
    every = [row["item"] for row in clerk.does("inbox --json").json]
    first = clerk.does("inbox --limit 3")
    after = first.err.split("--after ")[1].strip()
    second = clerk("inbox", "--limit", "9", "--after", after, "--json").json
    assert every == [f"s{n:02}" for n in range(7)]
    assert [row["item"] for row in second] == every[3:]


def test_a_broken_procedure_leaves_the_others_at_work(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    path = Path("processes/02-curriculum.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("after: [adapt]", "after: [adopt]"), encoding="utf-8")
    listed = clerk.does("list")
    assert "staff-development" in listed.out
    assert "`curriculum` has errors and is left out" in listed.err
    assert "02-curriculum.yaml:" in clerk.refused("start curriculum --set school=บ้านฉาง")
    assert "[unknown-step]" in clerk.refused("show curriculum")
    clerk.does("start cooperation --set partner=อบจ. --set subject=ทุน")
    clerk.does("complete 2-1 training")
    assert clerk("check").code == 1
    assert clerk("check", "processes/03-staff-development.yaml").code == 0
    for words in (["show", "2"], ["start", "๒"], ["diagram", "02"]):
        answer = clerk(*words)
        assert (answer.code, "[unknown-step]" in answer.err) == (1, True), words


def test_a_bad_path_does_not_hide_what_is_wrong_elsewhere(clerk: Clerk) -> None:
    broken = Path("processes/01-information-system.yaml")
    broken.write_text(broken.read_text(encoding="utf-8").replace("after: [verify]", "after: [verfy]"), encoding="utf-8")
    answer = clerk("check", "processes/02-curriculum.yaml", "curriculum", str(broken))
    assert answer.code == 1
    assert "[unknown-step]" in answer.out
    assert "there is no file or folder curriculum\n   = did you mean `processes/02-curriculum.yaml`?" in answer.err


def test_check_of_one_file_tells_of_the_file_it_clashes_with(clerk: Clerk) -> None:
    shutil.copy("processes/08-cooperation.yaml", "processes/08-copy.yaml")
    answer = clerk("check", "processes/08-copy.yaml")
    assert answer.code == 1
    assert "already defined in processes/08-cooperation.yaml [repeated-process]" in answer.out
    assert clerk("check", "processes/07-supervision.yaml").code == 0


def test_laws_that_cannot_be_read_stop_what_rests_on_them(clerk: Clerk) -> None:
    """A case keeps the titles of its laws for good: it must not begin without them."""
    laws = Path("processes/laws.yaml")
    laws.write_text(laws.read_text(encoding="utf-8").replace("2026-04-30", "30 เม.ย. 2569"), encoding="utf-8")
    for line in ("start 8 --set partner=ก --set subject=ข", "law", "law sandbox-act --json"):
        assert "[bad-date]" in clerk.refused(line)
    assert [row["code"] for row in clerk("check", "--json").json] == ["bad-date"]
    assert not Path("office.db").exists()


def test_a_refused_start_begins_no_database(clerk: Clerk) -> None:
    for line in (
        "start nosuch",
        "start 8 --set partner=ก",
        "start 8 --set partner=ก --set subject=",
        "--as nok start 8 --set partner=ก --set subject=ข",
    ):
        clerk.refused(line)
    assert not Path("office.db").exists()


def test_what_is_typed_may_be_a_title(clerk: Clerk) -> None:
    clerk("start", "ประสานความร่วมมือกับหน่วยงานอื่น", "--set", "หน่วยงานที่ประสานความร่วมมือ=อบจ.", "--set", "subject=ทุน")
    assert clerk("complete", "8-1", "ประสานงานความร่วมมือ").code == 0
    assert clerk("why", "8-1", "ส่งเสริม สนับสนุน ให้ความร่วมมือ", "--json").json["step"] == "promote"
    assert clerk("set", "8-1", "เรื่องที่ร่วมมือ=ทุนเรียนดี", "--reason", "แก้").code == 0
    assert clerk("show", "Co-operation with other agencies").code == 0
    assert clerk("law", "พระราชบัญญัติพื้นที่นวัตกรรมการศึกษา พ.ศ. 2562").code == 0
    clerk.does("start 2 --set school=บ้านค่าย")
    clerk.does("complete 2-1 training")
    clerk.does("complete 2-1 analyse")
    assert clerk("complete", "2-1", "adapt", "--set", "kind=ประเภทที่ 3").code == 0
    assert "did you mean `type-3`?" in clerk.refused("set 2-1 kind=typ-3 --reason x")


def test_a_change_that_changes_nothing_is_refused(clerk: Clerk) -> None:
    clerk.does("start 8 --set partner=อบจ. --set subject=ทุน")
    assert "has this value already" in clerk.refused("set 8-1 partner=อบจ. --reason x")
    clerk.does("set 8-1 partner=เทศบาล --reason x")
    told = clerk.does("history 8-1").out
    assert "partner = อบจ. → เทศบาล" in told
    assert "reason: x" in told


def test_a_list_given_with_commas_is_taken_but_told(clerk: Clerk) -> None:
    answer = clerk("start", "1", "--set", "year=2569", "--set", "schools=ก, ข")
    assert answer.code == 0
    assert "`ก, ข` is one entry of `schools`" in answer.err


def test_a_case_that_stands_still_says_why(clerk: Clerk) -> None:
    clerk.does("start 8 --set partner=อบจ. --set subject=ทุน")
    assert "khumue resume 8-1" in clerk("suspend", "8-1", "--reason", "รอหนังสือตอบ").out
    for words in (["status", "8-1"], ["why", "8-1", "coordinate"]):
        assert "khumue resume 8-1 --reason" in clerk(*words).out
    assert "suspended: 1 Jun 2026 11:00 somsri - รอหนังสือตอบ" in clerk.does("status 8-1").out
    clerk.does("resume 8-1 --reason ได้รับแล้ว")
    clerk("cancel", "8-1", "--reason", "ไม่ร่วมมือแล้ว")
    assert "cancelled: 1 Jun 2026 16:00 somsri - ไม่ร่วมมือแล้ว" in clerk.does("status 8-1").out


HOLIDAYS = """holidays:
  "2026":
    - {date: 2026-06-03, title: วันเฉลิมพระชนมพรรษา, source: ตัวอย่างในการทดสอบ}
"""


def test_a_deadline_from_the_start_to_overdue(clerk: Clerk) -> None:
    path = Path("processes/08-cooperation.yaml")
    text = path.read_text(encoding="utf-8").replace(
        "by: [supervisor]\n", "by: [supervisor]\n    within: 2 working days\n"
    )
    path.write_text(text, encoding="utf-8", newline="\n")
    clerk.does("start 8 --set partner=ก --set subject=ข")
    assert "within 2 working days: cannot be computed" in clerk.does("status 8-1").out
    assert "within 2 working days: cannot be computed" in clerk.does("inbox").out
    Path("processes/holidays.yaml").write_text(HOLIDAYS, encoding="utf-8")
    assert "due 4 Jun 2026" in clerk.does("complete 8-1 coordinate").out, "3 June is a day off"
    [row] = clerk.does("inbox --json").json
    assert row["due_at"] == "2026-06-04T23:59:59+07:00"
    clerk.does("suspend 8-1 --reason พัก")
    clerk.at += timedelta(days=7)
    clerk.does("resume 8-1 --reason ต่อ")
    assert "due 10 Jun 2026" in clerk.does("status 8-1").out, "the clock stood still for a week, the day off too"
    assert clerk.does("inbox --overdue --json").json == []
    assert clerk.does("inbox --overdue").out == "nothing that is asked for waits\n"
    clerk.at += timedelta(days=7)
    assert [row["step"] for row in clerk.does("inbox --overdue --json").json] == ["promote"]
    assert "OVERDUE since 10 Jun 2026" in clerk.does("inbox").out


def test_a_running_case_keeps_the_definition_it_began_with(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    path = Path("processes/02-curriculum.yaml")
    text = path.read_text(encoding="utf-8").replace("title: วิเคราะห์ฐานทุนของโรงเรียน", "title: ชื่อใหม่")
    path.write_text(text.replace("id: analyse", "id: analysis"), encoding="utf-8")
    clerk.does("start curriculum --set school=บ้านฉาง")
    assert "analyse" in clerk.does("complete 2-1 training").out
    assert "analysis" in clerk.does("complete 2-2 training").out
    versions = [clerk.does(f"status {case} --json").json["version"] for case in ("2-1", "2-2")]
    assert versions[0] != versions[1]
    charts = [clerk.does(f"diagram curriculum --format dot --case {case}").out for case in ("2-1", "2-2")]
    assert ["ชื่อใหม่" in chart for chart in charts] == [False, True]


def test_a_changed_list_of_people_is_noticed_at_once(clerk: Clerk) -> None:
    clerk.does("start curriculum --set school=บ้านค่าย")
    assert "nobody is called `nok`" in clerk.refused("--as nok complete 2-1 training")
    path = Path("processes/actors.yaml")
    path.write_text(
        path.read_text(encoding="utf-8") + "  nok: {title: นางนก ใจดี, kind: person}\n", encoding="utf-8", newline="\n"
    )
    clerk.does("--as 'นางนก ใจดี' complete 2-1 training")
    assert clerk.does("history 2-1 --json").json[-1]["person"] == "nok"
    path.write_text(path.read_text(encoding="utf-8") + "  nok: {title: ซ้ำ, kind: person}\n", encoding="utf-8")
    assert "[repeated-key]" in clerk.refused("complete 2-1 support")
    clerk.does("status 2-1")


def test_a_newer_and_a_foreign_database_are_left_alone(clerk: Clerk) -> None:
    for name, version, application in (("newer.db", 99, 0x6B68756D), ("foreign.db", 3, 0)):
        made = apsw.Connection(name)
        made.pragma("user_version", version)
        made.pragma("application_id", application)
        made.execute("CREATE TABLE t (x)")
        made.close()
        before = Path(name).read_bytes()
        said = clerk.refused(f"--db {name} cases")
        assert ("newer khumue" if version == 99 else "another program") in said
        assert Path(name).read_bytes() == before


def test_init_gives_a_copy_that_checks_clean(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("engine.schema")
    clerk.does("init สำนักงาน")
    monkeypatch.chdir(tmp_path / "สำนักงาน")
    checked = clerk("check", "--json")
    assert checked.code == 0
    assert not [problem for problem in checked.json if problem["severity"] == "error"]
    for path in sorted(Path("processes").glob("*.yaml")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        lead = "# yaml-language-server: $schema="
        assert first.startswith(lead), f"{path} begins with {first}"
        assert (path.parent / first.removeprefix(lead)).is_file(), first
    before = sorted(Path("processes").iterdir())
    assert "not empty" in clerk.refused("init .")
    assert sorted(Path("processes").iterdir()) == before


def test_a_title_edited_in_a_copy_shows_in_the_chart(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    diagrams = pytest.importorskip("diagrams")
    if not hasattr(diagrams, "draw"):
        pytest.skip("no drawings yet")
    clerk.does("init สำนักงาน")
    monkeypatch.chdir(tmp_path / "สำนักงาน")
    path = Path("processes/08-cooperation.yaml")
    changed = path.read_text(encoding="utf-8").replace("title: ประสานงานความร่วมมือ", "title: โทรนัดหมาย")
    path.write_text(changed, encoding="utf-8")
    cli.LANGUAGE = "th"
    assert "โทรนัดหมาย" in Clerk("th").does("diagram cooperation --format mermaid").out


def test_a_chart_goes_to_a_file_or_to_the_next_program(clerk: Clerk) -> None:
    pytest.importorskip("diagrams", exc_type=ImportError)
    clerk.does("start cooperation --set partner=ก --set subject=ข")
    said = clerk.does("diagram 8 -o ผัง.svg --view flow --case ๘-๑")
    assert said.err == "written: ผัง.svg\n"
    assert clerk.does("diagram 8 --view flow --case 8-1").out == Path("ผัง.svg").read_text(encoding="utf-8")
    assert clerk.does("diagram 8 --view flow --case 8-1 -o -").out == Path("ผัง.svg").read_text(encoding="utf-8")
    shutil.copytree("processes", "draft")
    amend("draft/08-cooperation.yaml", ("title: ประสานงานความร่วมมือ", "title: ประสานงาน"))
    clerk.does("diff processes draft -o ต่าง.svg")
    assert clerk.does("diff processes draft -o -").out == Path("ต่าง.svg").read_text(encoding="utf-8")
    assert "it does not exist" in clerk.refused("diagram 8 -o ไม่มี/ผัง.svg")
    assert "is one of `cooperation`" in clerk.refused("diagram curriculum --case 8-1")


def test_a_chart_says_where_its_case_stands(clerk: Clerk) -> None:
    pytest.importorskip("diagrams", exc_type=ImportError)
    clerk.does("start cooperation --set partner=ก --set subject=ข --title นัด2")
    clerk.does("suspend 8-1 --reason รอ")
    said = clerk.does("diagram 8 --case 8-1").out
    assert re.search(r"Case 8-1 นัด2 · suspended \d+ \w+ \d{4} \(รอ\) · opened \d+ \w+ \d{4}</title>", said)
    said = clerk.does("--lang th diagram 8 --case 8-1").out
    assert re.search(r"เรื่อง ๘-๑ นัด2 · พักไว้ชั่วคราว [๐-๙]+ .* \(รอ\) · เปิดเรื่องเมื่อ [๐-๙]+ ", said)


def test_the_demo_does_the_main_job_and_says_where_the_charts_are(clerk: Clerk) -> None:
    pytest.importorskip("diagrams", exc_type=ImportError)
    told = clerk.does("demo -o ผังงาน")
    assert "The flowcharts are in ผังงาน" in told.out
    drawn = sorted(path.name for path in Path("ผังงาน").iterdir() if path.suffix == ".pdf")
    assert len([name for name in drawn if name[:2].isdigit()]) == 8
    assert "case-2-1.pdf" in drawn
    headings = [line[3:6] for line in told.out.splitlines() if line.startswith("== ")]
    assert headings == ["1/4", "2/4", "3/4", "4/4"]
    assert told.out.count(" completed") >= 8, "every case has come to its end"
    assert not Path("office.db").exists(), "on a database that is thrown away"


# -- nothing a person types gives a traceback ------------------------------------------------------------------------

WORDS = st.sampled_from([
    "2-1", "๒-๑", "9-9", "training", "adapt", "curriculum", "2", "x", "", "--json", "--item", "group-1", "--outcome",
    "approve", "--actor", "--set", "school=ก", "kind=type-3", "=", "a=b", "schools+=ก", "--note", "--attach", ".",
    "--reason", "ก", "--limit", "0", "-1", "--after", "//", "2-1/training/", "--mine", "--overdue", "--on", "31/2/2569",
    "2026-01-01", "--state", "open", "--process", "--as", "nobody", "ngoencharoen", "--", "-", "--db", "processes",
    "--processes", "--lang", "th", "-h", "\u200b", "ก" * 300, "%s", "{name}", "1e999", "'; DROP TABLE event;--",
])  # fmt: skip
SAFE = [name for name in cli.khumue.commands if name not in ("demo", "init", "diagram", "attachment")]


@settings(max_examples=150)
@given(st.sampled_from(SAFE), st.lists(st.one_of(WORDS, WORDS, st.text(max_size=8)), max_size=6))
def test_no_words_give_a_traceback(command: str, words: list[str]) -> None:
    clerk = Clerk("en")
    with contextlib.chdir(office_of_words()):
        answer = clerk("--db", "office.db", command, *[word.replace("\0", "") for word in words])
    assert answer.code in (0, 1, 2), answer
    assert answer.code == 0 or answer.err or answer.out, "a refusal says why"


def office_of_words() -> Path:
    """One office for all the random commands: what some of them manage to do is met by the next."""
    global _OFFICE  # noqa: PLW0603
    if _OFFICE is None:
        _OFFICE = Path(tempfile.mkdtemp(prefix="khumue-words-"))
        atexit.register(shutil.rmtree, _OFFICE, ignore_errors=True)
        shutil.copytree(bundled_processes(), _OFFICE / "processes")
        with contextlib.chdir(_OFFICE):
            Clerk("en")("--db", "office.db", "start", "curriculum", "--set", "school=ก")
    return _OFFICE


_OFFICE: Path | None = None


# -- a real process: consoles, folders, signals ----------------------------------------------------------------------


class Machine:
    """Runs the program as the operating system does."""

    def __init__(self, home: Path) -> None:
        self.home = home
        plain = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        self.environment = plain | {"HOME": str(home), "PYTHONPATH": str(ROOT), "KHUMUE_LANG": "th"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from cli import main; main()", *words]

    def __call__(self, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.command(*words), cwd=self.home, env=self.environment | environment, capture_output=True, check=False
        )

    def begin(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*words),
            cwd=self.home,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    home = tmp_path / "สมศรี ใจดี"
    home.mkdir()
    return Machine(home)


CONSOLES = [
    {"PYTHONIOENCODING": "cp874"},
    {"PYTHONIOENCODING": "ascii"},
    {"LANG": "C", "LC_ALL": "C"},
]


@pytest.mark.parametrize("console", CONSOLES, ids=lambda console: "-".join(console.values()))
def test_every_console_shows_what_it_can(console: dict[str, str], machine: Machine) -> None:
    """In one child per console, since that is the slow part: every command, in both languages."""
    script = """
import sys
import cli
cli._survive_any_console()
cases = [line.split("|") for line in sys.argv[1].split("\\n")]
for words in cases:
    for language in ("th", "en"):
        cli.LANGUAGE = language
        print("$", ascii(words), flush=True)
        code = cli.run(["--lang", language, "--db", "office.db", *words])
        assert code in (0, 1, 2), code
"""
    lines = [
        "start|curriculum|--set|school=บ้านค่าย|--title|ทดสอบ “เรื่อง” … → จบ",
        "list", "show|curriculum", "check|--on|2026-11-23", "law", "assumptions|2", "cases", "status|2-1", "inbox",
        "history|2-1", "why|2-1|submit", "complete|2-1|submit", "complete|2-1|training|--note|→ ต่อ", "-h",
        "list|--json", "status|2-1|--json", "history|2-1|--json",
    ]  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", script, "\n".join(lines)],
        cwd=machine.home,
        env=machine.environment | console,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    encoding = "cp874" if "cp874" in console.values() else "utf-8"  # click mends a console that claims to be ASCII
    shown = run.stdout.decode(encoding)
    assert "ประชาพิจารณ์ภาคีเครือข่าย ๖ กลุ่ม" in shown
    assert "บ้านค่าย" in shown
    if encoding == "cp874":
        assert "\ufffd" not in shown
        assert "?" not in shown.partition("'-h'")[0].partition("'list', '--json'")[0].replace("->", "")
    blocks = shown.split("$ [")
    for block in blocks:
        if "--json" in block.partition("\n")[0]:
            json.loads(block.partition("\n")[2])


def test_thai_names_in_every_path(machine: Machine) -> None:
    for console in ({}, {"PYTHONIOENCODING": "cp874"}):
        office = machine.home / f"ฝ่าย นิเทศ {len(console)}"
        shutil.copytree(bundled_processes(), office / "กระบวนงาน")
        (office / "แนบ ไฟล์.txt").write_text("ก", encoding="utf-8")
        where = ["--processes", f"{office}/กระบวนงาน", "--db", f"{office}/ข้อมูล เรื่อง.db"]
        assert machine(*where, "start", "8", "--set", "partner=ก", "--set", "subject=ข", **console).returncode == 0
        done = machine(*where, "complete", "8-1", "coordinate", "--attach", f"{office}/แนบ ไฟล์.txt", **console)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        assert machine(*where, "attachment", "8-1", "1", "-o", f"{office}/คืน.txt", **console).returncode == 0
        assert (office / "คืน.txt").read_text(encoding="utf-8") == "ก"


def test_where_procedures_and_data_come_from(machine: Machine) -> None:
    def procedures(*words: str, **environment: str) -> list[str]:
        listed = machine(*words, "list", "--json", **environment)
        return [row["process"] for row in json.loads(listed.stdout)]

    assert len(procedures()) == 8, "from any folder, the bundled ones"
    mine = machine.home / "processes"
    mine.mkdir()
    shutil.copy(bundled_processes() / "08-cooperation.yaml", mine)
    shutil.copy(bundled_processes() / "actors.yaml", mine)
    shutil.copy(bundled_processes() / "laws.yaml", mine)
    assert procedures() == ["cooperation"], "./processes wins over the bundled ones"
    assert len(procedures(KHUMUE_PROCESSES=str(bundled_processes()))) == 8
    assert procedures("--processes", str(mine), KHUMUE_PROCESSES=str(bundled_processes())) == ["cooperation"]
    words = ["start", "cooperation", "--set", "partner=ก", "--set", "subject=ข"]
    assert machine(*words).returncode == 0
    assert list(machine.home.rglob("khumue.db")), "the user's data folder"
    assert machine(*words, KHUMUE_DB="ที่อื่น.db", KHUMUE_PERSON="rila").returncode == 0
    assert (machine.home / "ที่อื่น.db").exists()
    past = json.loads(machine("history", "8-1", "--json", KHUMUE_DB="ที่อื่น.db").stdout)
    assert past[0]["person"] == "rila"
    assert past[0]["login"]
    english = machine("cases", KHUMUE_LANG="en").stdout.decode()
    assert "cooperation" in english
    assert "เปิดเมื่อ" not in english


def test_completing_a_step_imports_neither_yaml_nor_models_nor_graphs(machine: Machine) -> None:
    assert machine("--db", "a.db", "start", "8", "--set", "partner=ก", "--set", "subject=ข").returncode == 0
    assert machine("--db", "a.db", "complete", "8-1", "coordinate").returncode == 0
    script = """
import sys
import cli
assert cli.run(sys.argv[1:]) == 0
print(*sys.modules)
"""
    heavy = {
        "yaml",
        "pydantic",
        "networkx",
        "psycopg",
        "diagrams",
        "platformdirs",
        "difflib",
        "tempfile",
        "engine.library",
    }
    for words in (
        ["--help"],
        ["--db", "a.db", "complete", "8-1", "partner-meeting"],
        ["--db", "a.db", "status", "8-1"],
    ):
        if words[-1] == "partner-meeting":
            words[-1] = json.loads(machine("--db", "a.db", "status", "8-1", "--json").stdout)["ready"][0]
        run = subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=machine.home, env=machine.environment, capture_output=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr.decode()
        assert not heavy & set(run.stdout.decode().split()), words


def test_a_reader_that_has_seen_enough_is_no_error(machine: Machine) -> None:
    run = machine.begin("assumptions")
    assert run.stdout
    assert run.stderr
    run.stdout.readline()
    run.stdout.close()
    said = run.stderr.read()
    run.stderr.close()
    assert (run.wait(), said) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_an_answer_that_cannot_be_written_does_not_unsay_what_was_recorded(machine: Machine) -> None:
    def into_a_full_disk(*words: str) -> tuple[int, str]:
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run(
                machine.command("--db", "a.db", *words), cwd=machine.home,
                env=machine.environment | {"KHUMUE_LANG": "en"}, stdout=full, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        return run.returncode, run.stderr.decode().strip()

    told = r"khumue: the command was recorded, but the answer could not be written: the disk is full\n.*`--key (\w+)`.*"
    for words in (["start", "8", "--set", "partner=ก", "--set", "subject=ข"], ["complete", "8-1", "coordinate"]):
        code, err = into_a_full_disk(*words)
        assert code == 1
        key = re.fullmatch(told, err)
        assert key, err
        assert "8-1" in machine("--db", "a.db", *words, "--key", key[1]).stdout.decode()
    for words in (["status", "8-1"], ["why", "8-1", "promote"], ["history", "8-1"], ["cases"], ["list"], ["check"]):
        assert into_a_full_disk(*words) == (1, "khumue: the answer: the disk is full"), words
    assert len(json.loads(machine("--db", "a.db", "history", "8-1", "--json").stdout)) == 2


def test_a_reader_that_closes_at_once_is_no_error(machine: Machine) -> None:
    assert machine("--db", "a.db", "start", "8", "--set", "partner=ก", "--set", "subject=ข").returncode == 0
    for words in (["check"], ["list"], ["--help"], ["status", "8-1"], ["complete", "8-1", "coordinate"]):
        run = machine.begin("--db", "a.db", *words)
        assert run.stdout
        assert run.stderr
        run.stdout.close()
        said = run.stderr.read()
        run.stderr.close()
        assert (run.wait(), said) == (0, b""), words


def test_no_output_at_all_is_no_error(machine: Machine) -> None:
    for stream in (">&-", "2>&-"):
        line = shlex.join(machine.command("list")) + f" {stream}"
        run = subprocess.run(
            line, shell=True, cwd=machine.home, env=machine.environment, capture_output=True, check=False
        )
        assert (run.returncode, b"Traceback" in run.stderr) == (0, False), stream


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("chart.svg").write_text("ผังเดิม", encoding="utf-8")

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as part:
            part.write(content[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as context:
        context.setattr(Path, "write_bytes", full)
        assert "the disk is full" in clerk.refused("diagram 8 -o chart.svg")
    assert Path("chart.svg").read_text(encoding="utf-8") == "ผังเดิม"
    assert not list(Path().glob(".*.part"))
    assert clerk.does("diagram 8 -o chart.svg").code == 0
    assert "<svg" in Path("chart.svg").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_is_one_line_and_changes_nothing(machine: Machine) -> None:
    """A command that waits for another program's change hears Ctrl-C at once."""
    start = ("--db", "a.db", "start", "8", "--set", "partner=ก", "--set", "subject=ข")
    assert machine(*start).returncode == 0
    other = apsw.Connection(str(machine.home / "a.db"))
    other.execute("BEGIN IMMEDIATE")
    run = machine.begin("--db", "a.db", "complete", "8-1", "coordinate")
    time.sleep(1.0)
    assert run.poll() is None, "it waits"
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=5)
    other.execute("ROLLBACK")
    other.close()
    assert (run.returncode, out, err.decode().strip()) == (130, b"", "หยุดแล้ว ไม่มีการบันทึกใด ๆ")
    assert len(json.loads(machine("--db", "a.db", "history", "8-1", "--json").stdout)) == 1


def test_bytes_that_are_no_text_are_refused_in_words(machine: Machine) -> None:
    run = subprocess.run(
        [*machine.command("--db", "a.db", "show"), b"\xe0\xb8"],
        cwd=machine.home, env=machine.environment | {"KHUMUE_LANG": "en"}, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith(b"khumue: the word ")
    assert b"Traceback" not in run.stderr


def test_a_very_long_title_is_cut_in_lists_and_whole_elsewhere(clerk: Clerk) -> None:
    title = "เรื่องที่ยาวมากกำหนดแล้วน้ำ" * 100
    lines = [
        f"start curriculum --set school={title}",
        "cases",
        "inbox",
        "complete 2-1 training",
        "suspend 2-1 --reason พัก",
    ]
    for line in lines:
        told = clerk.does(line).out
        assert "…" in told
        assert len(max(told.splitlines(), key=len)) < 300
    for line in ("status 2-1", "history 2-1", "cases --json", "status 2-1 --json"):
        assert title in clerk.does(line).out


def test_a_very_long_entry_is_cut_in_the_inbox(clerk: Clerk) -> None:
    entry = "โรงเรียนที่มีชื่อยาวมาก" * 100
    clerk.does(f"start 1 --set year=2569 --set schools={entry} --title ก")
    clerk.does("complete 1-1 explain")
    assert len(max(clerk.does("inbox").out.splitlines(), key=len)) < 300
    assert entry in clerk.does("inbox --json").out
    assert entry in clerk.does("status 1-1").out


def test_a_title_is_never_cut_between_a_thai_letter_and_what_belongs_to_it() -> None:
    for beginning in range(30):
        kept = brief("ก" * beginning + "เกี่ยวที่น้ำแก้ไขโต๊ะ" * 30).removesuffix("…")
        whole = "ก" * beginning + "เกี่ยวที่น้ำแก้ไขโต๊ะ" * 30
        assert whole.startswith(kept)
        assert columns(kept) <= WIDEST_TITLE
        after = whole[len(kept)]
        assert unicodedata.category(after) != "Mn"
        assert after not in "ะาำ"
        assert kept[-1] not in "เแโใไ"
    assert brief("ก" * WIDEST_TITLE) == "ก" * WIDEST_TITLE
