"""The language as others read it: a JSON Schema for editors, and the page of words for people.

Both are made from the models and from ``messages.WORDS``, so that neither can say anything else than the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import messages, model
from engine.checks import parts
from engine.forms import word, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calendar import Language

FILES: dict[str, type[model.Element]] = {
    "process": model.Process,
    "actors": model.Actors,
    "laws": model.Laws,
    "holidays": model.Holidays,
    "errata": model.Errata,
    "manual": model.Manual,
}
"""The kinds of files, by the word that stands first in them."""

ELEMENTS: tuple[type[model.Element], ...] = (
    model.Process, model.Field, model.Step, model.Outcome, model.Legal, model.Laws, model.Law, model.Holidays,
    model.Holiday, model.Errata, model.Erratum,
)  # fmt: skip
"""What procedures and catalogues are written in, in the order in which people read about it."""
PEOPLE: tuple[type[model.Element], ...] = (model.Actors, model.Actor, model.Member, model.Delegation)
"""What ``actors.yaml`` is written in: who is who, and who may act."""
BOOK: tuple[type[model.Element], ...] = (model.Manual, model.Preface, model.Chapter)
"""What ``manual.yaml`` is written in: of use to those alone who print."""

Schema = dict[str, Any]


def schema(kind: str = "process", language: Language = "th") -> Schema:
    """The JSON Schema of a kind of file, with the meaning of every word in one language."""
    found = _tidy(FILES[kind].model_json_schema(by_alias=True))
    elements = {element.__name__: element for element in (*ELEMENTS, *PEOPLE, *BOOK)}
    _explain(found, FILES[kind], language)
    for name, definition in found.get("$defs", {}).items():
        _explain(definition, elements[name], language)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:khumue:{kind}",
        "title": f"khumue: {messages.text(f'file-{kind}', language)}",
        **found,
    }


def _tidy(node: Any) -> Any:
    """What pydantic says, without what an editor would only show as noise: made-up titles, defaults, null."""
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        choices = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        node = choices[0] if len(choices) == 1 else {**node, "anyOf": choices}
    tidied: Schema = {}
    for key, value in node.items():
        if key in ("properties", "patternProperties", "$defs"):
            tidied[key] = {name: _tidy(inner) for name, inner in value.items()}
        elif key == "anyOf":
            tidied[key] = [_tidy(choice) for choice in value]
        elif key not in ("title", "default", "description"):
            tidied[key] = _tidy(value)
    if "patternProperties" in tidied:
        tidied["additionalProperties"] = False
    return tidied


def _explain(definition: Schema, element: type[model.Element], language: Language) -> None:
    """Give every word its meaning, and to ``assumed`` and ``verified`` the parts that they can speak of."""
    for name, about in definition["properties"].items():
        phrase = word(element, name)
        definition["properties"][name] = {"description": messages.text(phrase.code, language), **about}
        if name in ("assumed", "verified"):
            text, by_part = about["anyOf"]
            by_part["properties"] = dict.fromkeys(parts(element), text)
            by_part |= {"additionalProperties": False, "minProperties": 1}


# -- the page of words ---------------------------------------------------------------------------------------------


def words_page(language: Language, elements: Sequence[type[model.Element]] = ELEMENTS) -> str:
    """Every word of some elements with its kind and meaning, as one Markdown table; ``*`` marks what must be there."""
    heads = (messages.text(f"page-{head}", language) for head in ("where", "word", "kind", "meaning"))
    rows = [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    for element in elements:
        group = f"**{messages.text(f'file-{element.__name__.lower()}', language)}**"
        definition = _tidy(element.model_json_schema(by_alias=True))
        for name in words(element):
            must = "\\*" if name in definition["required"] else ""
            kind = _kind(definition["properties"][name], language)
            meaning = messages.text(word(element, name).code, language)
            rows.append(f"| {group} | `{name}`{must} | {kind} | {meaning} |")
            group = ""
    return "\n".join(rows) + "\n"


def _kind(about: Schema, language: Language) -> str:
    """Of what kind a value is, in words."""
    if "enum" in about or "const" in about:
        return " · ".join(f"`{value}`" for value in about.get("enum", [about.get("const")]))
    return messages.text(f"kind-{_kind_code(about)}", language)


def _kind_code(about: Schema) -> str:
    match about:
        case {"anyOf": [{"pattern": _}, _]}:
            return "name-or-names"
        case {"anyOf": _}:
            return "reason"
        case {"type": "array", "items": {"anyOf": _}}:
            return "names-or-groups"
        case {"type": "array", "items": {"pattern": _}}:
            return "names"
        case {"type": "array", "items": {"$ref": _}}:
            return "groups"
        case {"$ref": _}:
            return "group"
        case {"type": "array"}:
            return "texts"
        case {"type": "object", "patternProperties": inner}:
            return "texts-by-name" if "minLength" in next(iter(inner.values())) else _group_code(inner)
        case {"minimum": _}:
            return "number"
        case {"pattern": model.DATE_PATTERN}:
            return "date"
        case {"pattern": model.WITHIN_PATTERN}:
            return "days"
        case {"pattern": _}:
            return "name"
    return "text"


def _group_code(inner: Schema) -> str:
    return "condition" if "anyOf" in next(iter(inner.values())) else "groups-by-name"
