"""A database held against its own record and against a seal; and the seal: a signed page with the state of every case.

The signature (Ed25519, RFC 8032) is made with a key that lies in the user's data folder. Whoever has taken over the
computer can sign as well; so a seal is worth what it is kept apart from it: printed and filed, or mailed. The only file
that imports cryptography.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from engine import evidence, messages
from engine.calendar import spoken_date
from engine.case import replay
from engine.evidence import Contents, Finding
from engine.folders import content, user_data, whole
from engine.lifecycle import ERASED
from engine.problems import Refused, os_reason
from engine.publishing import ACTORS, LAWS
from engine.store import Ledger
from engine.store.records import moment, people_hash, sha256_of, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.calendar import Language
    from engine.case import Case, Event
    from engine.plan import Plan
    from engine.store import Store
    from engine.store.records import CaseRecord

T = TypeVar("T")
MOST_CASES, MOST_EVENTS = 200, 2_000
"""So many cases are read at once, or so many of their events: in memory 10 MB."""
BEGIN, END = "-----BEGIN KHUMUE SEAL-----", "-----END KHUMUE SEAL-----"
KEY_LINE, SIGNATURE_LINE = "public key: ", "signature: "
LONGEST_END = 4_096
"""Bytes at the end of a seal among which its signature begins, whatever a mail program has added."""
LARGEST_SEAL = 512 * 1024 * 1024
"""Bytes of a seal: more than a million cases."""


class Verified(NamedTuple):
    """What was looked at, and what is wrong with it."""

    cases: int
    events: int
    publications: int
    findings: list[Finding]


class Seal(NamedTuple):
    """A seal as it was read: what it says, and the fingerprint of the key that signed it."""

    contents: Contents
    key: str


# -- verifying -------------------------------------------------------------------------------------------------------


def verify(
    store: Store, contents: Contents | None = None, watch: Callable[[int, int], object] = lambda *_: None
) -> Verified:
    """Replay every case, compare the rows with what the events add up to, and the record with its hashes, with what
    people gave and with a seal. Finds all that is wrong; what cannot be read does not stop it. ``watch`` is told after
    each case how many were looked at, and of how many."""
    findings = [Finding(kind, detail=detail) for kind, detail in store.faults()]
    ledger, events, done = Ledger({}, {}, []), 0, 0
    with store.reading():
        files = frozenset(store.files())
        with _noting(findings):
            ledger = store.ledger()
            findings += evidence.missing_cases(ledger.numbers, ledger.cases)
            findings += evidence.cases_since(contents, ledger.cases) if contents else []
        with _noting(findings):
            findings += _ledger_findings(store, ledger, contents)
        for batch in batches(ledger.cases):
            records, stored = _at_once(store.records, batch), _at_once(store.whole_cases, batch)
            for case in batch:
                with _noting(findings, case):
                    record = records.get(case) or store.record(case)
                    events += len(record.events)
                    findings += _case_findings(store, record, stored.get(case), contents, files)
                done += 1
                watch(done, len(ledger.cases))
    findings = _causes(list(dict.fromkeys(findings)))
    return Verified(len(ledger.cases), events, len(ledger.publications), findings)


def with_paper(found: Verified, holds: bool) -> Verified:
    """What was found, and that the number on a page no longer holds, if it does not."""
    return found if holds else found._replace(findings=[*found.findings, Finding("seal-broken")])


def batches(cases: Mapping[str, int]) -> Iterator[list[str]]:
    """Cases with the numbers of their events, so many at a time that all of them can be in memory."""
    batch: list[str] = []
    room = MOST_EVENTS
    for case, events in cases.items():
        if batch and (len(batch) == MOST_CASES or events > room):
            yield batch
            batch, room = [], MOST_EVENTS
        batch.append(case)
        room -= events
    if batch:
        yield batch


def records(store: Store, ledger: Ledger) -> Iterator[CaseRecord]:
    """The record of every case, of which only a batch is in memory."""
    for batch in batches(ledger.cases):
        yield from store.records(batch[0], batch[-1]).values()


def _at_once(read: Callable[[str, str], dict[str, T]], batch: Sequence[str]) -> dict[str, T]:
    """What a store has of some cases; nothing if one of them cannot be read, and then each is read by itself."""
    try:
        return read(batch[0], batch[-1])
    except Refused as refusal:
        if refusal.code != "store-damaged":
            raise
        return {}


def _causes(findings: list[Finding]) -> list[Finding]:
    """Counts are derived: where anything else is wrong too, that is why they differ."""
    return [found for found in findings if found.what != "miscounted"] or findings


@contextmanager
def _noting(findings: list[Finding], case: str = "") -> Iterator[None]:
    """What cannot be read is a finding: a damaged page, or a row that is no date, no JSON, or of no version."""
    prefix = "case-" if case else ""
    try:
        yield
    except Refused as refusal:
        if refusal.code != "store-damaged":
            raise
        findings.append(Finding(f"{prefix}damaged", case, detail=str(refusal.values.get("reason", ""))))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        findings.append(Finding(f"{prefix}unreadable", case, detail=str(error)))


def _case_findings(
    store: Store, record: CaseRecord, stored: Case | None, contents: Contents | None, files: frozenset[str]
) -> list[Finding]:
    findings = evidence.case_findings(record)
    if contents and record.case in contents.cases:
        findings += evidence.case_since(contents.cases[record.case], record)
    if findings:  # what is wrong in itself adds up to nothing
        return findings
    stored = stored or store.case(record.case, whole=True)
    events = list(evidence.events_of(record, store.plan))
    replayed = replay(record.case, events)
    rows = tuple(evidence.differing(stored, replayed, record.ready))
    found = [Finding("rows", record.case, detail=rows)] if rows else []
    return [*found, *_file_findings(store, record.case, events, files)]


def _file_findings(store: Store, case: str, events: Sequence[Event], files: frozenset[str]) -> Iterator[Finding]:
    for event in events:
        for attachment in event.attachments:
            named = f"{attachment.number}. {attachment.name}"
            if event.kind == ERASED:
                if attachment.key in files:
                    yield Finding("file-left", case, event.seq, attachment.key)
            elif attachment.key not in files:
                yield Finding("file-missing", case, event.seq, named)
            elif sha256_of(store.file(attachment.key)) != attachment.sha256:
                yield Finding("file-altered", case, event.seq, named)


def _ledger_findings(store: Store, ledger: Ledger, contents: Contents | None) -> Iterator[Finding]:
    """What is wrong with what was published, and with the definitions and catalogues that were kept for it."""
    yield from evidence.publication_findings(ledger.publications)
    if contents:
        yield from evidence.publications_since(contents.publications, ledger.publications)
    versions = {row.version: row.process for row in store.versions()}
    versions |= {str(row.columns[1]): str(row.columns[0]) for row in ledger.publications}
    for version, process in versions.items():
        if not (_is_whole(store, version) and _follows(store, version)):
            yield Finding("version-altered", detail=f"{process} {version[:12]}")
    for name, place in ((ACTORS, -2), (LAWS, -1)):
        for digest in dict.fromkeys(row.columns[place] for row in ledger.publications):
            body = store.catalogue(name, digest) if digest else None
            if digest and (body is None or hashlib.sha256(body.encode()).hexdigest() != digest):
                yield Finding("catalogue-altered", detail=f"{name} {digest[:12]}")
    yield from _people_findings(store)


def _people_findings(store: Store) -> Iterator[Finding]:
    """Whether those by whom a server goes, its last row, are the people that were published. Older programs kept them
    without a hash."""
    rows = [(number, at, login, json.loads(str(body))) for number, at, login, body in store.people()]
    if any("hash" in people for *_, people in rows):
        number, at, login, people = rows[-1]
        if people.get("hash") != people_hash(people):
            yield Finding("people-altered", event=int(str(number)), detail=f"{at:%Y-%m-%d} {login}")


def _is_whole(store: Store, version: str) -> bool:
    """Whether a definition is the one that its version names (see ``library.version``)."""
    try:
        plain = json.loads(store.definition(version))
    except (ValueError, LookupError):
        return False
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest() == version


def _follows(store: Store, version: str) -> bool:
    """Whether the plan from which cases run has the steps, people, conditions and ways of its definition."""
    from engine import graph, library  # noqa: PLC0415 - heavy
    from engine.plan import compile_plan  # noqa: PLC0415

    try:
        process = library.from_definition(store.definition(version))
    except ValueError:  # as an older program wrote it
        return True
    try:
        plan = store.plan(version)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return _rules(plan) == _rules(compile_plan(process, graph.dependencies(process), version, {}, {}, {}))


def _rules(plan: Plan) -> object:
    steps = [
        (s.id, s.by, s.joint, s.after, s.next, s.when, s.each, s.asks, s.within, s.not_by,
         [(name, outcome.back, outcome.end) for name, outcome in s.outcomes.items()])
        for s in plan.steps.values()
    ]  # fmt: skip
    fields = [(name, field.type, field.at_start, list(field.choices)) for name, field in plan.fields.items()]
    return plan.process, plan.number, plan.version, steps, fields


# -- sealing ---------------------------------------------------------------------------------------------------------


def contents_of(store: Store, at: datetime) -> Contents:
    """The state of every case and of what was published, at one moment."""
    with store.reading():
        ledger = store.ledger()
        cases = {record.case: evidence.seal_case(record) for record in records(store, ledger)}
        return Contents(stamp(at), cases, evidence.seal_publications(ledger.publications), ledger.numbers)


def write_seal(contents: Contents, target: Path) -> Seal:
    """Sign what a seal says and write it. Raises Refused if there is such a file, or it cannot be written."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - heavy

    if target.exists():
        raise Refused("output-exists", path=str(target))
    try:
        key = _own_key()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        data = evidence.written(contents)
        pages = [text_of(contents, fingerprint(public), language) for language in ("th", "en")]
        page = _lines("\n\n".join([*pages, BEGIN]) + f"\n{data}{END}\n{KEY_LINE}{_base64(public)}")
        with whole(target) as part:
            part.write_text(
                f"{page}\n{SIGNATURE_LINE}{_base64(key.sign(page.encode()))}\n", encoding="utf-8", newline="\n"
            )
    except OSError as error:
        raise Refused("cannot-write", path=error.filename or str(target), reason=os_reason(error)) from error
    return Seal(contents, fingerprint(public))


def text_of(contents: Contents, key: str, language: Language) -> str:
    """The page of a seal that people read."""
    at = moment(contents.sealed_at)
    values = {
        "at": spoken_date(at, language),
        "cases": f"{len(contents.cases):,}",
        "events": f"{contents.events:,}",
        "publications": f"{len(contents.publications.marks):,}",
        "head": head(contents),
        "key": key,
    }
    return messages.text("seal-page", language, values)


def number(contents: Contents) -> str:
    """The one number that stands for all that a seal says."""
    return hashlib.sha256(evidence.written(contents).encode()).hexdigest()


def head(contents: Contents) -> str:
    """That number as it is printed."""
    return grouped(number(contents))


def fingerprint(public: bytes) -> str:
    """What a key is told by: the first 128 bits of its SHA-256."""
    return grouped(hashlib.sha256(public).hexdigest()[:32])


def grouped(text: str) -> str:
    """Signs in groups of four, to be compared and typed."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_seal(source: Path) -> Seal:
    """Read a seal and prove its signature. Raises Refused if it cannot be read, is none, or was altered."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        page, mark, signature = _lines(_page(source)).rpartition(f"\n{SIGNATURE_LINE}")
        body, _, key = page.rpartition(f"\n{KEY_LINE}")
        data = body.partition(f"{BEGIN}\n")[2].removesuffix(END)
        if not (mark and data):
            raise ValueError
        public = base64.b64decode(key, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature, validate=True), page.encode())
        return Seal(evidence.read(data), fingerprint(public))
    except OSError as error:
        raise Refused("seal-unreadable", path=str(source), reason=os_reason(error)) from error
    except InvalidSignature as error:
        raise Refused("seal-altered", path=str(source)) from error
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Refused("not-a-seal", path=str(source)) from error


def _page(source: Path) -> str:
    """The text of a seal. Raises ValueError for what does not end like one: most of what is none is not read at all."""
    if source.is_file():  # else ``content`` says why not
        with source.open("rb") as file:
            file.seek(max(source.stat().st_size - LONGEST_END, 0))
            if SIGNATURE_LINE.encode() not in file.read(LONGEST_END):
                raise ValueError
    return content(source, LARGEST_SEAL).decode("utf-8-sig")


def _lines(text: str) -> str:
    """A page whatever line ends and blanks before them a mail program has given it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


# -- the key ---------------------------------------------------------------------------------------------------------


def key_path() -> Path:
    """Where the key for seals lies."""
    return user_data() / "seal-key.pem"


def own_fingerprint() -> str:
    """What the key of this computer is told by; empty if there is none yet."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - heavy

    if not key_path().exists():
        return ""
    return fingerprint(_own_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _own_key() -> Ed25519PrivateKey:
    """The key of this computer; it is made if there is none. Nobody else may read it."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    path = key_path()
    if not path.exists():
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole(path) as part, os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes(*form))
            file.flush()
            os.fsync(file.fileno())
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise Refused("seal-key-unreadable", path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("seal-key-unreadable", path=str(path))
    return key
