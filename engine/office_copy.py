"""An office's own editable copy of the bundled procedures, with what an editor needs to help while they type."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from engine.folders import bundled_processes, shown_path, whole
from engine.problems import Refused, os_reason
from engine.schema import schema

if TYPE_CHECKING:
    from pathlib import Path

    from engine.calendar import Language

SCHEMAS = {
    "process": "schema.json",
    "actors": "actors.schema.json",
    "laws": "laws.schema.json",
    "holidays": "holidays.schema.json",
    "errata": "errata.schema.json",
    "manual": "manual.schema.json",
}
"""What is written beside the files; the first line of each file names its schema, and VS Code follows it."""


def make_copy(directory: Path, language: Language) -> Path:
    """Copy the procedures to ``DIR/processes`` (or DIR itself if it is called so). Gives the folder.

    Nothing is ever overwritten: raises Refused if the folder holds anything already, or cannot be written.
    """
    target = directory if directory.name == "processes" else directory / "processes"
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused("copy-exists", folder=shown_path(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rmdir()
        with whole(target) as part:
            _copy(part, language)
    except OSError as error:
        raise Refused("cannot-write", path=shown_path(target), reason=os_reason(error)) from error
    return target


def _copy(folder: Path, language: Language) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(bundled_processes(), folder, ignore=ignored, copy_function=shutil.copyfile)
    for kind, name in SCHEMAS.items():
        content = json.dumps(schema(kind, language), ensure_ascii=False, indent=1)
        (folder / name).write_text(content + "\n", encoding="utf-8", newline="\n")
        if kind != "process":
            _name_schema(folder / f"{kind}.yaml", name)


def _name_schema(path: Path, name: str) -> None:
    """The first line of a file tells an editor its schema."""
    text = path.read_text(encoding="utf-8")
    line = f"# yaml-language-server: $schema={name}\n"
    if not text.startswith(line):
        path.write_text(line + text, encoding="utf-8", newline="\n")
