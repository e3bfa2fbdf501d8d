"""Whole processes, from their start to their end, beside ``python -c pass`` of the same interpreter.

The goal is put to the processor time of the process (the kernel's share included), which a busy machine disturbs
least; the time that passes, the flush to disk included, stands beside it. khumue is run by the script that pip writes
for it; the round that does not count leaves every module compiled for all, as installing does; all run with the same
environment and ``site``.
``complete`` completes the steps of a case of 40 in a database that is in use already, one step per run. The packages
that khumue is built from, imported at the top of a file as most programs do, show what it saves.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.contenders import AT
from benchmarks.procedures import linear
from benchmarks.timing import Race, Table, duration, race
from engine.decide import Start
from engine.service import Service
from engine.store.sqlite_store import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = "import re\nimport sys\nfrom cli import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
PACKAGES = "import apsw, click, networkx, pydantic, transitions, yaml"


def tables(quick: bool) -> list[Table]:
    rounds = 2 if quick else 25
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        folder = Path(place)
        script, database = folder / "khumue", folder / "bench.db"
        script.write_text(SCRIPT, encoding="utf-8")
        store = SqliteStore(str(database))
        case = Service(store, "login", clock=lambda: AT).start(linear(40).plan(), "{}", Start()).id
        store.close()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment |= {"KHUMUE_DB": str(database), "KHUMUE_LANG": "th"}
        steps = count()

        passed: dict[str, list[float]] = {}

        def run(name: str, *arguments: str) -> float:
            before, begin = _processor_time(), time.perf_counter()
            subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True, cwd=folder)
            passed.setdefault(name, []).append(time.perf_counter() - begin)
            return _processor_time() - before

        work = {
            "python -c pass": lambda: ("-c", "pass"),
            "khumue --help": lambda: (str(script), "--help"),
            "khumue complete": lambda: (str(script), "complete", case, f"s{next(steps)}"),
            "khumue status": lambda: (str(script), "status", case),
            "the packages, imported plainly": lambda: ("-c", PACKAGES),
        }
        found = race({name: partial(_run, run, name, words) for name, words in work.items()}, rounds)
    wall = Race({name: times[1:] for name, times in passed.items()})
    table = Table("Start-up: ÷ python -c pass")
    for name, goal in (("khumue --help", 5), ("khumue complete", 8)):
        table.at_most(goal, found.ratio(name, "python -c pass"), name, duration(found[name]))
        table.note(wall.ratio(name, "python -c pass"), "… by the clock on the wall", duration(wall[name]))
    for name in ("khumue status", "the packages, imported plainly"):
        table.note(found.ratio(name, "python -c pass"), name, duration(found[name]))
    table.note(None, "python -c pass", f"{duration(found['python -c pass'])}, wall {duration(wall['python -c pass'])}")
    return [table]


def _run(run: Callable[..., float], name: str, words: Callable[[], tuple[str, ...]]) -> float:
    return run(name, *words())


def _processor_time() -> float:
    """Of all the processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
