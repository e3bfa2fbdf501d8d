"""What an editor and the README say of the language is what the models say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from engine import library, messages
from engine.folders import bundled_processes
from engine.forms import words
from engine.schema import BOOK, ELEMENTS, FILES, PEOPLE, schema, words_page

ROOT = Path(__file__).parent.parent
BAD = Path(__file__).parent / "language" / "bad"
SHIPPED = sorted(bundled_processes().glob("*.yaml"))


class AsEditor(yaml.SafeLoader):
    """Reads YAML as an editor does: the core schema of YAML 1.2, in which a date is text and ``no`` is no."""


AsEditor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    AsEditor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def complaints(text: str, kind: str = "process") -> list[str]:
    found = yaml.load(text, Loader=AsEditor)
    return [error.message for error in Draft202012Validator(schema(kind)).iter_errors(found)]


def kind_of(path: Path) -> str:
    return path.stem if path.stem in FILES else "process"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("kind", FILES)
def test_the_schemas_are_sound(kind: str, language: Any) -> None:
    found = schema(kind, language)
    Draft202012Validator.check_schema(found)
    assert list(found)[:3] == ["$schema", "$id", "title"]
    for node in nodes(found):
        assert "default" not in node
        assert node is found or not isinstance(node.get("title"), str), "a made-up title"


def nodes(schema_node: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(schema_node, dict):
        yield schema_node
        for key, value in schema_node.items():
            inner = value.values() if key in ("properties", "patternProperties", "$defs") else [value]
            for one in inner if isinstance(value, dict) else value if isinstance(value, list) else ():
                yield from nodes(one)


def test_words_models_and_schemas_are_the_same() -> None:
    elements = (*ELEMENTS, *PEOPLE, *BOOK)
    models = {f"{element.__name__.lower()}-{name}" for element in elements for name in words(element)}
    assert set(messages.WORDS) == models
    described = set()
    for kind, element in FILES.items():
        found = schema(kind, "en")
        for name, definition in {element.__name__: found, **found["$defs"]}.items():
            for word, about in definition["properties"].items():
                described.add(f"{name.lower()}-{word}")
                assert about["description"] == messages.WORDS[f"{name.lower()}-{word}"].en
    assert described == models


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_editor_finds_nothing_wrong_with_what_is_shipped(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8"), kind_of(path)) == []


GOOD = """
process: leave
number: 1
title: 2569
case: ใบลา
legal: [{law: leave-rules, section: 26, source: stated, assumed: {law: ไม่ได้ระบุชื่อ}}]
fields: {kind: {title: ประเภท, type: choice, ask: at-start, choices: {sick: ลาป่วย, no: ไม่ลา}}}
steps:
  - {id: ask, item: 2, title: ยื่น, when: {kind: sick}, by: []}
  - {id: grant, item: "3", title: อนุญาต, when: {kind: [sick, no]}, after: [], assumed: อนุมาน, within: 15 working days}
  - {id: file, item: ๔, title: เก็บ, decision: {no: {title: ไม่, back: ask}, "yes": {title: ใช่}}}
"""


def test_ways_of_writing_are_accepted_by_editor_and_loader_alike(tmp_path: Path) -> None:
    assert complaints(GOOD) == []
    (tmp_path / "leave.yaml").write_text(GOOD, encoding="utf-8")
    form = {"unknown-key", "missing-key", "wrong-kind", "bad-id", "bad-number", "bad-choice", "bad-within"}
    assert not form & {problem.code for problem in library.load(tmp_path).problems}


@pytest.mark.parametrize(
    "case",
    ["unknown-key", "missing-key", "bad-choice", "bad-id", "long-id", "bad-number", "bad-within", "empty-value",
     "wrong-kind", "wrong-kind-file", "assumed-part", "assumed-whole", "bad-date/laws", "bad-year/holidays"],
)  # fmt: skip
def test_an_editor_marks_what_the_loader_refuses(case: str) -> None:
    path = BAD / f"{case}.yaml"
    assert complaints(path.read_text(encoding="utf-8"), kind_of(path))


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.th.md", "th")])
def test_the_language_page_of_the_readme(name: str, language: Any, request: pytest.FixtureRequest) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    wanted = text
    for mark, elements in (("words", ELEMENTS), ("words of actors.yaml", PEOPLE), ("words of manual.yaml", BOOK)):
        begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        assert text.count(begin) == text.count(end) == 1, f"{name} needs a section between {begin.strip()} and {end}"
        before, rest = wanted.split(begin)
        _, after = rest.split(end)
        wanted = f"{before}{begin}{words_page(language, elements)}{end}{after}"
    if request.config.getoption("--update"):
        path.write_text(wanted, encoding="utf-8", newline="\n")
    assert text == wanted or request.config.getoption("--update"), "--update rewrites the page"


def test_the_page_of_words_fits_on_one_printed_page() -> None:
    """An A4 page has 75 lines of 8 points between its margins."""
    for language in ("th", "en"):
        assert words_page(language).count("\n") <= 75
