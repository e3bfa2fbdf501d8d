"""What every test may use: the ``--update`` option, golden files, and the number of random examples."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.server import Server

TESTS = Path(__file__).parent

# `make test` walks a seeded subset; `make test-long` (KHUMUE_LONG=1) the full counts that the laws are held to.
settings.register_profile(
    "short", max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("long", max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("long" if os.environ.get("KHUMUE_LONG") else "short")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden files; look at the difference afterwards")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or rewrite the file with ``--update``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{path} differs; --update rewrites it"

    return compare


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL for all tests of a run; each takes a database of its own."""
    found = Server()
    yield found
    found.stop()
