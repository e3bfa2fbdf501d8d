"""The commands: words in, one call, text out.

Every command imports what it needs when it runs: completing a step then takes a fraction of the time that YAML, its
models and the graph would cost at every start (``benchmarks/``).
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from functools import cache

if os.path.basename(sys.argv[0]).startswith(("khumue", "cli.py")):  # noqa: PTH119 - before anything is imported
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until a command runs, Ctrl-C has nothing to roll back and to explain

from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import click

from engine.desk import KEYS, OPENED, Desk, close_stores, today
from engine.messages import SENTENCES, brief, briefly, text
from engine.problems import InvalidDefinition, Refused, Uncertain, full, nearest, os_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from diagrams import Format, StepProgress, View
    from diagrams.manual import Definitions, Form
    from diagrams.manual.book import Logo
    from engine.calendar import Language
    from engine.case import Case, Event
    from engine.decide import Start
    from engine.editions import Edition
    from engine.evidence import Contents, Finding
    from engine.intake import Intake
    from engine.library import Office
    from engine.model import Process
    from engine.plan import Plan
    from engine.sealing import Verified
    from engine.sheet_in import Row
    from engine.sheet_out import Sheet
    from engine.store import ReadyRow, Store, WorkRow
    from engine.store.postgres_store import PostgresStore
    from engine.survey import Asked


def language_of(arguments: Sequence[str]) -> Language:
    """The language before anything is parsed, so that help and usage errors are in it too."""
    chosen = ""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            chosen = arguments[place + 1]
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
    chosen = chosen or os.environ.get("KHUMUE_LANG") or _locale()
    return "th" if chosen.lower().startswith("th") else "en"


def _locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value
    if sys.platform == "win32":
        import locale

        return locale.getlocale()[0] or ""
    return ""


LANGUAGE = language_of(sys.argv[1:])


# -- how a command ends ----------------------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Run one command. The one place where errors become sentences and exit codes: 0 done, 1 refused, 2 misused."""
    try:
        if any("\ud800" <= letter <= "\udfff" for word in arguments for letter in word):
            raise Refused("not-text", found=ascii(next(w for w in arguments if not w.isprintable())))
        outcome = khumue.main(list(arguments), prog_name="khumue", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except Refused as refusal:
        tell(refusal)
        if isinstance(refusal, Uncertain):
            show_key("key-to-repeat")
        return 1
    except InvalidDefinition as invalid:
        for problem in invalid.problems:
            click.echo(full(problem, LANGUAGE), err=True)
        return 1
    except click.ClickException as error:
        usage(error, arguments)
        return error.exit_code
    except (BrokenPipeError, SystemExit):  # the reader (such as `head`) has seen enough; click exits then by itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a folder that may not be read, a disk that fails
        values = {"path": error.filename or text("the-answer", LANGUAGE), "reason": os_reason(error)}
        complain(text("recorded-unsaid" if _has_committed() else "system-fault", LANGUAGE, briefly(values)))
        if _has_committed():
            show_key("key-to-read")
        return 1
    except (Exception, KeyboardInterrupt) as error:
        if not _is_interruption(error):
            return blame_damage(error)
        click.echo(text("interrupted-late" if _has_committed() else "interrupted", LANGUAGE), err=True)
        if _has_committed():
            show_key("key-to-read")
        return INTERRUPTED


def blame_damage(error: BaseException) -> int:
    """What nobody has foreseen is told of as a damaged database if there is one; else it is a mistake of ours."""
    from engine.report_evidence import sentences
    from engine.sealing import verify
    from engine.store import open_store

    for store in (open_store(store.shown, create=False) for store in OPENED if not store.shared):
        if found := verify(store).findings:
            tell(Refused("store-damaged", path=store.shown, reason=next(iter(sentences(found, LANGUAGE)))))
            return 1
    raise error


INTERRUPTED = 130
"""The exit code of a command that Ctrl-C has stopped, as shells have it."""


def show_key(code: str) -> None:
    """The key of a command whose answer was lost, and what to do with it."""
    for key in KEYS:
        click.echo(f"   = {text(code, LANGUAGE, {'key': key})}", err=True)


def _has_committed() -> bool:
    return any(store.committing for store in OPENED)


def _is_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: some libraries wrap what interrupts them."""
    while error and not isinstance(error, (KeyboardInterrupt, click.Abort)):
        error = error.__cause__ or error.__context__
    return error is not None


class Page(click.HelpFormatter):
    """A help page in the reader's language, as wide as the terminal (click would import ``shutil`` to find out)."""

    def __init__(self, **_: object) -> None:
        try:
            columns = os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(width=max(min(columns, 100) - 2, 50))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002
        super().write_usage(prog, in_words(args), text("page-usage", LANGUAGE) + ": ")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(in_words(name), in_words(meaning)) for name, meaning in rows], col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        super().write_heading(text(f"page-{heading.lower()}", LANGUAGE))


def in_words(usage: str) -> str:
    """What stands for a value, in the reader's language: CASE, FIELD=VALUE, [required]."""
    return PLACEHOLDER.sub(lambda found: text(f"metavar-{found[0]}", LANGUAGE), usage)


PLACEHOLDER = re.compile(r"\b(" + "|".join(key[8:] for key in SENTENCES if key.startswith("metavar-")) + r")\b")


class Context(click.Context):
    """What click keeps of a command, with a help page of ours."""

    formatter_class = Page


class Command(click.Command):
    """A command whose help option speaks the reader's language."""

    context_class = Context

    def get_short_help_str(self, limit: int = 1_000) -> str:
        """The first sentence whole, on as many lines as it needs: click would cut it to fit on one."""
        return super().get_short_help_str(max(limit, 1_000))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = h("help")
        return option


class InOrder(Command, click.Group):
    """Lists the commands in the order of this file, which is the order of the work."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


def _survive_any_console() -> None:
    """Thai reaches a Windows-874 console or pipe; what such a code page lacks is shown as ``?`` and breaks nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def complain(message: str, help_lines: str = "") -> None:
    click.echo(f"khumue: {message}", err=True)
    for line in help_lines.splitlines():
        click.echo(f"   = {line}", err=True)


def tell(refusal: Refused) -> None:
    complain(refusal.message(LANGUAGE), refusal.help(LANGUAGE))


def usage(error: click.ClickException, arguments: Sequence[str]) -> None:
    """A usage error in the reader's language; click's own words for the rarer ones."""
    values: dict[str, Any]
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.message, err=True)
            return
        case click.NoSuchOption():
            before = next((o for p in khumue.params for o in p.opts if o == error.option_name), "")
            near = "" if before else nearest(error.option_name, error.possibilities or ())
            command = error.ctx.info_name if error.ctx and before else ""
            example = _command_with(error.option_name, arguments) if error.ctx and error.ctx.command is khumue else ""
            near, behind = ("", error.option_name) if example else (near, "")
            values = {"name": error.option_name, "near": near, "before": before, "command": command,
                      "behind": behind, "example": example}  # fmt: skip
            tell(Refused("usage-option", **values))
        case click.BadOptionUsage():
            tell(Refused("usage-value", name=error.option_name))
        case click.MissingParameter():
            tell(Refused("usage-missing", name=_name(error)))
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            found = error.message.partition(" is not one of")[0].strip("'\"")
            values = {"name": _name(error), "found": found, "near": nearest(found, choices), "allowed": list(choices)}
            tell(Refused("bad-choice", **values))
        case click.BadParameter(param=click.Parameter(type=click.types.IntParamType())):
            tell(Refused("usage-number", name=_name(error)))
        case click.BadParameter():
            tell(Refused("usage-bad", name=_name(error), reason=error.message))
        case click.UsageError() if error.message.startswith("No such command"):
            name = error.message.removeprefix("No such command ").rstrip(".").strip("'\"")
            group = error.ctx.command if error.ctx and isinstance(error.ctx.command, click.Group) else khumue
            values = {"name": name, "near": nearest(name, group.commands)}
            tell(Refused("usage-command", **values))
        case click.UsageError() if error.message == "Missing command.":
            tell(Refused("usage-no-command"))
        case click.UsageError() if "unexpected extra argument" in error.message:
            tell(Refused("usage-extra", found=error.message.partition("(")[2].rstrip(")")))
        case _:
            complain(brief(error.format_message()))
    if isinstance(error, click.UsageError) and error.ctx:
        click.echo(f"   = {error.ctx.command_path} --help", err=True)


def _command_with(option: str, arguments: Sequence[str]) -> str:
    """A command that has an option, rather one that was typed; empty if none has."""
    having = [name for name, command in khumue.commands.items() if any(option in p.opts for p in command.params)]
    return next((name for name in (*arguments, *having) if name in having), "")


def _name(error: click.BadParameter) -> str:
    """What a mistaken option or argument is called on the command line."""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return in_words(error.param.human_readable_name) if error.param else ""


def _help(code: str, values: dict[str, Any]) -> str:
    from engine.messages import help_text

    return help_text(code, LANGUAGE, values)


def echo(message: str) -> None:
    """Text for people, also where the code page has no arrows."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(message if encoding.startswith("utf") else message.replace("→", "->"))


def echo_json(value: object) -> None:
    """JSON in letters, or in escapes where the output is not UTF-8."""
    import json

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=1))


# -- words that several commands share -------------------------------------------------------------------------------


class Day(click.ParamType["date"]):
    """A date in any form that people type."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from engine.calendar import read_date

        try:
            return read_date(str(value))
        except ValueError:
            self.fail(Refused("usage-date", found=value).message(LANGUAGE), param, ctx)


class File(click.ParamType["Path"]):
    """A file or folder. click's own type would import ``pathlib`` for every command."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ARG002
        from pathlib import Path

        return Path(value)


class Digits(click.ParamType[str]):
    """A case number as it was heard: with Thai or Arabic digits."""

    name = "case"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        return str(value).strip().translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙–", "0123456789-"))


class CaseState(click.Choice[str]):
    """A state of a case, also as it is shown in the reader's language."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        spoken = {text(f"state-{state}", LANGUAGE): str(state) for state in self.choices}
        return super().convert(spoken.get(value, value), param, ctx)


def h(name: str) -> str:
    """A help text."""
    return text(f"help-{name}", LANGUAGE)


the_json = click.option("--json", "as_json", is_flag=True, help=h("json"))
the_case = click.argument("case", type=Digits())
the_reason = click.option("--reason", default="", help=h("reason"))
the_day = click.option("--on", type=Day(), default=None, help=h("on"))
the_output = click.option("-o", "--output", type=File(), help=h("output"))
FORMATS = ("svg", "png", "pdf", "dot", "mermaid")
the_format = click.option("--format", "form", type=click.Choice(FORMATS), help=h("format"))
the_view = click.option("--view", type=click.Choice(["lanes", "flow"]), default="lanes", help=h("view"))
the_fields = click.option("--set", "fields", multiple=True, metavar="FIELD=VALUE", help=h("set-option"))
LONGEST_LIST, LONGEST_TABLE = 100, 100_000
the_limit = click.option("--limit", type=click.IntRange(1, LONGEST_TABLE), help=h("limit"))
TABLE_FORMS = ("xlsx", "csv")
the_table = click.option("--format", "form", type=click.Choice(TABLE_FORMS), help=h("table-format"))
the_desk = click.make_pass_decorator(Desk)


def take_key(_: click.Context, __: click.Parameter, key: str | None) -> None:
    """The key that was given with a changing command, or one that is shown if its answer should be lost."""
    from engine.once import new_key, read_key

    KEYS[:] = [new_key() if key is None else read_key(key)]


the_key = click.option("--key", metavar="KEY", expose_value=False, callback=take_key, help=h("key"))


def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        echo(program_version())
        context.exit()


def program_version() -> str:
    from importlib import metadata

    try:
        return f"khumue {metadata.version('khumue')}"
    except metadata.PackageNotFoundError:
        return f"khumue ({text('not-installed', LANGUAGE)})"


@click.group(
    cls=InOrder,
    name="khumue",
    help=h("khumue"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--processes", envvar="KHUMUE_PROCESSES", metavar="DIR", help=h("processes"))
@click.option("--db", envvar="KHUMUE_DB", metavar="URL", help=h("db"))
@click.option("--as", "person", envvar="KHUMUE_PERSON", default="", metavar="PERSON", help=h("as"))
@click.option("--lang", type=click.Choice(["th", "en"]), default=LANGUAGE, help=h("lang"))
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help=h("version"))
@click.pass_context
def khumue(context: click.Context, processes: str | None, db: str | None, person: str, lang: Language) -> None:
    OPENED.clear()
    KEYS.clear()
    desk = Desk(processes, db, person, lang)
    context.obj = desk
    context.call_on_close(close_stores)


# -- procedures ------------------------------------------------------------------------------------------------------


@khumue.command("list", help=h("list"))
@the_json
@the_desk
def list_processes(desk: Desk, as_json: bool) -> None:
    from engine import report_office

    office = desk.office()
    running: Mapping[str, int] | None = {}
    try:
        running = desk.store.open_cases() if desk.has_store() else {}
    except Refused as refusal:  # the procedures need no database
        complain(refusal.message(desk.language), refusal.help(desk.language))
        running = None
    if as_json:
        echo_json(report_office.list_json(office, running))
        return
    echo(report_office.list_text(office, running, desk.language))
    for name in office.refused:
        complain(desk.say("refused-process", name=name))


@khumue.command(help=h("show"))
@click.argument("process")
@the_json
@the_desk
def show(desk: Desk, process: str, as_json: bool) -> None:
    from engine import report_office

    office = desk.office()
    found = office.process(process)
    if as_json:
        echo_json(found.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    else:
        echo(report_office.show_text(office, found, desk.language))


@khumue.command(help=h("check"))
@click.argument("paths", nargs=-1, type=File())
@the_day
@the_json
@the_desk
def check(desk: Desk, paths: tuple[Path, ...], on: date | None, as_json: bool) -> int:
    from engine import library
    from engine.problems import as_json as problem_json

    found: list[Office] = []
    missing = False
    for path in paths or (desk.folder,):
        try:
            found.append(library.check_path(path, on or today()))
        except Refused as refusal:  # one bad path must not hide what is wrong with the others
            if not paths:
                raise
            complain(refusal.message(desk.language), refusal.help(desk.language))
            missing = True
    problems = list(dict.fromkeys(problem for office in found for problem in office.problems))
    if as_json:
        echo_json([problem_json(problem, desk.language) for problem in problems])
    else:
        for problem in problems:
            echo(full(problem, desk.language) + "\n")
        count = {s: sum(p.severity == s for p in problems) for s in ("error", "warning", "note")}
        processes = sum(len(office.processes) + len(office.refused) for office in found)
        echo(desk.say("checked", processes=processes, **{f"{s}s": n for s, n in count.items()}))
    return 1 if missing or any(problem.severity == "error" for problem in problems) else 0


@khumue.command(help=h("schema"))
@click.argument(
    "kind", type=click.Choice(["process", "actors", "laws", "holidays", "errata", "manual"]), default="process"
)
@click.option("--json", "as_json", is_flag=True, help=h("json"))
@the_desk
def schema(desk: Desk, kind: str, as_json: bool) -> None:  # noqa: ARG001 - a schema is JSON in any case
    from engine.schema import schema as schema_of

    echo_json(schema_of(kind, desk.language))


@khumue.command(help=h("law"))
@click.argument("law", required=False)
@the_day
@the_json
@the_desk
def law(desk: Desk, law: str | None, on: date | None, as_json: bool) -> None:
    from engine import report_office

    office, day = desk.office(), on or today()
    if as_json:
        echo_json(report_office.law_json(office, law, day))
    else:
        echo(report_office.law_text(office, law, day, desk.language))


@khumue.command(help=h("assumptions"))
@click.argument("process", required=False)
@the_json
@the_desk
def assumptions(desk: Desk, process: str | None, as_json: bool) -> None:
    from engine import report_office

    office = desk.office()
    rows = report_office.assumptions_json(office, process, desk.language)
    if as_json:
        echo_json(rows)
    else:
        echo(report_office.assumptions_text(office, rows, desk.language))


@khumue.command(help=h("init"))
@click.argument("directory", type=File())
@the_desk
def init(desk: Desk, directory: Path) -> None:
    from engine.folders import shown_path
    from engine.office_copy import make_copy

    made = make_copy(directory, desk.language)
    home = shown_path(made.parent)
    home = f'"{home}"' if " " in home else home
    echo(desk.say("copied-here" if home == "." else "copied", folder=shown_path(made), home=home))


# -- versions ---------------------------------------------------------------------------------------------------------


@khumue.command(help=h("diff"))
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--process", help=h("diff-process"))
@click.option("-o", "--output", type=File(), help=h("diff-output"))
@the_format
@the_view
@the_json
@the_desk
def diff(
    desk: Desk,
    old: str,
    new: str,
    process: str | None,
    output: Path | None,
    form: str | None,
    view: str,
    as_json: bool,
) -> None:
    from engine import report_changes
    from engine.editions import compared, edition

    folder = cache(desk.office)
    a, b = (edition(word, lambda: desk.store, folder) for word in (old, new))
    names, left_out = compared(a, b, process)
    found = report_changes.differences(a, b, names, process)
    if as_json:
        echo_json(report_changes.changes_json(found))
    elif not (output or form):
        echo(report_changes.changes_text(a, b, found, desk.language))
    if output or form:
        title = desk.say("from-to", old=old, new=new)
        draw_over(desk, a, b, report_changes.to_draw(a, b, names, found), title, output, form, view)
    if left_out:
        click.echo(desk.say("not-compared", names=left_out), err=True)


def draw_over(
    desk: Desk, a: Edition, b: Edition, name: str, title: str, output: Path | None, form: str | None, view: str
) -> None:
    """Both versions of a procedure in one chart."""
    from diagrams import Names, draw_changes

    form = _form(form, output)
    names = Names.of(
        {**(a.office.actors or {}), **(b.office.actors or {})},
        {**(a.office.laws or {}), **(b.office.laws or {})},
        {**a.office.translations, **b.office.translations},
    )
    versions = a.office.processes[name], b.office.processes[name]
    pages = draw_changes(
        *versions, names, view=cast("View", view), format=cast("Format", form), language=desk.language, title=title
    )
    write_pages(desk, pages, output, form)


@khumue.command(help=h("publish"))
@click.option("--from", "day", type=Day(), default=None, help=h("from"))
@click.option("--reason", default="", help=h("publish-reason"))
@the_key
@the_json
@the_desk
def publish(desk: Desk, day: date | None, reason: str, as_json: bool) -> None:
    from engine import publishing, report_changes

    office = desk.office(day or today())
    publishing.refuse_errors(office)
    desk.known(office)
    desk.creates = True
    rows = desk.service.publish(office, day, reason)
    list(desk.service.holidays)  # read and kept now: logins without rights on a server keep nothing
    show_answer(
        report_changes.publications_json(rows)
        if as_json
        else report_changes.published_text(rows, office, desk.language)
    )
    warnings = sum(problem.severity == "warning" for problem in office.problems)
    if warnings and not as_json:
        click.echo(desk.say("publish-warnings", count=warnings), err=True)


@khumue.command(help=h("versions"))
@click.argument("process")
@the_json
@the_desk
def versions(desk: Desk, process: str, as_json: bool) -> None:
    from engine import report_changes

    exists = there_is_a_store(desk)
    rows = desk.store.publications(process) if exists else []
    if not rows:  # its number or title, or a name that needs correcting
        process = desk.office().process(process).process
        rows = desk.store.publications(process) if exists else []
    running = desk.store.running_on() if exists else {}
    show_answer(
        report_changes.versions_json(rows, running)
        if as_json
        else report_changes.versions_text(rows, running, desk.names if rows else {}, today(), desk.language)
    )


@khumue.command(help=h("migrate"))
@click.argument("process", required=False)
@click.option("--to", "version", metavar="VERSION", help=h("migrate-to"))
@click.option("--since", type=Day(), default=None, help=h("migrate-since"))
@click.option("--waive", multiple=True, metavar="STEP", help=h("waive"))
@click.option("--catch-up", multiple=True, metavar="STEP", help=h("catch-up"))
@click.option("--history", multiple=True, metavar="STEP", help=h("migrate-history"))
@click.option("--again", multiple=True, metavar="STEP", help=h("migrate-again"))
@click.option("--set", "fields", multiple=True, metavar="FIELD=VALUE", help=h("migrate-set"))
@click.option("--keep", type=Digits(), multiple=True, metavar="CASE", help=h("keep"))
@the_reason
@click.option("-o", "--output", type=File(), metavar="PLAN", help=h("plan"))
@click.option("--apply", "plan_file", type=File(), metavar="PLAN", help=h("apply"))
@click.option("--undo", is_flag=True, help=h("undo"))
@the_key
@the_json
@the_desk
def migrate(
    desk: Desk,
    process: str | None,
    version: str | None,
    since: date | None,
    waive: tuple[str, ...],
    catch_up: tuple[str, ...],
    history: tuple[str, ...],
    again: tuple[str, ...],
    fields: tuple[str, ...],
    keep: tuple[str, ...],
    reason: str,
    output: Path | None,
    plan_file: Path | None,
    undo: bool,
    as_json: bool,
) -> None:
    from engine.service import assignments
    from engine.survey import Asked

    asked = Asked(waive, catch_up, history, again, assignments(fields))
    if plan_file or undo:
        first = "--apply" if plan_file else "--undo"
        wrong = {"--undo": undo and plan_file, "--to": version, "--since": since, "-o": output,
                 "--waive, --catch-up, --history, --again, --set": asked.anything,
                 "--keep": keep and plan_file, "--reason": reason and plan_file}  # fmt: skip
        if second := next((name for name, given in wrong.items() if given), None):
            raise Refused("migrate-one-of", first=first, second=second)
    if plan_file:
        apply_plan(desk, plan_file, process, as_json)
    elif undo:
        take_back(desk, process, keep, reason, as_json)
    elif process is None:
        raise Refused("which-process")
    else:
        show_migration(desk, process, version, asked, since, keep, reason, output, as_json)


def show_migration(
    desk: Desk, process: str, version: str | None, asked: Asked, since: date | None, keep: tuple[str, ...],
    reason: str, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """What would become of the running cases, and the plan of it if one is to be written."""
    from engine import report_migration, survey, transfer
    from engine.decide import clean

    if not there_is_a_store(desk):
        return
    plan, _ = target(desk, process, version)
    olds = survey.kept_plans(desk.store, plan.process)
    terms = survey.terms_of(asked, plan, olds)
    reason = clean("reason", reason)
    if output and asked.anything and not reason:
        raise Refused("reason-needed")
    for case in keep:
        desk.store.case(case)
    count = desk.store.open_cases().get(plan.process, 0)
    with progress_bar(desk, count, "migrating") as bar:
        found = survey.survey(desk.store, plan, terms, since, keep, bar.update)
    by_version = {old.version: old for old in olds}
    show_answer(
        report_migration.survey_json(found, by_version, desk.language)
        if as_json
        else report_migration.survey_text(found, by_version, desk.language)
    )
    if output and not found.moving:
        click.echo(desk.say("no-plan-written"), err=True)
    elif output:
        comments = [desk.say("plan-comment"), desk.say("plan-comment-line")]
        body = transfer.written(found, survey.resolved(asked, terms), reason, comments, lambda group:
            report_migration.group_text(found, by_version[group.version], group, desk.language))  # fmt: skip
        write_plan(desk, output, body, sum(len(group.cases) for group in found.moving))
    elif found.moving:
        click.echo(desk.say("migrate-changed-nothing"), err=True)


def progress_bar(desk: Desk, count: int, doing: str, *, hidden: bool = False) -> Any:
    """How far a command has come that has this many to do; where nobody watches, there is none."""
    hidden = hidden or not sys.stderr.isatty()
    return click.progressbar(length=count, label=desk.say(doing), file=sys.stderr, width=30, hidden=hidden)


def follow(bar: Any) -> Callable[[int, int], None]:
    """What sets a bar to so much of so much, whatever is counted: a bar of click only ever goes on."""
    bar.length = 1_000

    def watch(done: int, total: int) -> None:
        if (further := bar.length * done // max(total, 1) - bar.pos) > 0:
            bar.update(further)

    return watch


def write_plan(desk: Desk, output: Path, body: str, count: int) -> None:
    from engine.folders import shown_path, whole

    try:
        with whole(output) as part:
            part.write_text(body, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refused("cannot-write", path=str(output), reason=os_reason(error)) from error
    click.echo(desk.say("plan-written", path=shown_path(output), count=count), err=True)


def target(desk: Desk, process: str, version: str | None) -> tuple[Plan, str]:
    """The version to move to, with its definition: one that is kept, or what stands in a folder or file."""
    from engine import library
    from engine.editions import compared, edition

    office = cache(desk.office)
    if version is None:
        found = office().process(process)
        return library.plan_of(office(), found), library.definition(found)
    side = edition(version, lambda: desk.store, office)
    (name,), _ = compared(side, side, process)
    found = side.office.processes[name]
    if side.kind in ("version", "day"):
        return desk.store.plan(library.version(found)), library.definition(found)
    return library.plan_of(side.office, found), library.definition(found)


def apply_plan(desk: Desk, path: Path, process: str | None, as_json: bool) -> None:
    """Move the cases of a plan file."""
    from engine import transfer

    moves = transfer.read(path)
    if process is not None and desk.office().process(process).process != moves.migrate:
        raise Refused("plan-other-process", case=next(iter(moves.cases)), process=process)
    kept = {row.version for row in desk.store.versions()}
    definition = None
    if moves.to in kept:
        plan = desk.store.plan(moves.to)
    else:
        plan, definition = target(desk, moves.migrate, None)
        if plan.version != moves.to:
            raise Refused("plan-other-version", found=moves.to[:12], now=plan.version[:12])
    moment = desk.service.moment()
    with progress_bar(desk, len(moves.cases), "migrating") as bar:
        cases = transfer.carry_out(desk.store, plan, definition, moves, moment, bar.update, desk.service.once)
    if as_json:
        echo_json({"process": plan.process, "version": plan.version[:12], "cases": cases})
    else:
        echo(desk.say("migrated-count", count=len(cases), version=plan.version[:12], process=plan.process))


def take_back(desk: Desk, process: str | None, keep: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Move the cases of the last migration back."""
    from engine import transfer
    from engine.decide import clean

    name = desk.office().process(process).process if process else None
    for case in keep:
        desk.store.case(case)
    moment, once = desk.service.moment(), desk.service.once
    with progress_bar(desk, len(desk.store.last_migration(name)), "migrating") as bar:
        cases = transfer.take_back(desk.store, name, keep, clean("reason", reason), moment, bar.update, once)
    if as_json:
        echo_json({"cases": cases})
    else:
        echo(desk.say("reverted-count", count=len(cases)))


# -- drawings --------------------------------------------------------------------------------------------------------


@khumue.command(help=h("diagram"))
@click.argument("process")
@the_output
@the_format
@the_view
@click.option("--case", "case_id", type=Digits(), help=h("diagram-case"))
@the_desk
def diagram(desk: Desk, process: str, output: Path | None, form: str | None, view: str, case_id: str | None) -> None:
    from diagrams import Names, draw
    from diagrams import progress as how_far
    from engine.calendar import THAI_DIGITS
    from engine.library import from_definition
    from engine.report import chart_line

    form = _form(form, output)
    office = desk.office()
    progress: dict[str, StepProgress] | None = None
    title, reached, values = None, None, dict[str, str]()
    if case_id:
        with desk.store.reading():
            case = desk.store.case(case_id, whole=True)
            found = from_definition(desk.store.definition(case.plan.version))
            progress = how_far.progress(case, last_events(desk, case), desk.names, desk.language)
            title = chart_line(case, cause_of_state(desk, case), desk.language)
            values, reached = how_far.values(case), how_far.reached(case)
        if process.translate(THAI_DIGITS) not in (found.process, str(found.number)):
            raise Refused("other-process", case=case.id, process=found.process)
    else:
        found = office.process(process)
    pages = draw(
        found,
        Names.of(office.actors or {}, office.laws or {}, office.translations),
        view=cast("View", view),
        format=cast("Format", form),
        language=desk.language,
        progress=progress,
        case_title=title,
        values=values,
        reached=reached,
    )
    write_pages(desk, pages, output, form)


def _form(form: str | None, output: Path | None, forms: Sequence[str] = FORMATS, usual: str = "svg") -> str:
    """The form that is asked for, or that the name of the file tells. Raises Refused."""
    output = None if is_standard_output(output) else output
    if form is None and output and not output.suffix:
        raise Refused("no-ending", path=str(output), allowed=list(forms))
    form = form or (output.suffix.lstrip(".").lower() if output else usual)
    form = {"mmd": "mermaid", "gv": "dot"}.get(form, form)
    if form not in forms:
        raise Refused("unknown-format", found=form, near=nearest(form, forms), allowed=list(forms))
    return form


def last_events(desk: Desk, case: Case) -> dict[str, Event]:
    """Per done step, the event that settled it."""
    from engine.lifecycle import DONE

    done = [step for step in case.plan.steps if case.steps[step].state == DONE]
    return {step: desk.store.event(case, case.steps[step].seq) for step in done}


def cause_of_state(desk: Desk, case: Case) -> Event | None:
    """What brought a case that is not open into its state."""
    from engine.lifecycle import OPEN

    causes = [event for event in desk.store.events(case.id) if event.state == case.state] if case.state != OPEN else []
    return causes[-1] if causes else None


def is_standard_output(output: Path | None) -> bool:
    """``-o -``, as with other programs."""
    return str(output) == "-"


def write_pages(desk: Desk, pages: list[bytes], output: Path | None, form: str) -> None:
    """One page to ``-o`` or the standard output; further pages beside it, numbered."""
    from engine.folders import shown_path, whole

    if output is None or is_standard_output(output):
        if len(pages) > 1 or (form in ("svg", "png", "pdf", "docx", "xlsx") and sys.stdout.isatty()):
            raise Refused("needs-output", pages=len(pages))
        sys.stdout.buffer.write(pages[0])
        return
    for number, page in enumerate(pages, 1):
        path = output if number == 1 else output.with_stem(f"{output.stem}-{number}")
        try:
            with whole(path) as part:
                part.write_bytes(page)
        except OSError as error:
            raise Refused("cannot-write", path=str(path), reason=os_reason(error)) from error
        click.echo(desk.say("written", path=shown_path(path)), err=True)


# -- the printed manual ----------------------------------------------------------------------------------------------


@khumue.command(help=h("manual"))
@click.option("-o", "--output", type=File(), help=h("manual-output"))
@click.option("--format", "form", type=click.Choice(["pdf", "docx", "html"]), help=h("manual-format"))
@click.option("--process", "chosen", multiple=True, metavar="PROCESS", help=h("manual-process"))
@the_day
@click.option("--since", metavar="DATE", help=h("since"))
@click.option("--draft", is_flag=True, help=h("draft"))
@the_desk
def manual(
    desk: Desk,
    output: Path | None,
    form: str | None,
    chosen: tuple[str, ...],
    on: date | None,
    since: str | None,
    draft: bool,
) -> None:
    from diagrams.manual import FORMS, printed

    form = _form(form, output, FORMS, "pdf")
    definitions = definitions_of(desk, chosen, on or today(), since, draft=draft)
    with progress_bar(desk, len(definitions.processes), "drawing-book") as bar:
        content = printed(definitions, cast("Form", form), lambda _: bar.update(1))
    write_pages(desk, [content], output or default_output(form), form)


def default_output(form: str) -> Path:
    from pathlib import Path

    return Path(f"manual.{form}")


def definitions_of(desk: Desk, chosen: tuple[str, ...], on: date, since: str | None, *, draft: bool) -> Definitions:
    """What the manual is printed from. Raises InvalidDefinition if there are errors and no draft is wanted."""
    from diagrams.manual import Definitions
    from engine import library
    from engine.editions import changed_since, edition

    office = desk.office()
    if office.manual is None:
        office.need("manual.yaml")
        raise Refused("no-manual", folder=str(desk.folder))
    processes = wanted_processes(office, chosen, draft=draft)
    before = edition(since, lambda: desk.store, lambda: office) if since else None
    return Definitions(
        manual=office.manual,
        logo=logo_of(desk, office.manual.logo),
        processes=processes,
        actors=office.actors or {},
        laws=office.laws or {},
        errata=office.errata,
        hashes={process.process: library.version(process) for process in processes},
        day=on,
        program=program_version(),
        draft=draft,
        since=since_words(before) if before else None,
        changes=changed_since(before, {p.process: p for p in processes}, chosen=bool(chosen)) if before else {},
    )


def wanted_processes(office: Office, chosen: tuple[str, ...], *, draft: bool) -> tuple[Process, ...]:
    """The procedures to print. With errors in one of them, or in what they share, only a draft is printed."""
    if draft:
        everything = {**office.processes, **office.drafts}
        names = {office.numbers.get(name, name) for name in chosen} or set(everything)
        if missing := names - set(everything):
            office.process(missing.pop())
        return tuple(sorted((everything[name] for name in names), key=lambda process: process.number))
    try:
        office.need("actors.yaml", "laws.yaml", "errata.yaml")
        if not chosen and office.refused:
            raise InvalidDefinition([problem for found in office.refused.values() for problem in found])
        return tuple(office.process(name) for name in chosen) or tuple(office.processes.values())
    except InvalidDefinition:
        tell(Refused("manual-refused"))
        raise


def logo_of(desk: Desk, name: str | None) -> Logo | None:
    from diagrams.manual.book import Logo
    from engine.folders import shown_path
    from engine.library import PICTURES, picture

    if name is None:
        return None
    logo = Logo(picture(desk.folder, name), cast("Any", name.rpartition(".")[2].lower()))
    from diagrams.manual.typeset import readable

    if not readable(logo):
        raise Refused("not-a-picture", path=shown_path(desk.folder / name), allowed=list(PICTURES))
    return logo


def since_words(before: Edition) -> str:
    """What a book is compared with, for its reader."""
    from diagrams.manual.wording import full_date

    if before.kind == "day":
        return f"รุ่นที่ใช้เมื่อวันที่ {full_date(cast('date', before.name))}"
    kind = {"folder": "โฟลเดอร์", "file": "ไฟล์", "version": "รุ่น"}[before.kind]
    return f"{kind} {before.name}"


# -- cases -----------------------------------------------------------------------------------------------------------


def answered(desk: Desk, case: Case, as_json: bool, opened: bool = False) -> None:
    """What every changing command says once it is on disk."""
    from engine import report
    from engine.service import SKEW

    if as_json and opened:
        echo_json({"case": case.id, "process": case.plan.process, "version": case.plan.version[:12]})
        return
    with desk.store.reading():
        case = desk.service.case_after(case.id, case.seq)
        answer = report.outcome_json(case) if as_json else report.answer(case, desk.language)
        last, before = (desk.store.event(case, seq).at for seq in (case.seq, max(case.seq - 1, 1)))
    if before - last > SKEW:
        click.echo(desk.say("clock-back", before=before, last=last), err=True)
    show_answer(answer)


def show_answer(answer: object) -> None:
    """Text for people, or plain data as JSON. Never inside ``reading``: a full disk may be that of the output."""
    if isinstance(answer, str):
        echo(answer)
    else:
        echo_json(answer)


@khumue.command(help=h("start"))
@click.argument("process")
@the_fields
@click.option("--title", default="", help=h("title"))
@click.option("--from", "table", type=File(), metavar="FILE", help=h("start-from"))
@click.option("--again", is_flag=True, help=h("again"))
@click.option("--another", is_flag=True, help=h("another"))
@the_key
@the_json
@the_desk
def start(
    desk: Desk,
    process: str,
    fields: tuple[str, ...],
    title: str,
    table: Path | None,
    again: bool,
    another: bool,
    as_json: bool,
) -> int | None:
    if table and (fields or title):
        raise Refused("either-from-or-set")
    if again and not table:
        raise Refused("again-without-from")
    rows = rows_of(desk, table) if table else None  # before the procedures: what is no table is refused sooner
    from engine import library
    from engine.decide import Start
    from engine.service import assignments

    office = desk.office()
    found = office.process(process)
    plan, definition = library.plan_of(office, found), library.definition(found)
    if table and rows:
        intake = intake_of(desk, office, plan, table, rows, another)
        return take_in(desk, plan, definition, intake, again, as_json) if intake else 1
    command = Start(assignments(fields), title)
    may_start(desk, office, plan, command)
    case = desk.service.start(plan, definition, command, another=another)
    warn_of_commas(desk, plan, command.fields)
    answered(desk, case, as_json, opened=True)
    return None


def may_start(desk: Desk, office: Office, plan: Plan, command: Start) -> None:
    """Begin the database if there is none and the command will not be refused; say if the version is an early one."""
    from engine import publishing

    if not desk.has_store():
        desk.may_begin(office, plan, command)
        desk.creates = True
    elif not desk.store.shared and (
        early := publishing.still_to_come(desk.store.publications(plan.process), plan.version, today())
    ):
        click.echo(desk.say("not-yet-in-force", day=early.holds_from), err=True)


def rows_of(desk: Desk, table: Path) -> Iterator[Row]:
    """The rows of a table; says that they are checked where that takes a while."""
    from engine import sheet_in
    from engine.folders import shown_path

    if table.is_file() and table.stat().st_size > 1_000_000:
        click.echo(desk.say("checking-rows", path=shown_path(table)), err=True)
    return sheet_in.read(table)


def intake_of(desk: Desk, office: Office, plan: Plan, table: Path, rows: Iterator[Row], another: bool) -> Intake | None:
    """The cases that a table asks for, which may be opened now; None if any row is wrong, which is told."""
    from engine.decide import Moment
    from engine.folders import shown_path
    from engine.intake import read_rows
    from engine.service import now

    name = shown_path(table)
    found = read_rows(plan, rows, Moment(now(), holidays=office.holidays), name, another=another)
    if found.problems:
        for problem in found.problems:
            click.echo(full(problem, desk.language), err=True)
        tell(Refused("nothing-opened", count=found.wrong, path=name, more=found.wrong - len(found.problems)))
        return None
    may_start(desk, office, plan, found.commands[0])
    return found


def take_in(desk: Desk, plan: Plan, definition: str, found: Intake, again: bool, as_json: bool) -> int | None:
    """Open what was found in a table, in batches that a repeat goes on behind, and answer with the cases opened now."""
    from engine.service import BATCH

    rows, mark = len(found.rows), None
    opened: list[tuple[int, str]] = []
    try:
        with progress_bar(desk, rows, "opening", hidden=rows <= BATCH) as bar:
            for mark, cases in desk.service.start_all(plan, definition, found.commands, again=again):
                bar.update(mark.opened - bar.pos)
                numbers = found.rows[mark.opened - len(cases) :]
                opened += [(row, case.id) for row, case in zip(numbers, cases, strict=False)]
    except BaseException as error:
        late = _is_interruption(error) and _has_committed()
        if mark or late:  # without a mark, the first batch had just been recorded
            values = {"count": f"{mark.opened:,}", "rows": f"{rows:,}"} if mark else {}
            click.echo(desk.say("opened-so-far" if mark else "opened-some", **values), err=True)
        if late:
            return INTERRUPTED
        raise
    if mark and len(opened) < rows:
        code = "opened-before" if opened else "opened-already"
        before = {"count": f"{rows - len(opened):,}", "rows": f"{rows:,}", "day": mark.begun_at}
        click.echo(desk.say(code, **before, first=mark.first, last=mark.last), err=True)
    if as_json:
        numbered = [{"row": row, "case": case} for row, case in opened]
        echo_json({"process": plan.process, "version": plan.version[:12], "rows": rows, "opened": numbered})
    elif opened:
        ends = {"first": opened[0][1], "last": opened[-1][1]}
        echo(desk.say("opened-all", count=f"{len(opened):,}", process=plan.title.said(desk.language), **ends))
    return None


@khumue.command(help=h("complete"))
@the_case
@click.argument("step")
@click.option("--item", "items", multiple=True, help=h("item"))
@click.option("--outcome", help=h("outcome"))
@click.option("--actor", help=h("actor"))
@the_fields
@click.option("--note", default="", help=h("note"))
@click.option("--attach", "files", multiple=True, type=File(), help=h("attach"))
@the_key
@the_json
@the_desk
def complete(
    desk: Desk,
    case: str,
    step: str,
    items: tuple[str, ...],
    outcome: str | None,
    actor: str | None,
    fields: tuple[str, ...],
    note: str,
    files: tuple[Path, ...],
    as_json: bool,
) -> None:
    from engine.decide import Complete
    from engine.service import assignments

    command = Complete(step, items, outcome, actor, assignments(fields), note)
    changed = desk.service.carry_out(case, command, files)
    warn_of_commas(desk, changed.plan, command.fields)
    answered(desk, changed, as_json)


def warn_of_commas(desk: Desk, plan: Plan, given: Mapping[str, Sequence[str]]) -> None:
    """A list that was given as one text with commas has one entry, which is seldom meant."""
    for name, texts in given.items():
        if len(texts) == 1 and "," in texts[0] and name in plan.fields and plan.fields[name].type == "list":
            click.echo(desk.say("one-entry", name=name, found=texts[0]), err=True)


def there_is_a_store(desk: Desk) -> bool:
    """Whether there is a database; where there is none yet, its lists are empty, and that is said."""
    found = desk.has_store()
    if not found:
        click.echo(desk.say("no-database-yet", path=desk.database), err=True)
    return found


@khumue.command(help=h("cases"))
@click.option("--process", help=h("cases-process"))
@click.option(
    "--state", type=CaseState(["open", "suspended", "completed", "ended", "cancelled", "erased"]), help=h("cases-state")
)
@the_limit
@click.option("--after", type=Digits(), metavar="CASE", help=h("after"))
@the_output
@the_table
@the_json
@the_desk
def cases(
    desk: Desk,
    process: str | None,
    state: str | None,
    limit: int | None,
    after: str | None,
    output: Path | None,
    form: str | None,
    as_json: bool,
) -> None:
    from engine import report

    form = _table_form(form, output, as_json)
    limit = limit or (LONGEST_TABLE if form else LONGEST_LIST)
    exists = there_is_a_store(desk)
    rows = desk.store.cases(process, state, limit, after) if exists else []
    if process and not rows:  # its number, or a name that needs correcting
        process = desk.office().process(process).process
        rows = desk.store.cases(process, state, limit, after) if exists else []
    if as_json:
        echo_json(report.cases_json(rows))
        return
    plans = {row.version: desk.store.plan(row.version) for row in rows if form or row.result}
    if form:
        from engine.report_tables import cases_table

        write_table(desk, cases_table(rows, plans, desk.language), output, form)
    else:
        echo(report.cases_text(rows, plans, desk.language, chosen=bool(process or state or after)))
    if len(rows) == limit:
        click.echo(desk.say("more", after=rows[-1].case), err=True)


@khumue.command(help=h("status"))
@the_case
@the_json
@the_desk
def status(desk: Desk, case: str, as_json: bool) -> None:
    from engine import report

    names = {} if as_json else desk.names
    with desk.store.reading():
        found = desk.store.case(case, whole=True)
        last, cause = last_events(desk, found), cause_of_state(desk, found)
        answer = report.status_json(found) if as_json else report.status_text(found, last, cause, names, desk.language)
    show_answer(answer)


@khumue.command(help=h("inbox"))
@click.option("--actor", help=h("inbox-actor"))
@click.option("--mine", is_flag=True, help=h("mine"))
@click.option("--overdue", is_flag=True, help=h("overdue"))
@click.option("--count", "counted", is_flag=True, help=h("inbox-count"))
@the_limit
@click.option("--after", metavar="CASE/STEP/ACTOR/ITEM", help=h("after"))
@the_output
@the_table
@the_json
@the_desk
def inbox(
    desk: Desk,
    actor: str | None,
    mine: bool,
    overdue: bool,
    counted: bool,
    limit: int | None,
    after: str | None,
    output: Path | None,
    form: str | None,
    as_json: bool,
) -> None:
    from engine import report
    from engine.service import Service

    form = _table_form(form, output, as_json)
    if counted:
        if both := ["--limit"] * (limit is not None) + ["--after"] * (after is not None):
            raise Refused("count-whole", names=both)
        _count_inbox(desk, actor, output, form, mine=mine, overdue=overdue, as_json=as_json)
        return
    limit = limit or (LONGEST_TABLE if form else LONGEST_LIST)
    rows: list[ReadyRow] = []
    if there_is_a_store(desk):
        service = desk.service if actor or mine else Service(desk.store, "")  # who is who matters only for one's own
        before = today() if overdue else None
        with desk.store.reading():
            rows = service.inbox(actor, mine=mine, due_before=before, limit=limit, after=after)
    if as_json:
        echo_json(report.inbox_json(rows))
        return
    plans = {row.version: desk.store.plan(row.version) for row in rows}
    if form:
        from engine.report_tables import inbox_table

        write_table(desk, inbox_table(rows, plans, desk.language), output, form)
    else:
        echo(report.inbox_text(rows, plans, today(), desk.language, chosen=bool(actor or mine or overdue or after)))
    if len(rows) == limit:
        last = rows[-1]
        click.echo(desk.say("more", after=f"{last.case}/{last.step}/{last.actor}/{last.item or ''}"), err=True)


def _count_inbox(
    desk: Desk, actor: str | None, output: Path | None, form: str | None, *, mine: bool, overdue: bool, as_json: bool
) -> None:
    from engine import report
    from engine.service import Service

    rows: list[WorkRow] = []
    titles: dict[tuple[str, str], str] = {}
    names: dict[str, str] = {}
    if there_is_a_store(desk):
        service = desk.service if actor or mine else Service(desk.store, "")
        with desk.store.reading():
            rows = service.open_work(actor, mine=mine, overdue=overdue)
            shown = set() if as_json else {row.process for row in rows}
            for version in desk.store.versions() if shown else ():  # a step has the title that was given last
                if version.process not in shown:
                    continue
                plan = desk.store.plan(version.version)
                names |= {actor: plan.short(actor).said(desk.language) for actor in plan.actors}
                titles |= {(plan.process, step.id): step.title.said(desk.language) for step in plan.steps.values()}
    rows = [row._replace(actor=names.get(row.actor, row.actor)) for row in rows]
    if as_json:
        echo_json(report.work_json(rows))
    elif form:
        from engine.report_tables import work_table

        write_table(desk, work_table(rows, titles, desk.language), output, form)
    else:
        echo(report.work_text(rows, titles, desk.language))


@khumue.command(help=h("history"))
@the_case
@the_output
@the_table
@the_json
@the_desk
def history(desk: Desk, case: str, output: Path | None, form: str | None, as_json: bool) -> None:
    from engine import report

    form = _table_form(form, output, as_json)
    names = {} if as_json else desk.names
    with desk.store.reading():
        found, events = desk.store.case(case), list(desk.store.events(case))
    if as_json:
        echo_json([report.event_json(event) for event in events])
    elif form:
        from engine.report_tables import history_table

        write_table(desk, history_table(found, events, names, desk.language), output, form)
    else:
        echo(report.headline(found, found.title, desk.language))
        echo(report.history_text(found.plan, events, names, desk.language))


def _table_form(form: str | None, output: Path | None, as_json: bool) -> str | None:
    """The form of a table, if one is asked for. Raises Refused."""
    if not (form or output):
        return None
    if as_json:
        raise Refused("json-or-table")
    return _form(form, output, TABLE_FORMS, "csv")


def write_table(desk: Desk, sheet: Sheet, output: Path | None, form: str) -> None:
    from engine.sheet_out import written

    write_pages(desk, [written(sheet, form, desk.language)], output, form)


@khumue.command(help=h("attachment"))
@the_case
@click.argument("number", type=int)
@click.option("-o", "--output", type=File(), required=True, help=h("output"))
@the_desk
def attachment(desk: Desk, case: str, number: int, output: Path) -> None:
    from engine.folders import shown_path

    found = desk.service.attachment(case, number, output)
    click.echo(desk.say("attachment-out", name=found.name, path=shown_path(output)), err=True)


@khumue.command(help=h("why"))
@the_case
@click.argument("step")
@the_json
@the_desk
def why(desk: Desk, case: str, step: str, as_json: bool) -> None:
    from engine import report
    from engine.authority import spoken
    from engine.decide import step_named, who_may

    names, authority = {} if as_json else desk.names, desk.authority
    with desk.store.reading():
        found = desk.store.case(case, whole=True)
        step = step_named(found, step).id
        may = who_may(found, step, authority, today())
        seq = found.steps[step].seq
        event = desk.store.event(found, seq) if seq else None
        answer = (
            report.why_json(found, step, event, may)
            if as_json
            else report.why_text(found, step, event, names, desk.language)
        )
    show_answer(answer)
    if may is not None and authority and not as_json:
        people = [spoken(authority, right) for right in may]
        echo(f"  {desk.say('may-complete', people=people) if people else desk.say('nobody-may')}")


@khumue.command(help=h("reopen"))
@the_case
@click.argument("step")
@the_reason
@the_key
@the_json
@the_desk
def reopen(desk: Desk, case: str, step: str, reason: str, as_json: bool) -> None:
    from engine.decide import Reopen

    answered(desk, desk.service.carry_out(case, Reopen(step, reason)), as_json)


@khumue.command("set", help=h("set"), short_help=h("set-short"))
@the_case
@click.argument("changes", nargs=-1, required=True, metavar="FIELD=VALUE...")
@the_reason
@the_key
@the_json
@the_desk
def set_field(desk: Desk, case: str, changes: tuple[str, ...], reason: str, as_json: bool) -> None:
    answered(desk, desk.service.correct(case, changes, reason), as_json)


@khumue.command(help=h("suspend"))
@the_case
@the_reason
@the_key
@the_json
@the_desk
def suspend(desk: Desk, case: str, reason: str, as_json: bool) -> None:
    from engine.decide import Suspend

    answered(desk, desk.service.carry_out(case, Suspend(reason)), as_json)


@khumue.command(help=h("resume"))
@the_case
@the_reason
@the_key
@the_json
@the_desk
def resume(desk: Desk, case: str, reason: str, as_json: bool) -> None:
    from engine.decide import Resume

    answered(desk, desk.service.carry_out(case, Resume(reason)), as_json)


@khumue.command(help=h("cancel"))
@the_case
@the_reason
@the_key
@the_json
@the_desk
def cancel(desk: Desk, case: str, reason: str, as_json: bool) -> None:
    from engine.decide import Cancel

    answered(desk, desk.service.carry_out(case, Cancel(reason)), as_json)


@khumue.command(help=h("erase"))
@click.argument("case_ids", type=Digits(), nargs=-1, required=True, metavar="CASES...")
@click.option("--order", default="", metavar="ORDER", help=h("order"))
@the_json
@the_desk
def erase(desk: Desk, case_ids: tuple[str, ...], order: str, as_json: bool) -> None:
    erased = desk.service.erase(case_ids, order)
    if as_json:
        echo_json([{"case": case.id, "state": case.state} for case in erased])
        return
    orders = [f"{case.id} ({desk.store.event(case, case.seq).note})" for case in erased]
    echo(desk.say("erased", cases=orders, register=desk.store.register))
    if desk.store.shared:
        echo(desk.say("erased-on-server"))


# -- trying a procedure ----------------------------------------------------------------------------------------------


@khumue.command("try", help=h("try"))
@click.argument("process")
@the_fields
@the_desk
def try_process(desk: Desk, process: str, fields: tuple[str, ...]) -> None:
    import tempfile
    from pathlib import Path

    from engine import library
    from engine.desk import login
    from engine.service import Service, assignments
    from engine.store import open_store
    from engine.trial import Trial

    office = desk.office()
    found = office.process(process)
    given = assignments(fields)
    plan, definition = library.plan_of(office, found), library.definition(found)
    with tempfile.TemporaryDirectory(prefix="khumue-try-") as place:
        store = open_store(str(Path(place) / "try.db"), create=True)
        try:
            Trial(Service(store, login(), holidays=office.holidays), desk.language, ask, echo).walk(
                plan, definition, given
            )
        finally:
            store.close()


def ask(question: str) -> str | None:
    """A line from the person, or None where there are no more. What comes through a pipe is shown as if typed."""
    click.echo(question, nl=False)
    typed = sys.stdin.readline() if sys.stdin else ""
    if not (typed and sys.stdin.isatty()):
        click.echo(typed.rstrip("\n"))
    return typed or None


@khumue.command(help=h("simulate"))
@click.argument("process")
@click.option("--cases", "count", type=click.IntRange(1, 1_000_000), default=1_000, help=h("simulate-cases"))
@click.option("--seed", type=int, default=None, help=h("simulate-seed"))
@the_json
@the_desk
def simulate(desk: Desk, process: str, count: int, seed: int | None, as_json: bool) -> None:
    from random import Random

    from engine import library
    from engine import simulate as simulation
    from engine.decide import Moment
    from engine.service import now

    office = desk.office()
    plan = library.plan_of(office, office.process(process))
    moment = Moment(now(), holidays=office.holidays)
    with progress_bar(desk, count, "simulating") as bar:
        tally = simulation.simulate(plan, count, Random(seed), moment, bar.update)
    show_answer(simulation.tally_json(tally) if as_json else simulation.tally_text(tally, desk.language))


# -- the house -------------------------------------------------------------------------------------------------------


@khumue.command(help=h("doctor"))
@the_json
@the_desk
def doctor(desk: Desk, as_json: bool) -> int:
    from diagrams.given import FONTS
    from engine import doctor as house
    from engine.service import now

    found = house.examine(desk, list(FONTS.values()), now())
    show_answer(house.findings_json(found, desk.language) if as_json else house.findings_text(found, desk.language))
    return 1 if any(finding.severity == "error" for finding in found) else 0


# -- the database ----------------------------------------------------------------------------------------------------


@khumue.command(help=h("backup"))
@click.argument("file", type=File())
@the_desk
def backup(desk: Desk, file: Path) -> None:
    from engine import backup as backups
    from engine.folders import shown_path

    store = desk.store
    with progress_bar(desk, 1, "backing-up") as bar:
        found = backups.back_up(store, file, follow(bar))
    echo(desk.say("backed-up", path=shown_path(file), cases=f"{found.cases:,}", files=f"{found.files:,}"))
    if found.missing:
        complain(desk.say("backed-up-without", names=found.missing))


@khumue.command(help=h("restore"))
@click.argument("file", type=File())
@click.option("--force", is_flag=True, help=h("force"))
@click.option("--erased", "register", type=File(), metavar="FILE", help=h("erased"))
@the_desk
def restore(desk: Desk, file: Path, force: bool, register: Path | None) -> None:
    from pathlib import Path

    from engine import backup as backups

    place = desk.database.removeprefix("sqlite:///")
    if "://" in place:
        raise Refused("restore-to-file", path=str(file))
    try:
        with progress_bar(desk, 1, "restoring") as bar:
            done = backups.restore(file, Path(place), register, follow(bar), force=force)
    except backups.Unsound as unsound:
        show_findings(desk, unsound.findings)
        raise Refused("restore-unsound", path=str(file)) from None
    show_findings(desk, done.findings)
    echo(desk.say("restored", path=place, cases=f"{done.cases:,}"))
    if done.erased:
        echo(desk.say("restored-erased", cases=done.erased))
    if done.aside:
        echo(desk.say("restored-aside", path=done.aside))


def show_findings(desk: Desk, findings: Sequence[Finding]) -> None:
    from engine.report_evidence import sentences

    for sentence in sentences(findings, desk.language):
        echo(sentence)


@khumue.group("db", cls=InOrder, help=h("database"))
def database() -> None:
    pass


def as_it_is(url: str, *, create: bool = False) -> Store:
    """A database in whatever form it has, closed when the command ends."""
    from engine.store import open_store

    OPENED.append(open_store(url, create=create, older=True))
    return OPENED[-1]


@database.command("init", help=h("db-init"))
@the_desk
def db_init(desk: Desk) -> None:
    from engine.store import is_server

    if desk.has_store() and not is_server(desk.database):
        raise Refused("database-exists", path=desk.database)
    store = as_it_is(desk.database, create=True)
    if is_server(desk.database) and store.form:
        raise Refused("database-exists", path=store.shown)
    store.migrate()
    echo(desk.say("db-begun", path=store.shown, known=store.form))


@database.command("upgrade", help=h("db-upgrade"))
@the_desk
def db_upgrade(desk: Desk) -> None:
    store = as_it_is(desk.database)
    before = store.form
    if not before:
        raise Refused("no-schema", path=store.shown)
    store.migrate()
    if store.form == before:
        echo(desk.say("db-newest", path=store.shown, known=store.form))
    else:
        echo(desk.say("db-upgraded", path=store.shown, before=before, known=store.form))


@database.command("status", help=h("db-status"))
@the_json
@the_desk
def db_status(desk: Desk, as_json: bool) -> None:
    from engine import report_store

    found = as_it_is(desk.database).status()
    show_answer(report_store.status_json(found) if as_json else report_store.status_text(found, desk.language))


@database.command("copy", help=h("db-copy"))
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@the_desk
def db_copy(desk: Desk, source: str, target: str) -> None:
    from engine.store import copying, open_store

    for url, create in ((source, False), (target, True)):
        OPENED.append(open_store(url, create=create))
    with progress_bar(desk, 1, "copying") as bar:
        copying.copy(OPENED[-2], OPENED[-1], follow(bar))
    found = OPENED[-1].status()
    counts = {name: f"{getattr(found, name):,}" for name in ("cases", "events", "files")}
    echo(desk.say("db-copied", path=found.place, **counts))
    name_logins(desk, *OPENED[-2:])


def name_logins(desk: Desk, source: Store, target: Store) -> None:
    """Which logins a copy has left behind, with the commands that let them in again."""
    logins = source.logins()
    if logins:
        echo(desk.say("logins-again" if target.shared else "logins-later", path=target.shown))
    there = f' --db "{target.address}"' if target.shared else ""
    for login, person in logins:
        echo(f"  khumue{there} db grant {login if login.isidentifier() else quoted(login)} {person}")


def quoted(word: str) -> str:
    """A word as shells on Windows and elsewhere take it."""
    return f'"{word}"'


def verified(desk: Desk, contents: Contents | None = None) -> Verified:
    """What ``sealing.verify`` finds, while a bar tells how far it has come."""
    from engine import sealing

    store = desk.store
    with progress_bar(desk, 1, "verifying") as bar:
        return sealing.verify(store, contents, follow(bar))


@database.command("grant", help=h("db-grant"))
@click.argument("login")
@click.argument("person")
@the_desk
def db_grant(desk: Desk, login: str, person: str) -> None:
    store = shared_store(desk)
    if desk.people:
        person = desk.people.who(person)
    store.grant(login, person)
    echo(desk.say("db-granted", login=login, path=desk.store.shown, person=desk.names.get(person, person)))


@database.command("revoke", help=h("db-revoke"))
@click.argument("login")
@the_desk
def db_revoke(desk: Desk, login: str) -> None:
    shared_store(desk).revoke(login)
    echo(desk.say("db-revoked", login=login, path=desk.store.shown))


def shared_store(desk: Desk) -> PostgresStore:
    """The database of a server. Raises Refused if it is a file, where there are no logins."""
    from engine.store import is_server

    if not is_server(desk.database):
        raise Refused("needs-server", path=desk.database)
    from engine.store.postgres_store import PostgresStore

    assert isinstance(desk.store, PostgresStore)
    return desk.store


@database.command("verify", help=h("db-verify"), short_help=h("db-verify-short"))
@click.option("--seal", "seal_file", type=File(), metavar="FILE", help=h("db-verify-seal"))
@click.option("--number", "typed", metavar="SEAL", help=h("db-verify-number"))
@the_json
@the_desk
def verify_database(desk: Desk, seal_file: Path | None, typed: str | None, as_json: bool) -> int:
    from engine import paper_seal, report_evidence, sealing

    seal = sealing.read_seal(seal_file) if seal_file else None
    if seal and typed is not None and paper_seal.read_number(typed) != sealing.number(seal.contents):
        raise Refused("seal-other-number", path=str(seal_file), number=sealing.head(seal.contents))
    paper = paper_seal.look_up(desk.store, typed) if typed is not None and not seal else None
    found = verified(desk, seal.contents if seal else None)
    if paper:
        found = sealing.with_paper(found, paper.holds)
    if as_json:
        echo_json(report_evidence.verified_json(found, desk.language))
    else:
        echo(report_evidence.verified_text(found, seal or paper, desk.language))
        if seal and (own := sealing.own_fingerprint()) not in ("", seal.key):
            complain(desk.say("other-key", own=own))
        if found.findings:
            tell(Refused("evidence-unsound", **report_evidence.counted(found)))
    return 1 if found.findings else 0


@database.command("seal", help=h("db-seal"), short_help=h("db-seal"))
@click.option("-o", "--output", type=File(), required=True, help=h("output"))
@the_desk
def seal_database(desk: Desk, output: Path) -> int:
    from engine import paper_seal, report_evidence, sealing
    from engine.folders import shown_path
    from engine.service import now

    found = verified(desk)
    if found.findings:
        echo(report_evidence.verified_text(found, None, desk.language))
        complain(desk.say("not-sealed"), _help("evidence-unsound", {}))
        return 1
    seal = sealing.write_seal(sealing.contents_of(desk.store, now()), output)
    echo(report_evidence.sealed_text(seal, shown_path(output), desk.language))
    if not paper_seal.keep(desk.store, seal.contents):
        complain(desk.say("seal-not-kept"))
    return 0


# -- the demo --------------------------------------------------------------------------------------------------------


@khumue.command(help=h("demo"))
@click.option("-o", "--output", type=File(), default="demo", help=h("demo-output"))
@the_desk
def demo(desk: Desk, output: Path) -> None:
    from engine.demo import play

    def type_in(*arguments: str, quiet: bool = False) -> None:
        shown = " ".join(f'"{a}"' if " " in a else a for a in arguments)
        click.secho(f"$ khumue {shown}" if quiet else f"\n$ khumue {shown}", bold=True)
        before = ["--processes", str(desk.folder), "--db", str(database), "--lang", desk.language]
        with contextlib.redirect_stdout(io.StringIO()) if quiet else contextlib.nullcontext():
            khumue.main([*before, *arguments], standalone_mode=False)

    import contextlib
    import io
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="khumue-demo-") as place:
        database = Path(place) / "demo.db"
        play(desk.office(), desk.language, database, output, type_in, echo)


def main() -> NoReturn:
    """The command ``khumue``."""
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()  # closed by whoever started us
    _survive_any_console()
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):  # all of them end a command as Ctrl-C does: rolled back
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    code = run(sys.argv[1:])
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)  # all is written and closed; taking the interpreter down in order would cost another tenth


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - open until the end


if __name__ == "__main__":
    main()
