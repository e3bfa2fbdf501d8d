"""The printed manual. :func:`printed` is the one way in; the libraries that set type are loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from diagrams.manual.book import Unprintable
from diagrams.manual.chapters import Definitions, book
from engine.model import Process
from engine.problems import Refused

Form = Literal["pdf", "docx", "html"]
FORMS = get_args(Form)

__all__ = ["FORMS", "Definitions", "Form", "printed"]


def printed(definitions: Definitions, form: Form, drawn: Callable[[Process], None] = lambda _: None) -> bytes:
    """The manual as one file. The same definitions give the same bytes; ``drawn`` is told of every procedure whose
    charts are finished. Raises Refused (``cannot-print``) for what cannot be set in type."""
    made = book(definitions, drawn)
    try:
        match form:
            case "html":
                from diagrams.manual import web  # noqa: PLC0415

                return web.html(made)
            case "docx":
                from diagrams.manual import word  # noqa: PLC0415

                return word.docx(made)
            case "pdf":
                from diagrams.manual import typeset  # noqa: PLC0415

                return typeset.pdf(made)
    except Unprintable as error:
        raise Refused("cannot-print", reason=str(error)) from error
