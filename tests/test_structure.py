"""The rooms of the program: who may see whom, and that every sentence is there in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine import messages

ROOT = Path(__file__).parent.parent
FILES = {
    path.relative_to(ROOT).as_posix(): path
    for path in [ROOT / "cli.py", *sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "diagrams").rglob("*.py"))]
}
ENGINE = [name for name in FILES if name.startswith("engine/")]
PURE = [
    "model", "graph", "situations", "ways", "mends", "proof", "matters", "plan", "lifecycle", "case", "decide",
    "calendar", "changes", "migration", "moved", "evidence", "authority", "staffing", "intake", "report_tables",
]  # fmt: skip
CLOCK_FILES_DATABASE_PRINTING = {
    "os", "io", "pathlib", "shutil", "tempfile", "time", "sqlite3", "apsw", "psycopg", "click", "sys", "subprocess",
    "random", "secrets", "uuid", "socket", "logging",
}  # fmt: skip


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


def imports(name: str, *, running: bool = True) -> set[str]:
    """The modules that a file imports; with ``running``, not those that only a type checker sees."""
    skipped = {
        inner
        for node in ast.walk(tree(name))
        if running and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: {ast.unparse(node)}: imports name their room"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tops(name: str, *, running: bool = True) -> set[str]:
    return {module.split(".")[0] for module in imports(name, running=running)}


def siblings(name: str) -> set[str]:
    """The rooms of the engine that a file sees."""
    return {module.split(".")[1] for module in imports(name) if module.startswith("engine.")}


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("yaml", "engine/source.py"),
        ("networkx", "engine/graph.py"),
        ("transitions", "engine/lifecycle.py"),
        ("pygraphviz", "diagrams/placement.py"),
        ("apsw", "engine/store/"),
        ("cryptography", "engine/sealing.py"),
        ("psycopg", "engine/store/"),
        ("click", "cli.py"),
        ("docx", "diagrams/manual/word"),
        ("typst", ("diagrams/printed.py", "diagrams/manual/typeset.py")),
        ("resvg_py", "diagrams/printed.py"),
        ("pythainlp", "diagrams/thai.py"),
        ("openpyxl", "engine/sheet_"),
    ],
)
def test_a_library_lives_in_one_room(module: str, room: str | tuple[str, ...]) -> None:
    users = [name for name in FILES if module in tops(name)]
    assert [name for name in users if not name.startswith(room)] == []


def test_the_engine_sees_neither_pictures_nor_commands() -> None:
    for name in ENGINE:
        assert not tops(name, running=False) & {"click", "diagrams", "cli"}, name


def test_pictures_see_the_pure_rooms_only() -> None:
    allowed = {"model", "graph", "case", "plan", "calendar", "messages", "problems", "lifecycle", "changes"}
    for name in FILES:
        if name.startswith("diagrams/"):
            assert siblings(name) <= allowed, f"{name} sees {siblings(name) - allowed}"
            assert not tops(name) & {"cli", "yaml", "apsw", "click"}, name


def test_imports_point_one_way() -> None:
    allowed = {
        "model": set(),
        "calendar": set(),
        "lifecycle": {"plan"},
        "graph": {"model"},
        "plan": {"model", "graph", "calendar", "messages"},
        "messages": {"calendar"},
        "problems": {"messages"},
        "names": {"calendar", "problems"},
        "authority": {"plan", "messages", "problems"},
        "staffing": {"authority", "messages", "problems"},
        "case": {"plan", "lifecycle", "messages", "problems", "calendar"},
        "decide": {"plan", "lifecycle", "authority", "case", "messages", "problems", "calendar", "names"},
        "source": {"problems", "messages"},
        "forms": {"model", "source", "problems", "messages", "calendar"},
        "situations": set(),
        "ways": set(),
        "mends": {"messages", "model"},
        "matters": {"graph", "model", "problems"},
        "proof": {"checks", "graph", "messages", "mends", "problems", "situations", "ways"},
        "checks": {"model", "graph", "source", "problems", "messages", "situations", "authority"},
        "changes": set(),
        "migration": {"plan", "lifecycle", "case", "decide", "calendar"},
        "moved": {"plan", "lifecycle", "case", "migration"},
    }
    for room, seen in allowed.items():
        assert siblings(f"engine/{room}.py") <= seen, f"{room} sees {siblings(f'engine/{room}.py') - seen}"


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_know_no_clock_no_files_no_database(room: str) -> None:
    name = f"engine/{room}.py"
    assert not tops(name) & CLOCK_FILES_DATABASE_PRINTING
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "today", "utcnow"), f"{name}:{node.lineno} asks for the time"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "print", "input"), f"{name}:{node.lineno}"


def test_the_three_names_come_from_one_folder() -> None:
    import cli  # noqa: PLC0415
    import diagrams  # noqa: PLC0415
    import engine  # noqa: PLC0415

    places = {
        Path(cli.__file__).parent,
        Path(str(diagrams.__path__[0])).parent,
        Path(str(engine.__file__)).parent.parent,
    }
    assert {place.resolve() for place in places} == {ROOT.resolve()}


def test_modules_and_public_classes_say_what_they_are() -> None:
    silent = []
    for name, path in FILES.items():
        if not ast.get_docstring(tree(name)) and path.stat().st_size:
            silent.append(name)
        silent += [
            f"{name}: {node.name}"
            for node in tree(name).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert silent == []


# -- sentences -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", messages.SENTENCES)
def test_both_languages_name_the_same_values(code: str) -> None:
    sentence = messages.SENTENCES[code]
    assert sentence.en
    assert sentence.th
    assert names(sentence.en) == names(sentence.th) or code == "either"
    english, thai = sentence.help_en.split("\n"), sentence.help_th.split("\n")
    assert [names(line) for line in english] == [names(line) for line in thai]


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def constants(name: str) -> Iterator[str]:
    """Every text written in a file that could be a code, other than in a docstring."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            # f"case-{state}" stands for every code that it can become
            yield re.sub(r"\{[^{}]*\}", "*", ast.unparse(node)[2:-1])


def codes_used(name: str) -> Iterator[tuple[int, object]]:
    """The codes that a file gives to a problem, a refusal or a phrase, with their lines."""
    place = {"Problem": 0, "Refused": 0, "Phrase": 0, "refuse": 0, "problem": 0, "hopeless": 1}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for code in node.args[place.get(called, len(node.args)) :][:1]:
                if isinstance(code, ast.Constant):
                    yield code.lineno, code.value


def test_every_code_that_is_used_has_a_sentence() -> None:
    missing = [
        f"{name}:{line}: {code}" for name in FILES for line, code in codes_used(name) if code not in messages.SENTENCES
    ]
    assert missing == []


def test_no_sentence_is_left_over() -> None:
    used = {text for name in FILES if name != "engine/messages.py" for text in constants(name)}
    patterns = [re.compile(re.escape(text).replace(r"\*", ".+")) for text in used if "*" in text and "-" in text]
    left = [
        code
        for code in messages.SENTENCES
        if code not in used and not any(pattern.fullmatch(code) for pattern in patterns)
    ]
    assert left == []
