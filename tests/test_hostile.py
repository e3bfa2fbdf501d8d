"""Whatever file or argument a command is given: it is refused with one message, soon, and with little memory.

Each in a process of its own, from the words typed to the answer. ``HEAVY`` of ``test_fuzz.py`` holds the files of
procedures to the same, and ``HOSTILE`` of ``test_tables.py`` says what is wrong with each table.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
import test_tables
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from test_fuzz import ENOUGH, OFFICE, ROOT, used
from test_language import GOOD

from diagrams.thai import CLUSTER
from engine import backup, catalogues, library, sealing, source
from engine.decide import Start
from engine.messages import LONGEST_VALUE, Phrase, brief
from engine.service import Service
from engine.store.sqlite_store import SqliteStore

SECONDS = 3.0
"""Of computing, on a slow machine; the program needs half a second to begin at all, and a second is promised."""
MOST_SAID = 1_500
"""Letters; of a file of procedures every problem is told."""
HUGE = 20 << 30
"""Bytes of a file of zeros that takes no room on the disk."""
LONG = "ก" * 40_000
"""Of letters of three bytes each, almost the longest single argument that Linux takes."""

Lay = Callable[[Path], object]


class Trap(NamedTuple):
    """What is laid out in an empty folder, what is typed there, and what has to be said to it."""

    lay: Lay
    words: Sequence[str]
    said: str


# -- what is laid ----------------------------------------------------------------------------------------------------


def folder(here: Path) -> None:
    """Procedures, and a database with one case."""
    shutil.copytree(OFFICE, here / "processes")
    fields = "fields:\n  school: {title: โรงเรียน, type: text, ask: at-start}\n"
    (here / "processes" / "leave.yaml").write_text(GOOD.replace("steps:", f"{fields}steps:"), encoding="utf-8")
    office = library.load(here / "processes")
    process = office.process("leave")
    with closing(SqliteStore(str(here / "office.db"))) as store:
        start = Start({"school": ["ก"]}, "เรื่อง")
        Service(store, "login").start(library.plan_of(office, process), library.definition(process), start)


def laid(name: str, lay: Callable[..., object], *more: object) -> Lay:
    """The folder with something else under a name."""

    def all_of_it(here: Path) -> None:
        folder(here)
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).unlink(missing_ok=True)
        lay(here / name, *more)

    return all_of_it


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, HUGE)


def written(path: Path, content: bytes) -> None:
    path.write_bytes(content)


ENDS = {"a pipe": os.mkfifo, "without an end": endless, "huge": huge}
"""Whoever reads it waits for somebody who never comes, or takes all the memory there is."""


def changed(*statements: str) -> Lay:
    """The folder with a database that somebody has changed."""

    def all_of_it(here: Path) -> None:
        folder(here)
        with closing(sqlite3.connect(here / "office.db")) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return all_of_it


def spoilt(place: int, content: bytes, size: int | None = None) -> Lay:
    """The folder with other bytes at a place of the database, and of another size."""

    def all_of_it(here: Path) -> None:
        folder(here)
        with (here / "office.db").open("r+b") as file:
            file.seek(place)
            file.write(content)
            file.truncate(size)

    return all_of_it


def archive(path: Path, parts: dict[str, bytes | int]) -> None:
    """A backup of these parts; a number stands for so many zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, content in parts.items():
            with made.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, bytes) else [bytes(1 << 20)] * (content >> 20):
                    part.write(piece)


def many_parts(path: Path) -> None:
    """An archive that is nothing but its directory."""
    with zipfile.ZipFile(path, "w") as made:
        for number in range(300_000):
            part = zipfile.ZipInfo(f"xl/worksheets/s{number}")
            part.CRC = part.header_offset = 0
            made.filelist.append(part)
        made._didModify = True  # type: ignore[attr-defined] # else no directory is written


def backed_up(lay: Lay) -> Lay:
    """The folder with a backup, and a register of erased cases."""

    def all_of_it(here: Path) -> None:
        folder(here)
        with closing(SqliteStore(str(here / "office.db"))) as store:
            backup.back_up(store, here / "backup.zip")
        lay(here / "erased")

    return all_of_it


def names(*parts: str) -> bytes:
    return json.dumps(dict.fromkeys(parts, "0" * 64)).encode()


def signed(path: Path, data: str) -> None:
    """A seal of anything, with a signature that holds: whoever has a key can make one."""
    key = Ed25519PrivateKey.generate()
    public = sealing._base64(key.public_key().public_bytes_raw())
    page = f"x\n{sealing.BEGIN}\n{data}{sealing.END}\n{sealing.KEY_LINE}{public}"
    path.write_text(f"{page}\n{sealing.SIGNATURE_LINE}{sealing._base64(key.sign(page.encode()))}\n", encoding="utf-8")


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
)
YAMLS = {
    "aliases in aliases": (ALIASES.encode(), "[anchor]"),
    "deep lists": (b"[" * 1_000_000, "[too-deep]"),
    "a giant text": (b"a: " + b"x" * 8_000_000, "[unknown-key]"),
    "zeros": (bytes(1_000_000), "[not-utf8]"),
    "a zero": (b"a\0b: {}\n", "[hidden-character]"),
    "another encoding": ("ครู: x\n".encode("cp874"), "[not-utf8]"),
    "more than is read": (b"# " + b"x" * (9 << 20), "[too-large]"),
    "a million keys": (b"".join(b"k%d: x\n" % n for n in range(600_000)), "[too-many-lines]"),
    "a million entries": (b"a: [" + b"x," * 600_000 + b"]", "[too-many-texts]"),
}
DEEP = "[" * 200_000
GIANT = "UPDATE office_case SET title = CAST(replace(hex(zeroblob(50000000)), '00', 'ab') AS TEXT)"
ENDLESS_VIEW = (
    "CREATE VIEW ready AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT 1 AS case_no, 'a' AS step, '' AS item, 'b' AS actor, '2026-01-01' AS due, x AS ready_at FROM n"
)
HEADER = b"SQLite format 3\0"
SEALED = '["khumue seal",1,"2026-01-01T00:00:00+00:00",{"1":%s}]\n["publications","",""]\n'

# -- what is typed ---------------------------------------------------------------------------------------------------

CHECK = ("--processes", "processes", "check", "processes")
START = ("--processes", "processes", "start", "leave")
COMPLETE = ("--processes", "processes", "complete", "1-1", "ask")
FROM = (*START, "--from", "table.xlsx")
ATTACH = (*COMPLETE, "--attach", "paper.pdf")
SEAL = ("db", "verify", "--seal", "seal.txt")
RESTORE = ("--db", "new.db", "restore", "backup.zip")
CATALOGUES = ("actors.yaml", "laws.yaml", "holidays.yaml", "errata.yaml", "manual.yaml")

TRAPS: dict[str, Trap] = {
    **{f"actors.yaml: {what}": Trap(laid("processes/actors.yaml", written, content), CHECK, said)
       for what, (content, said) in YAMLS.items()},
    **{f"{name}: {what}": Trap(laid(f"processes/{name}", written, YAMLS[what][0]), CHECK, YAMLS[what][1])
       for name in CATALOGUES[1:] for what in ("aliases in aliases", "a million keys")},
    "translations: a million keys": Trap(
        laid("processes/translations/en.yaml", written, YAMLS["a million keys"][0]), CHECK, "[too-many-lines]"),
    **{f"leave.yaml: {what}": Trap(laid("processes/leave.yaml", lay), CHECK, "leave.yaml:1:1:")
       for what, lay in ENDS.items()},
    **{f"actors.yaml, a step: {what}": Trap(laid("processes/actors.yaml", lay), COMPLETE, "actors.yaml:1:1:")
       for what, lay in ENDS.items()},

    **{f"table: {name}": Trap(laid("table.xlsx", lay), FROM, "table.xlsx")
       for name, (_, lay) in test_tables.HOSTILE.items()},
    **{f"table: {what}": Trap(laid("table.xlsx", lay), FROM, "table.xlsx") for what, lay in ENDS.items()},
    "table: many parts": Trap(laid("table.xlsx", many_parts), FROM, "damaged"),
    "table: lines of commas": Trap(laid("table.xlsx", written, (b"," * 4_000_000 + b"\n") * 15), FROM, "columns"),
    "table: empty lines": Trap(laid("table.xlsx", written, b"\n" * 60_000_000), FROM, "more than 100,000 rows"),
    "table: quotation marks": Trap(laid("table.xlsx", written, b'"' * 60_000_000), FROM, "from line 1 on"),
    "table: one line of UTF-16": Trap(
        laid("table.xlsx", written, b"\xff\xfe" + b"a\0" * 30_000_000), FROM, "from line 1 on"),

    **{f"attachment: {what}": Trap(laid("paper.pdf", lay), ATTACH, "paper.pdf") for what, lay in ENDS.items()},
    "attachment: a folder": Trap(laid("paper.pdf", Path.mkdir), ATTACH, "not a file"),

    **{f"database: {what}": Trap(laid("office.db", lay), ("cases",), "office.db") for what, lay in ENDS.items()},
    "database: a folder": Trap(laid("office.db", Path.mkdir), ("cases",), "it is a folder"),
    "database: a text": Trap(laid("office.db", written, b"x" * 1_000_000), ("cases",), "not a khumue database"),
    "database: only a header": Trap(laid("office.db", written, HEADER), ("cases",), "not a khumue database"),
    "database: cut": Trap(spoilt(0, b"", 9_000), ("db", "verify"), "damaged"),
    "database: more pages than there are": Trap(spoilt(28, b"\xff" * 4), ("db", "verify"), "damaged"),
    "database: free pages without an end": Trap(
        spoilt(32, b"\0\0\0\2\xff\xff\xff\xff"), ("db", "verify"), "damaged"),
    "database: another page size": Trap(spoilt(16, b"\0\1"), ("cases",), "not a khumue database"),
    "database: of another program": Trap(changed("PRAGMA application_id = 1"), ("cases",), "another program"),
    "database: of a newer form": Trap(changed("PRAGMA user_version = 2000000000"), ("cases",), "newer"),
    **{f"database: a giant title, {' '.join(words)}": Trap(changed(GIANT), words, "too big")
       for words in (("cases",), ("db", "verify"))},
    "database: a view without an end": Trap(
        changed("ALTER TABLE ready RENAME TO old", ENDLESS_VIEW), ("--processes", "processes", "inbox"), "a fault"),
    "database: deep lists": Trap(
        changed(f"UPDATE step SET confirmed = '{DEEP}'"), ("--processes", "processes", "status", "1-1"), "damaged"),
    "database: deep events": Trap(changed(f"UPDATE event SET effects = '{DEEP}'"), ("history", "1-1"), "damaged"),
    "database: lists for groups": Trap(changed("UPDATE event SET effects = '[]'"), ("history", "1-1"), "damaged"),
    "database: deep events, verified": Trap(
        changed(f"UPDATE event SET effects = '{DEEP}'"), ("db", "verify"), "was altered"),

    **{f"seal: {what}": Trap(laid("seal.txt", lay), SEAL, "seal.txt") for what, lay in ENDS.items()},
    "seal: any bytes": Trap(laid("seal.txt", written, bytes(range(256)) * 100_000), SEAL, "not a seal"),
    "seal: nothing": Trap(laid("seal.txt", written, b""), SEAL, "not a seal"),
    "seal: deep lists": Trap(laid("seal.txt", signed, f"{DEEP}\n"), SEAL, "not a seal"),
    "seal: a number without an end": Trap(laid("seal.txt", signed, SEALED % ("9" * 100_000)), SEAL, "not a seal"),
    "seal: of something else": Trap(laid("seal.txt", signed, "[1]\n"), SEAL, "not a seal"),

    **{f"backup: {what}": Trap(laid("backup.zip", lay), RESTORE, "not a backup") for what, lay in ENDS.items()},
    "backup: a folder": Trap(laid("backup.zip", Path.mkdir), RESTORE, "not a backup"),
    "backup: another archive": Trap(laid("backup.zip", archive, {"a.txt": b"x"}), RESTORE, "not a backup"),
    "backup: many parts": Trap(laid("backup.zip", many_parts), RESTORE, "not a backup"),
    "backup: a bomb": Trap(laid("backup.zip", archive, {
        "khumue.db": 2 << 30, "contents.json": names("khumue.db")}), RESTORE, "unpack to 2,048 MB"),
    "backup: a bomb of names": Trap(laid("backup.zip", archive, {
        "khumue.db": os.urandom(8 << 20), "contents.json": 1 << 30}), RESTORE, "unpack to"),
    "backup: deep lists": Trap(laid("backup.zip", archive, {
        "khumue.db": b"", "contents.json": b"[" * 1_000_000}), RESTORE, "not a backup"),
    **{f"backup: to {name}": Trap(laid("backup.zip", archive, {
        "khumue.db": b"", name: b"x", "contents.json": names("khumue.db", name)}), RESTORE, "not a backup")
       for name in ("../x", "/tmp/x", "files/../../x", "C:\\x")},
    **{f"register: {what}": Trap(backed_up(lay), (*RESTORE, "--erased", "erased"), "erased")
       for what, lay in (*ENDS.items(), ("deep lists", lambda path: written(path, DEEP.encode())))},
    **{f"moves: {what}": Trap(laid("moves.yaml", lay), ("migrate", "--apply", "moves.yaml"), "moves.yaml")
       for what, lay in ENDS.items()},

    **{f"a long word: {' '.join(word if len(word) < 20 else '…' for word in words)}": Trap(folder, words, said)
       for words, said in (
        ((LONG,), "no command"),
        (("status", LONG), "no case"),
        ((*COMPLETE[:4], LONG), "no step"),
        (("--processes", "processes", "show", LONG), "no procedure"),
        (("--as", LONG, *START), "nobody"),
        (("--processes", "processes", "inbox", "--actor", LONG), "nobody"),
        ((*START, "--set", f"{LONG}=x"), "no field"),
        ((*START, "--set", f"school={LONG}"), "at most 10000"),
        (("check", "--on", LONG), "--on"),
        (("cases", "--limit", "9" * 100_000), "--limit"),
        (("--db", LONG, "cases"), "khumue: ก"),
        (("--db", f"postgresql://{LONG}", "cases"), "cannot be read"),
        (("--processes", LONG, "list"), "khumue: ก"),
        (("inbox", "--after", LONG), "nothing that waits"),
        ((*COMPLETE, "--key", LONG), "key"),
        ((*COMPLETE, "--note", LONG), "at most 10000"),
        ((*COMPLETE, "--attach", LONG), "khumue: "),
        ((*COMPLETE, "--outcome", LONG), "outcome"),
        (("status", "1-1", LONG), "one word too many"),
        (("status", f"--{LONG}"), "no option"),
        (("--lang", LONG, "cases"), "cannot be"),
    )},
    "megabytes of values": Trap(folder, (*START, *("--set", f"school={LONG[:30_000]}") * 15), "at most 10000"),
    "many values": Trap(folder, (*START, *("--set", "x=y") * 30_000), "no field"),
    "many entries": Trap(folder, (*COMPLETE, *(f"--item={n}" for n in range(60_000))), "not item by item"),
    "many words": Trap(folder, ("status", *("x",) * 100_000), "one word too many"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="pipes, devices and the peak of memory are told as Linux has them")
@pytest.mark.parametrize("what", TRAPS)
def test_it_is_refused_soon_and_with_little_memory(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit of memory and of time that stops what goes wrong before the whole machine does."""
    trap = TRAPS[what]
    monkeypatch.chdir(tmp_path)
    for name, value in (("KHUMUE_LANG", "en"), ("KHUMUE_DB", "office.db"), ("XDG_DATA_HOME", str(tmp_path / "data"))):
        monkeypatch.setenv(name, value)
    trap.lay(tmp_path)
    guarded = ('ulimit -v 2000000; exec timeout -s KILL 20 "$@" >&2', "sh", sys.executable, str(ROOT / "cli.py"))
    seconds, memory, said = used(["sh", "-c", *guarded, *trap.words])
    assert "Traceback" not in said
    assert trap.said in said
    assert said.startswith(("khumue: ", "processes/", "every row", "the database file", "case 1-1")), said[:200]
    assert len(said) < MOST_SAID or said.startswith("processes/"), "one message is read at a glance"
    assert seconds < SECONDS, f"{seconds:.2f} s"
    assert ENOUGH / 20 < memory < ENOUGH, f"{memory / 1024 / 1024:.0f} MB"


THAI = "กขผู้ใหญ่เกี๊ยวน้ำแข็งเเคร่งโต๊ะไม้ใฝ่ฯๆ"


@given(st.text(st.sampled_from(THAI), min_size=LONGEST_VALUE + 1, max_size=2 * LONGEST_VALUE))
def test_what_is_too_long_is_cut_between_letters_and_not_within_one(text: str) -> None:
    shown = brief(text)
    first, _, last = shown.partition("…")
    assert text.startswith(first)
    assert text.endswith(last)
    assert len(shown) <= 80
    assert CLUSTER.findall(text)[: len(CLUSTER.findall(first))] == CLUSTER.findall(first)
    assert not last or CLUSTER.findall(text)[-len(CLUSTER.findall(last)) :] == CLUSTER.findall(last)


@pytest.mark.parametrize("text", ["", "ก" * LONGEST_VALUE, "/home/" + "x" * (LONGEST_VALUE - 6)])
def test_what_can_be_read_is_told_whole(text: str) -> None:
    assert brief(text) == text
    assert brief(Phrase("the-step", {"name": [text]})) == Phrase("the-step", {"name": [text]})


def test_what_is_read_without_the_reader_of_yaml_is_as_large_at_most() -> None:
    assert catalogues.LARGEST == source.LARGEST
