"""``python -m benchmarks [--only NAME]… [--quick]``: every table, or only some; ``--quick`` with tiny sizes."""

from __future__ import annotations

import argparse
import platform
import time
from importlib import import_module

NAMES = (
    "memory", "durable", "shared", "loading", "proof", "migration", "startup", "reading", "inbox", "intake",
    "verifying",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, help="run only this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that everything runs, measures nothing")
    options = parser.parse_args(arguments)
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; contenders take turns,")
    print("a ratio is the median over the rounds of one run. Times are of this machine; compare only ratios.")
    for name in options.only or NAMES:
        begin = time.perf_counter()
        for table in import_module(f"benchmarks.{name}").tables(options.quick):
            print(f"\n{table}", flush=True)
        print(f"  ({name}: {time.perf_counter() - begin:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
