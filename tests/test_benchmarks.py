"""The benchmarks run: each prints its table at its smallest size. How fast anything is, no test says."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import NAMES, main


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_prints_its_table(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", name])
    printed = capsys.readouterr().out
    assert "ratio" in printed
    assert "goal" in printed
