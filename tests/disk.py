"""A disk that keeps a record of all that is done on it, so that it can be shown as it was after any of it, also as a
power cut would have left it; and that can be told to fail.

SQLite's writes come through a VFS of ``apsw``; those of the store's own files through the few functions it uses.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

from engine import folders
from engine.store import sqlite_store

Image = dict[str, bytes]
"""The files of a folder, with their content."""
SECTOR = 512
BASE = apsw.vfs_names()[0]


class Op(NamedTuple):
    """Something done on the disk. ``node`` is the file, whatever it is called."""

    kind: str
    """write, cut, sync: to a file. link, move, unlink: to its name. settle: makes the names durable. answer: none of
    this, but the moment at which a command was answered"""
    node: int = 0
    name: str = ""
    place: int = 0
    data: bytes = b""


class Disk:
    """Records what happens in ``folder``. ``fails`` is asked before each deed (its kind and number) and may raise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ops: list[Op] = []
        self.shared: list[bytes] = []
        """What the shared memory held after each deed."""
        self.names: dict[str, int] = {}
        self.before: dict[int, bytes] = {}
        for path in folder.rglob("*"):
            if path.is_file():
                self.before[self.node(self.called(path))] = path.read_bytes()
        self.fails: Callable[[str, int], BaseException | None] = lambda kind, number: None  # noqa: ARG005
        self.deeds = 0

    def called(self, path: str | Path) -> str:
        return Path(path).relative_to(self.folder).as_posix()

    def node(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names) + 1000 * len(self.ops))

    def does(self, op: Op) -> None:
        self.ops.append(op)
        memory = self.folder / "office.db-shm"
        self.shared.append(memory.read_bytes() if memory.exists() else b"")

    def may(self, kind: str) -> BaseException | None:
        """Whether a deed fails, as it was told to."""
        self.deeds += 1
        return self.fails(kind, self.deeds)

    def answer(self) -> None:
        """A command is answered now."""
        self.does(Op("answer"))

    # -- as it was -------------------------------------------------------------------------------------------------

    def killed(self, until: int) -> Image:
        """After the first ``until`` deeds, when nothing but the program stopped."""
        image = self._made(self.ops[:until])
        if until and self.shared[until - 1]:
            image["office.db-shm"] = self.shared[until - 1]
        return image

    def loose(self, until: int) -> list[int]:
        """Of the first ``until`` deeds those that no sync has brought onto the disk."""
        found, synced, settled = [], set(), set()
        for number in reversed(range(until)):
            op = self.ops[number]
            if op.kind == "sync":
                synced.add(op.node)
            elif op.kind == "settle":
                settled.add(op.name or ".")
            elif (op.kind in ("write", "cut") and op.node not in synced) or (
                op.kind in ("link", "move", "unlink") and str(Path(op.name).parent) not in settled
            ):
                found.append(number)
        return found[::-1]

    def cut(self, until: int, kept: Collection[int], torn: Mapping[int, int] = {}) -> Image:
        """After a power cut that left, of what was loose, only what is ``kept``; of the ``torn`` so many bytes."""
        lost = set(self.loose(until)) - set(kept)
        ops = [
            op._replace(data=op.data[: torn[number]]) if number in torn else op
            for number, op in enumerate(self.ops[:until])
            if number not in lost
        ]
        return self._made(ops)

    def _made(self, ops: Sequence[Op]) -> Image:
        content = {node: bytearray(data) for node, data in self.before.items()}
        names = {name: node for name, node in self.names.items() if node in self.before}
        for op in ops:
            held = content.setdefault(op.node, bytearray())
            match op.kind:
                case "write":
                    held.extend(bytes(max(0, op.place - len(held))))
                    held[op.place : op.place + len(op.data)] = op.data
                case "cut":
                    held[:] = held[: op.place].ljust(op.place, b"\0")
                case "link":
                    names[op.name] = op.node
                case "move":
                    names = {name: node for name, node in names.items() if node != op.node} | {op.name: op.node}
                case "unlink":
                    names.pop(op.name, None)
        return {name: bytes(content.get(node, b"")) for name, node in names.items()}


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.disk, self.watched = disk, bool(path) and Path(path).is_relative_to(disk.folder)
        if self.watched:
            self.name = disk.called(path)
            fresh = not Path(path).exists()
            if fresh and (fault := disk.may("open")):
                raise fault
        super().__init__(BASE, name, flags)
        if self.watched:
            if fresh:
                disk.names.pop(self.name, None)
                disk.does(Op("link", disk.node(self.name), self.name))
            self.node = disk.node(self.name)
            self.unsettled = fresh and self.name.endswith(("-wal", "-journal"))

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        if self.watched and (fault := self.disk.may("read")):
            raise fault
        return super().xRead(amount, offset)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        if self.watched:
            if fault := self.disk.may("write"):
                half = bytes(data)[: len(data) // 2]
                super().xWrite(half, offset)
                self.disk.does(Op("write", self.node, place=offset, data=half))
                raise fault
            self.disk.does(Op("write", self.node, place=offset, data=bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self.watched:
            if fault := self.disk.may("cut"):
                raise fault
            self.disk.does(Op("cut", self.node, place=size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        if self.watched:
            if fault := self.disk.may("sync"):
                raise fault
            self.disk.does(Op("sync", self.node))
            if self.unsettled:  # SQLite syncs the folder of a new log with it
                self.disk.does(Op("settle"))
                self.unsettled = False
        super().xSync(flags)


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(f"disk-{id(disk)}", BASE, True)

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        return _File(self.disk, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        if Path(name).is_relative_to(self.disk.folder) and Path(name).exists():
            if fault := self.disk.may("unlink"):
                raise fault
            _forget(self.disk, Path(name))
            if syncdir:
                self.disk.does(Op("settle"))
        super().xDelete(name, syncdir)


def _forget(disk: Disk, path: Path) -> None:
    name = disk.called(path)
    disk.does(Op("unlink", disk.node(name), name))


class _Copy:
    """A file that the store itself writes."""

    def __init__(self, disk: Disk, path: Path, file: Any) -> None:
        self.disk, self.file = disk, file
        name = disk.called(path)
        self.node = disk.node(name)
        disk.does(Op("link", self.node, name))

    def __enter__(self) -> _Copy:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        if fault := self.disk.may("write"):
            self.file.write(data[: len(data) // 2])
            raise _told(fault)
        self.disk.does(Op("write", self.node, place=self.file.tell(), data=data))
        self.file.write(data)

    def flush(self) -> None:
        self.file.flush()

    def fileno(self) -> int:
        OPEN_COPIES[self.file.fileno()] = self
        return int(self.file.fileno())


OPEN_COPIES: dict[int, _Copy] = {}


def _told(fault: BaseException) -> BaseException:
    """A fault as the operating system tells it."""
    number = errno.ENOSPC if isinstance(fault, apsw.FullError) else errno.EIO
    return OSError(number, os.strerror(number))


@contextmanager
def recording(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Record all that is done in a folder."""
    disk = Disk(folder)
    vfs = _Vfs(disk)
    with monkeypatch.context() as context:
        _watch_copies(disk, context)
        try:
            yield disk
        finally:
            vfs.unregister()


def _watch_copies(disk: Disk, context: pytest.MonkeyPatch) -> None:
    opens, replaces, unlinks, makes = Path.open, Path.replace, Path.unlink, Path.mkdir
    fsync, settle = os.fsync, folders.sync_folder

    def watched(path: Path) -> bool:
        return path.is_relative_to(disk.folder)

    def open_(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if mode != "xb" or not watched(path):
            return opens(path, mode, *rest, **named)
        if fault := disk.may("open"):
            raise _told(fault)
        return _Copy(disk, path, opens(path, mode, buffering=0))

    def replace(path: Path, target: Path) -> Path:
        if fault := disk.may("move"):
            raise _told(fault)
        node = disk.names.pop(disk.called(path))
        disk.names[disk.called(target)] = node
        disk.does(Op("move", node, disk.called(target)))
        return replaces(path, target)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if watched(path) and path.exists():
            _forget(disk, path)
        unlinks(path, missing_ok)

    def sync(descriptor: int) -> None:
        if copy := OPEN_COPIES.pop(descriptor, None):
            if fault := disk.may("sync"):
                raise _told(fault)
            disk.does(Op("sync", copy.node))
        else:
            fsync(descriptor)

    def settled(folder: Path) -> None:
        if fault := disk.may("sync"):
            raise _told(fault)
        disk.does(Op("settle", name=disk.called(folder)))
        settle(folder)

    def mkdir(path: Path, *rest: Any, **named: Any) -> None:
        if watched(path) and not path.exists():
            disk.does(Op("link", disk.node(disk.called(path) + "/"), disk.called(path) + "/"))
        makes(path, *rest, **named)

    for owner, name, found in ((Path, "open", open_), (Path, "replace", replace), (Path, "unlink", unlink),
                               (Path, "mkdir", mkdir), (os, "fsync", sync),
                               (sqlite_store, "sync_folder", settled)):  # fmt: skip
        context.setattr(owner, name, found)
