"""What is installed: the wheel holds all that the program needs, and the lock file all that is installed with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


# -- the wheel -------------------------------------------------------------------------------------------------------


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist of ``source``."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_the_program_and_what_it_reads_and_nothing_else(wheel: Path) -> None:
    rooms = ("engine", "diagrams", "processes")
    kinds = (".py", ".yaml", ".sql", ".ttf", ".txt", ".typ", ".css", ".js")
    expected = {"cli.py"} | {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix in kinds
    }
    found = contents(wheel)
    assert found == expected
    for kind in ("processes/02-curriculum.yaml", "processes/translations/en.yaml", "engine/store/sqlite/0001.sql"):
        assert kind in found
    assert any(name.endswith(".ttf") for name in found)


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = {name.split("/", 1)[1]: archive.read(name).decode() for name in archive.namelist() if "-info/" in name}
    assert "khumue = cli:main" in about["entry_points.txt"]
    assert {"licenses/LICENSE", "licenses/diagrams/fonts/OFL.txt"} <= about.keys()
    required = re.findall(r"^Requires-Dist: ([\w-]+)", about["METADATA"], re.MULTILINE)
    assert len(required) == len(PROJECT["project"]["dependencies"])


def test_a_wheel_of_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "sdist").mkdir()
    archive = build("sdist", ROOT, tmp_path / "sdist")
    subprocess.run([sys.executable, "-m", "tarfile", "-e", str(archive), str(tmp_path)], check=True)
    (source,) = tmp_path.glob("khumue-*")
    assert {"Makefile", "requirements.lock", "tests", ".ci", "README.th.md"} <= {path.name for path in source.iterdir()}
    (tmp_path / "again").mkdir()
    assert contents(build("wheel", source, tmp_path / "again")) == contents(wheel)


def run(unpacked: Path, folder: Path, *arguments: str) -> str:
    """Give a command to the unpacked wheel from another folder; what it prints."""
    script = (
        "import sys; sys.path[:0] = [sys.argv.pop(1)]; import cli, diagrams, engine\n"
        "from pathlib import Path\n"
        "homes = {Path(cli.__file__).parent, *(Path(m.__file__).parent.parent for m in (diagrams, engine))}\n"
        "assert homes == {Path(sys.path[0])}, homes\n"
        "cli.main()"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KHUMUE_")}
    environment = {**clean, "KHUMUE_LANG": "en", "KHUMUE_DB": str(folder / "khumue.db")}
    command = [sys.executable, "-c", script, str(unpacked), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_program_finds_its_procedures_from_anywhere(unpacked: Path, tmp_path: Path) -> None:
    assert len(json.loads(run(unpacked, tmp_path, "list", "--json"))) == 8
    opened = json.loads(run(unpacked, tmp_path, "start", "staff-development", "--set", "batch=1", "--json"))
    assert opened["case"] == "3-1"


def test_the_installed_program_draws(unpacked: Path, tmp_path: Path) -> None:
    assert run(unpacked, tmp_path, "diagram", "cooperation").startswith("<")


def test_a_folder_of_the_users_own_wins(unpacked: Path, tmp_path: Path) -> None:
    source = (unpacked / "processes" / "07-supervision.yaml").read_text(encoding="utf-8")
    (tmp_path / "processes").mkdir()
    (tmp_path / "processes" / "mine.yaml").write_text(source.replace("process: supervision", "process: mine"), "utf-8")
    assert [row["process"] for row in json.loads(run(unpacked, tmp_path, "list", "--json"))] == ["mine"]


# -- the lock file ---------------------------------------------------------------------------------------------------


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def locked() -> dict[str, str]:
    """The packages of the lock file with their versions, each with its hashes."""
    entries = re.findall(
        r"^([a-z0-9-]+)==(\S+)(?: ; [^\\\n]+)? \\\n((?:    --hash=\S+(?: \\)?\n)+)", LOCK, re.MULTILINE
    )
    return {name: found for name, found, hashes in entries if hashes}


@pytest.mark.parametrize(
    "requirement",
    [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"], *PROJECT["build-system"]["requires"]],
)
def test_the_lock_file_satisfies_what_the_project_needs(requirement: str) -> None:
    name, _, least = requirement.partition(">=")
    assert version(locked()[name.partition("[")[0]]) >= version(least), "`make lock` computes it anew"


def test_the_lock_file_pins_everything_by_hash_and_names_no_source() -> None:
    lines = [line for line in LOCK.splitlines() if line and not line.lstrip().startswith("#")]
    assert len([line for line in lines if not line.startswith(" ")]) == len(locked())
    assert all(re.match(r"[a-z0-9-]+==|    --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert not re.search(r"://|--index|--find-links| @ |/", LOCK.replace("(pyproject.toml", ""))
