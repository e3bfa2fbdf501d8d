"""Whether all that the program needs is there and in order, and what to do where it is not.

Everything is looked at and nothing is changed: no database is begun and none is brought up to date.
"""

from __future__ import annotations

import platform
import re
import shutil
import sys
import tempfile
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.calendar import BANGKOK, BUDDHIST_ERA, BUDDHIST_YEARS, local_day
from engine.messages import Phrase, help_text, text
from engine.problems import InvalidDefinition, Refused, os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.calendar import Language
    from engine.desk import Desk
    from engine.store import Condition

Severity = Literal["ok", "warning", "error"]

PATIENCE = 10.0
"""Seconds for the check of the database's pages."""
LITTLE_ROOM = 200 * 1024 * 1024
"""Bytes free on the disk, below which it is time to make room."""
CLOCKS_APART = timedelta(minutes=1)
"""Between this computer and the server, which takes a few seconds to answer at most."""
TRUETYPE = b"\x00\x01\x00\x00"


class Finding(NamedTuple):
    """One thing that was looked at: its name, how it is, and the sentence that says so."""

    subject: str
    severity: Severity
    code: str
    values: Mapping[str, object] = {}


def examine(desk: Desk, fonts: Sequence[Path], now: datetime) -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    found = [*programs(), *_fonts(fonts), *_procedures(desk, now), *_time(now)]
    return [*found, *_store(desk, now), *_places(desk)]


# -- programs --------------------------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    """The version of the program, of Python and of every library it needs; empty for what is not installed."""
    found = {"khumue": _version("khumue"), "Python": platform.python_version()}
    return found | {name: _version(name) for name, _ in _needed()}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _needed() -> list[tuple[str, str]]:
    """The libraries that the program says it needs, with the lowest version; none where it is not installed."""
    try:
        wanted = metadata.requires("khumue") or []
    except metadata.PackageNotFoundError:
        return []
    found = (re.match(r"([\w.-]+)(?:\[[\w,]+\])?\s*>=\s*([\d.]+)", line) for line in wanted if "extra ==" not in line)
    return [(match[1], match[2]) for match in found if match]


def programs() -> Iterator[Finding]:
    """The versions of program and Python, and what of the libraries is missing or too old."""
    known = versions()
    values = {"khumue": known["khumue"] or "-", "python": known["Python"], "system": platform.platform(terse=True)}
    yield Finding("programs", "ok", "doctor-programs", values)
    missing = [name for name, _ in _needed() if not known[name]]
    old = [
        f"{name} {known[name]} (< {least})" for name, least in _needed() if known[name] and _older(known[name], least)
    ]
    if missing or old:
        yield Finding("libraries", "error", "doctor-libraries", {"names": [*missing, *old]})
    elif not known["khumue"]:
        yield Finding("libraries", "warning", "doctor-not-installed")
    else:
        yield Finding(
            "libraries", "ok", "doctor-libraries-ok", {"names": [f"{name} {known[name]}" for name, _ in _needed()]}
        )


def _older(version: str, least: str) -> bool:
    a, b = ([int(part) for part in re.findall(r"\d+", text)] for text in (version, least))
    return a[: len(b)] < b


def _fonts(fonts: Sequence[Path]) -> Iterator[Finding]:
    lost = []
    for font in fonts:
        try:
            with font.open("rb") as file:
                whole = file.read(4) == TRUETYPE
        except OSError:
            whole = False
        if not whole:
            lost.append(str(font))
    names = [font.stem for font in fonts]
    yield Finding(
        "fonts", "error" if lost else "ok", "doctor-fonts-lost" if lost else "doctor-fonts", {"names": lost or names}
    )


# -- procedures ------------------------------------------------------------------------------------------------------


def _procedures(desk: Desk, now: datetime) -> Iterator[Finding]:
    from engine.folders import shown_path  # noqa: PLC0415

    try:
        folder = desk.folder
        office = desk.office()
    except ImportError:  # a library that is missing was told above
        return
    except Refused as refusal:
        yield Finding("procedures", "error", refusal.code, refusal.values)
        return
    except InvalidDefinition:
        yield Finding("procedures", "error", "doctor-procedures-wrong", {"folder": shown_path(folder), "names": []})
        return
    values = {"folder": shown_path(folder), "count": len(office.processes), "names": list(office.refused)}
    wrong = bool(office.refused)
    code = "doctor-procedures-wrong" if wrong else "doctor-procedures"
    yield Finding("procedures", "error" if wrong else "ok", code, values)
    if not any(step.within for process in office.processes.values() for step in process.steps):
        return  # without deadlines nobody needs the holidays
    year = local_day(now).year
    lacking = [
        Phrase("either", {"th": y + BUDDHIST_ERA, "en": y}) for y in (year, year + 1) if y not in office.holidays
    ]
    if lacking:
        yield Finding("holidays", "warning", "doctor-holidays", {"years": lacking})


# -- time ------------------------------------------------------------------------------------------------------------


def _time(now: datetime) -> Iterator[Finding]:
    if now.year >= BUDDHIST_YEARS:
        yield Finding("clock", "error", "clock-era", {"year": now.year, "right": now.year - BUDDHIST_ERA})
        return
    yield Finding("clock", "ok", "doctor-clock", {"now": now})
    offset = now.astimezone().utcoffset() or timedelta()
    if offset != BANGKOK.utcoffset(None):
        hours = offset.total_seconds() / 3600
        yield Finding("time zone", "warning", "doctor-zone", {"zone": f"UTC{hours:+g}"})


# -- the database ----------------------------------------------------------------------------------------------------


def _store(desk: Desk, now: datetime) -> list[Finding]:
    from engine.store import condition, is_server  # noqa: PLC0415

    try:
        if not desk.has_store():
            return [Finding("database", "ok", "doctor-no-database", {"path": desk.database})]
        found = condition(desk.database, PATIENCE)
    except ImportError:
        return []
    except Refused as refusal:
        return [Finding("database", "error", refusal.code, refusal.values)]
    told = [*_of_store(found), *(_of_server(found, now) if is_server(desk.database) else _of_file(found))]
    if found.last and found.last > now:
        told.append(Finding("clock", "error", "doctor-clock-back", {"now": now, "last": found.last}))
    return told


def _of_store(found: Condition) -> Iterator[Finding]:
    values: dict[str, Any] = {
        "place": found.place, "program": found.program, "size": f"{found.size / 1e6:,.1f} MB", "schema": found.schema,
        "known": found.newest,
    }  # fmt: skip
    yield Finding("database", "ok", "doctor-database", values)
    if found.schema > found.newest:
        yield Finding("schema", "error", "newer-database", {"path": found.place, "version": found.schema, **values})


def _of_file(found: Condition) -> Iterator[Finding]:
    if found.schema < found.newest:
        yield Finding("schema", "warning", "doctor-schema-older", {"schema": found.schema, "known": found.newest})
    if not found.writable:
        yield Finding("database", "error", "store-read-only", {"path": found.place, "reason": ""})
    if found.sound is False:
        yield Finding("pages", "error", "store-damaged", {"path": found.place, "reason": found.faults[0]})
    else:
        code = "doctor-pages" if found.sound else "doctor-pages-unknown"
        yield Finding("pages", "ok" if found.sound else "warning", code, {"seconds": f"{PATIENCE:g}"})
    if found.left:
        values = {"count": len(found.left), "names": found.left, "folder": f"{found.place}.files"}
        yield Finding("files", "warning", "doctor-files-left", values)
    if sys.platform != "win32" and (mode := _open_to_others(Path(found.place))):
        yield Finding("rights", "warning", "doctor-others-read", {"path": found.place, "mode": f"{mode:03o}"})


def _open_to_others(file: Path) -> int:
    """What the group and others may do with a file, which they reach only through folders that are open to them."""
    mode = file.stat().st_mode & 0o077
    for folder in file.resolve().parents:
        through = folder.stat().st_mode
        mode &= (0o070 if through & 0o010 else 0) | (0o007 if through & 0o001 else 0)
    return mode


def _of_server(found: Condition, now: datetime) -> Iterator[Finding]:
    """Its pages are its own business; what we may do there, who listens on the way, and the time, are ours too."""
    values = {"path": found.place, "version": found.schema, "known": found.newest}
    if found.schema < found.newest:
        yield Finding("schema", "error", "older-database" if found.schema else "no-schema", values)
    if found.only_read or not found.writable:
        yield Finding("database", "error", found.only_read or "server-read-only", values)
    if found.owns is not None:
        code = "doctor-acts-as" if found.acts_as else "doctor-owns" if found.owns else "doctor-only-reads"
        reads = code == "doctor-only-reads"
        yield Finding("rights", "warning" if reads else "ok", code, {"person": found.acts_as})
    listened = found.encryption == ""
    code = "doctor-not-encrypted" if listened else "doctor-encrypted"
    yield Finding("encryption", "warning" if listened else "ok", code, {"version": found.encryption})
    if found.clock and abs(found.clock - now) > CLOCKS_APART:
        yield Finding("clock", "error", "doctor-clock-apart", {"now": now, "theirs": found.clock})


# -- folders ---------------------------------------------------------------------------------------------------------


def _places(desk: Desk) -> Iterator[Finding]:
    """Whether what must be written can be: the folder of the database, its attachments, the folder for a moment."""
    from engine.store import is_server  # noqa: PLC0415

    folders = [Path(tempfile.gettempdir())]
    if not is_server(desk.database):
        home = Path(desk.database.removeprefix("sqlite:///")).absolute()
        folders += [home.parent, *(place for place in [home.with_name(home.name + ".files")] if place.is_dir())]
    for folder in folders:
        yield from _place(folder)


def _place(folder: Path) -> Iterator[Finding]:
    exists = next((place for place in (folder, *folder.parents) if place.is_dir()), folder)
    try:
        with tempfile.TemporaryFile(dir=exists):
            pass
        free = shutil.disk_usage(exists).free
    except OSError as error:
        yield Finding("folder", "error", "cannot-write", {"path": str(folder), "reason": os_reason(error)})
        return
    little = free < LITTLE_ROOM
    values = {"path": str(folder), "free": f"{free / 1e9:,.1f} GB"}
    yield Finding("folder", "warning" if little else "ok", "doctor-room" if little else "doctor-folder", values)


# -- what is shown ---------------------------------------------------------------------------------------------------


def findings_json(findings: Sequence[Finding], language: Language) -> dict[str, Any]:
    """What was found, as data."""
    return {
        "ok": all(finding.severity != "error" for finding in findings),
        "versions": versions(),
        "findings": [
            {
                "subject": finding.subject,
                "severity": finding.severity,
                "code": finding.code,
                "message": text(finding.code, language, finding.values),
                "help": help_text(finding.code, language, finding.values),
            }
            for finding in findings
        ],
    }


def findings_text(findings: Sequence[Finding], language: Language) -> str:
    """What was found, a line each, with what to do below it; the sum of it last."""
    lines = []
    for finding in findings:
        sign = "" if finding.severity == "ok" else f"{text(finding.severity, language)}: "
        lines.append(f"{SIGNS[finding.severity]} {sign}{text(finding.code, language, finding.values)}")
        if finding.severity != "ok":
            lines += [f"    = {line}" for line in help_text(finding.code, language, finding.values).splitlines()]
    count = {f"{kind}s": sum(finding.severity == kind for finding in findings) for kind in ("error", "warning")}
    return "\n".join([*lines, "", text("doctor-sum", language, count)])


SIGNS = {"ok": "[x]", "warning": "[!]", "error": "[ ]"}
