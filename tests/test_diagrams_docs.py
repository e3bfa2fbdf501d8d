"""The charts in ``docs/charts`` are what the program draws now; ``--update`` draws them anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_diagrams_quality import names, office

import diagrams

CHARTS = Path(__file__).parent.parent / "docs" / "charts"
LARGEST = 200_000


def charts() -> dict[str, bytes]:
    """The content of every file in the folder. A chart of several pages has a file for each, -1, -2, …"""
    files = {}
    for process in office().processes.values():
        for view in ("lanes", "flow"):
            pages = diagrams.draw(process, names(), view=view)
            for number, page in enumerate(pages, 1):
                part = f"-{number}" if len(pages) > 1 else ""
                files[f"{process.number:02}-{process.process}-{view}{part}.svg"] = page
    return files


def test_the_charts_are_up_to_date(request: pytest.FixtureRequest) -> None:
    drawn = charts()
    if request.config.getoption("--update"):
        CHARTS.mkdir(parents=True, exist_ok=True)
        for old in CHARTS.glob("*.svg"):
            old.unlink()
        for name, page in drawn.items():
            (CHARTS / name).write_bytes(page)
    assert sorted(path.name for path in CHARTS.glob("*.svg")) == sorted(drawn), "--update draws them anew"
    for name, page in drawn.items():
        assert (CHARTS / name).read_bytes().replace(b"\r\n", b"\n") == page, f"{name} is out of date: --update"
        assert len(page) < LARGEST, name
