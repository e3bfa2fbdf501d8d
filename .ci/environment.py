"""Sets up ``.venv``: a Python environment of this folder's own, holding exactly what ``requirements.lock`` names.

``make`` runs it before everything else; where there is no make, ``python .ci/environment.py`` does. It needs Python
3.11 or later, a network the first time, and no system package: where Python comes without ``ensurepip`` (Debian and
Ubuntu leave it out), pip is fetched once and used only if its SHA-256 is the one below.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = HOME / "ready"
PIP = ("pip-26.3-py3-none-any.whl", "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13")


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - it is asked of whatever Python is there
        sys.exit(f"khumue needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}")
    wanted = digest()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted and works():
        return
    say(f"setting up {HOME.name} with Python {sys.version.split()[0]}; the first time this takes a minute or two")
    if not works():
        create()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = ["--require-hashes", "--only-binary=:all:", "-r", str(ROOT / "requirements.lock")]
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for arguments in (locked, own):
        if subprocess.run([*pip, *arguments], check=False).returncode:
            sys.exit("khumue: pip could not install what is needed; its reason stands above. Is there a network?")
    relative_path()
    STAMP.write_text(wanted, encoding="ascii")


def relative_path() -> None:
    """Let the environment refer to this folder without its name, which Python may be unable to read at its start.

    It reads a ``.pth`` file in the encoding of the locale, and a folder may have a Thai name where that is ASCII.
    """
    for path in HOME.rglob("_khumue.pth"):
        path.write_text(os.path.relpath(ROOT, path.parent) + "\n", encoding="ascii")


def digest() -> str:
    """What the environment depends on: the locked packages, the project's own settings, the Python, the folder."""
    found = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()


def works() -> bool:
    """Whether the environment is there, whole, and of this Python."""
    try:
        question = [str(PYTHON), "-c", "import sys, pip; print(sys.version)"]
        answer = subprocess.run(question, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return False
    return answer.stdout.strip() == sys.version.strip()


def create() -> None:
    try:
        import venv  # noqa: PLC0415 - some systems leave it out, and then say so
    except ImportError:
        sys.exit("khumue: this Python lacks its module venv; install it (on Debian and Ubuntu: python3-venv)")
    links = os.name != "nt"
    if importlib.util.find_spec("ensurepip"):
        try:
            venv.create(HOME, clear=True, symlinks=links, with_pip=True)
        except subprocess.CalledProcessError:
            say("pip could not be taken from this Python")
        else:
            return
    venv.create(HOME, clear=True, symlinks=links, with_pip=False)
    fetch_pip()


def fetch_pip() -> None:
    """Install pip from the package index into an environment that has none."""
    say("this Python brings no pip; fetching it")
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    name, sha256 = PIP
    try:
        page = json.loads(download(index, "application/vnd.pypi.simple.v1+json"))
        address = next(file["url"] for file in page["files"] if file["filename"] == name)
        content = download(urllib.parse.urljoin(index, address))
    except (OSError, ValueError, StopIteration) as error:
        sys.exit(f"khumue: {name} cannot be fetched from {index}: {error or 'not listed there'}")
    if hashlib.sha256(content).hexdigest() != sha256:
        sys.exit(f"khumue: {name} from {index} is not the file that was expected; nothing was installed")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / name
        wheel.write_bytes(content)
        install = [str(PYTHON), str(wheel / "pip"), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
        subprocess.run(install, check=True)


def download(address: str, accept: str = "*/*") -> bytes:
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def say(message: str) -> None:
    print(f"khumue: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
