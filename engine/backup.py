"""A whole office in one file, and back: the database as it is at one moment, the copies of files, what was erased.

A backup is a ZIP file with ``khumue.db``, ``files/`` and ``contents.json``, which holds the SHA-256 of each.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine import erasing, sealing
from engine.evidence import attached
from engine.folders import Sparing, sync_folder, whole
from engine.lifecycle import ERASED
from engine.problems import Refused, os_reason
from engine.store import open_store
from engine.store.sqlite_store import SqliteStore, is_locked, locked, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.case import Attachment
    from engine.evidence import Finding
    from engine.store import Store
    from engine.store.records import CaseRecord

DATABASE, FILES, CONTENTS = "khumue.db", "files/", "contents.json"
NAME = re.compile(r"khumue\.db|files/[0-9a-f]{32}")
PIECE = 1 << 20
MEBIBYTE = 1 << 20
SMALL = 64 * MEBIBYTE
"""Bytes that are unpacked without asking."""
MOST_PACKED = 200
"""How many times its own size a backup may unpack to: a database comes to ten, a scan of white paper to a hundred."""
LARGEST_LIST = 64 * MEBIBYTE
"""Bytes of a list of files: more than half a million."""
IN_USE = "in-use"
"""A file in the folder of a program at work, which holds a lock on it."""
NEW = 10
"""Seconds in which a folder may have no such lock yet."""

Watch = Callable[[int, int], object]
"""Is told how much of how much is done."""


class Copied(NamedTuple):
    """What a backup holds: cases, copies of files, and the names of those that could no longer be found."""

    cases: int
    files: int
    missing: list[str]


class Restored(NamedTuple):
    """What was restored: cases, those that were brought to their erased state again, and what is wrong with it."""

    cases: int
    erased: list[str]
    findings: list[Finding]
    aside: Path | None
    """Where what stood there before lies now, if it was no database of ours any more."""


class Unsound(Exception):
    """A backup in whose record something is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings


# -- out -------------------------------------------------------------------------------------------------------------


def back_up(store: Store, target: Path, watch: Watch = lambda *_: None) -> Copied:
    """Write all that a store holds into one file, while others work. Raises Refused if there is such a file already.

    ``watch`` is told of the rows of a server that were copied, of the cases that were read, and of the bytes that were
    packed: each an equal part of the whole.
    """
    if target.exists():
        raise Refused("output-exists", path=str(target))
    *rows, cases, packing = _parts(watch, 3 if store.shared else 2)
    try:
        with _folder(target.parent) as place, whole(target) as part:
            snapshot = place / DATABASE
            store.snapshot(snapshot, *rows)
            count, named = _attached(snapshot, cases)
            digests = _pack(store, part, snapshot, [a for _, a in named.values()], packing)
            _sync(part)
        sync_folder(target.parent)
    except OSError as error:
        raise Refused("cannot-write", path=str(target), reason=os_reason(error)) from error
    missing = [f"{case}: {a.number}. {a.name}" for key, (case, a) in named.items() if FILES + key not in digests]
    return Copied(count, len(digests) - 1, missing)


def _parts(watch: Watch, count: int) -> list[Watch]:
    """The watches of so many things that are done one after the other."""

    def part(before: int) -> Watch:
        return lambda done, total: watch(before * total + min(done, total), count * total)

    return [part(before) for before in range(count)]


def _attached(database: Path, watch: Watch) -> tuple[int, dict[str, tuple[str, Attachment]]]:
    """How many cases a database has, and what was attached to which, by its key."""
    found: dict[str, tuple[str, Attachment]] = {}
    with closing(open_store(str(database))) as copy:
        ledger = copy.ledger()
        for done, record in enumerate(sealing.records(copy, ledger), 1):
            found |= {a.key: (record.case, a) for a in attached(record)}
            watch(done, len(ledger.cases))
    return len(ledger.cases), found


def _pack(store: Store, part: Path, database: Path, attachments: Sequence[Attachment], watch: Watch) -> dict[str, str]:
    """Write the file of a backup: the database, and of the attachments what there is. Gives the SHA-256 of each."""
    there = set(store.files())
    sizes = {a.key: a.size for a in attachments if a.key in there}
    done, total = 0, database.stat().st_size + sum(sizes.values())

    def told(pieces: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal done
        for piece in pieces:
            yield piece
            done += len(piece)
            watch(done, total)

    with part.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        digests = {DATABASE: _add(archive, DATABASE, told(_pieces(database)))}
        for key in sizes:
            digests[FILES + key] = _add(archive, FILES + key, told(store.file(key)))
        archive.writestr(CONTENTS, json.dumps(digests, indent=1))
    return digests


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    """Put a file into a backup; gives its SHA-256."""
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


# -- and back --------------------------------------------------------------------------------------------------------


def restore(
    source: Path,
    database: Path,
    register: Path | None = None,
    watch: Watch = lambda *_: None,
    *,
    force: bool = False,
) -> Restored:
    """Put a backup in the place of a database, once everything in it was proved, with what was erased since erased.

    Raises Refused if there is a database already (``restore-exists``) or the file is no whole backup, and Unsound if
    something is wrong with what it holds; with ``force``, both are accepted. ``watch`` is told of the files that were
    unpacked, as the first half, and of the cases that were proved, as the second.
    """
    if not source.exists():
        raise Refused("no-such-path", path=str(source))
    if database.exists() and not force:
        raise Refused("restore-exists", path=str(database))
    if register and not register.exists():
        raise Refused("no-such-path", path=str(register))
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _folder(database.parent) as place:
            _unpack(source, place, watch)
            with closing(SqliteStore(str(place / DATABASE))) as store:
                verified = sealing.verify(store, watch=lambda done, total: watch(total + done, 2 * total))
                if any(finding.what != "file-missing" for finding in verified.findings) and not force:
                    raise Unsound(verified.findings)
                erased = erasing.erase_again(store, _erased_since(database, register))
                if erased:
                    store.scrub(erasing.keys_of(erased))
                aside = _put_in_place(store, database)
        if erased:
            with closing(open_store(str(database))) as store:
                erasing.finish(store, erased)
    except OSError as error:
        raise Refused("cannot-write", path=str(database), reason=os_reason(error)) from error
    return Restored(verified.cases, [record.case for record in erased], verified.findings, aside)


def _unpack(source: Path, place: Path, watch: Watch) -> None:
    """Take a backup apart, proving every file; nothing of it can name a place outside."""
    try:
        if not (source.is_file() and zipfile.is_zipfile(source)):  # a pipe or a device might never end
            raise Refused("not-a-backup", path=str(source))
        with Sparing(source, _longest_list(source)) as file, zipfile.ZipFile(file) as archive:
            _refuse_a_bomb(archive, source)
            digests: dict[str, str] = json.loads(archive.read(CONTENTS))
            if DATABASE not in digests or not all(map(NAME.fullmatch, digests)):
                raise Refused("not-a-backup", path=str(source))
            (place / f"{DATABASE}.files").mkdir()
            for done, (name, digest) in enumerate(digests.items(), 1):
                inside = place / name.replace(FILES, f"{DATABASE}.files/")
                if _take(archive, name, inside) != digest:
                    raise Refused("backup-damaged", path=str(source), name=name)
                watch(done, 2 * len(digests))
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refused("backup-damaged", path=str(source), name=str(error)) from error
    except (KeyError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Refused("not-a-backup", path=str(source)) from error


def _longest_list(source: Path) -> int:
    """Bytes that the list of its files may have: before each file stands what the list says of it, and some more."""
    return min(LARGEST_LIST, max(source.stat().st_size // 2, MEBIBYTE))


def _refuse_a_bomb(archive: zipfile.ZipFile, source: Path) -> None:
    size = sum(part.file_size for part in archive.infolist())
    bomb = size > SMALL and size > MOST_PACKED * source.stat().st_size
    if bomb or archive.getinfo(CONTENTS).file_size > LARGEST_LIST:
        raise Refused("backup-bomb", path=str(source), size=f"{size / MEBIBYTE:,.0f}", most=MOST_PACKED)


def _take(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as packed, target.open("xb") as file:
        while piece := packed.read(PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _erased_since(database: Path, register: Path | None) -> list[CaseRecord]:
    """The cases that were erased, as the registers know them and as far as the database that is there can tell."""
    beside = database.with_name(f"{database.name}.erased")
    found = [*erasing.registered(beside), *(erasing.registered(register) if register else [])]
    if database.exists():
        try:
            with closing(open_store(str(database))) as store:
                page = [row.case for row in store.cases(None, ERASED, 1 << 31, None)]
                found += [store.record(case) for case in page]
        except Refused:  # damaged, which may be why it is being replaced; the register stands beside it
            pass
    return list({record.case: record for record in found}.values())


def _put_in_place(store: SqliteStore, database: Path) -> Path | None:
    """The copies of files first: a database never names one that is not there."""
    folder = database.with_name(f"{database.name}.files")
    folder.mkdir(exist_ok=True)
    for copy in store.folder.iterdir():
        _sync(copy)
        copy.replace(folder / copy.name)
    sync_folder(folder)
    return put_in_place(store, database)


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder of our own on the same disk, which nobody else may read; it goes with all that is in it.

    What a killed program has left of such a folder goes first: it holds what may have been erased since. Whether its
    program is still at work is told by a lock that every system takes away from a program that has ended.
    """
    for left in beside.glob(".khumue-*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > NEW and not is_locked(left / IN_USE):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".khumue-", dir=beside) as name, locked(Path(name) / IN_USE):
        yield Path(name)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
