"""Where things lie: the procedures and the office's data; and how a file or folder comes there whole."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def bundled_processes() -> Path:
    """The procedures that come with the program: the folder beside this package, in a checkout and installed."""
    return Path(__file__).resolve().parent.parent / "processes"


def find_processes(chosen: str | None) -> Path:
    """The folder of procedures: the one chosen (``--processes``, KHUMUE_PROCESSES), ``./processes``, the bundled."""
    if chosen:
        return Path(chosen)
    here = Path("processes")
    return here if here.is_dir() else bundled_processes()


def user_data() -> Path:
    """The folder for the user's own data, as the operating system has it."""
    from platformdirs import user_data_path  # noqa: PLC0415 - 3 ms that a given --db saves

    return user_data_path("khumue", appauthor=False, roaming=False)


def default_database() -> Path:
    """The SQLite file that is used when none is named."""
    return user_data() / "khumue.db"


SHARES = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "davfs", "ceph", "vboxsf", "fuse.sshfs", "fuse.davfs2",
    "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs",
)  # fmt: skip
"""File systems of other machines, as Linux calls them."""
REMOTE = 4
"""What Windows calls a drive on another machine."""


def network_share(path: Path) -> str:
    """The kind of network share on which a path lies; empty if it lies on none, or if that cannot be told (macOS)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows alone

        drive = path.absolute().drive
        remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == REMOTE
        return "SMB" if remote else ""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return share_among(mounts, os.path.realpath(path))


def share_among(mounts: str, path: str) -> str:
    """The same from the text of Linux's ``mountinfo``: the deepest mount above a path counts, of several the last."""
    found, depth = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        place = before.split(" ")[4].replace("\\040", " ").rstrip("/")
        if len(place) >= depth and (path + "/").startswith(place + "/"):
            found, depth = after.split(" ")[0], len(place)
    return found if found in SHARES else ""


def shown_path(path: Path) -> str:
    """A path as people read it: relative where it lies below the folder they are in."""
    try:
        return Path(os.path.relpath(path)).as_posix() if path.is_relative_to(Path.cwd()) else str(path)
    except (ValueError, OSError):
        return str(path)


def content(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises OSError, also where it has more than ``most``, or is a pipe or a device, which might
    never end."""
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE), str(path))
    if found.st_size > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return path.read_bytes()


class Sparing(FileIO):
    """A file that gives at most ``most`` bytes at a time, and raises ValueError if asked for more: an archive's
    directory is read as a whole, and may be as long as the archive."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path)
        self.most, self.end = most, path.stat().st_size

    def read(self, size: int | None = -1) -> bytes:
        left = max(self.end - self.tell(), 0)
        if (left if size is None or size < 0 else min(size, left)) > self.most:
            raise ValueError(size)
        return super().read(-1 if size is None else size)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to, which takes the name ``path`` once everything is written.

    Whatever goes wrong on the way, an interruption too, leaves what stood there before as it was. What is neither a
    file nor a folder, such as /dev/stdout, is written to directly.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    part = path.with_name(f".{path.name}.part")
    _remove(part)
    try:
        yield part
        part.replace(path)
    except BaseException:
        _remove(part)
        raise


def sync_folder(folder: Path) -> None:
    """A new file's name is safe only once its folder is on disk; Windows does this by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir():
        import shutil  # noqa: PLC0415 - 2 ms that few commands need

        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
