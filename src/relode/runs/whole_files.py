"""Files and folders that are whole or not there, read with care and held by one process at a time."""

import errno
import json
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import IO, Any

from relode.errors import RelodeError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HOLD = ".hold"
TRIES, PAUSE = 5, 0.02
"""How often, and after how many seconds again, a lock is asked for before it counts as taken."""
LARGEST_FILE = 64_000_000
"""Bytes of a file of a run that are read; reports have some 2,000,000."""
LARGEST_RECORD = 2_000_000
"""Bytes of a record that are read: in memory it takes thirty times as many; records have some 300,000."""
NO_LINK, NO_WAITING = (getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK"))
"""0 on a system without such flags."""


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder` to write into; it takes its place when all went well, else it is removed.

    An older run of the same name is replaced. Raises RelodeError where the folder cannot be written.
    """
    beside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        yield beside
        _take_place(beside, folder)
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=folder.parent, reason=error.strerror or error) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def held(run: Path) -> Iterator[None]:
    """Nobody else works on the run meanwhile; the system lets go when the process ends, however it ends.

    Raises RelodeError if another process works on it, or where the folder cannot be written.
    """
    stream = locked(run / HOLD)
    if stream is None:
        raise RelodeError("run_in_use", run=run)
    with stream:
        yield


def locked(path: Path) -> IO[bytes] | None:
    """The lock of a file, which goes when it is closed or the process ends; None if another process has it.

    Raises RelodeError where the file cannot be made.
    """
    try:
        stream = _ordinary(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=path.parent, reason=error.strerror or error) from error
    for _ in range(TRIES):  # whoever only asks whether it is held has it for a moment
        if _locked(stream):
            return stream
        time.sleep(PAUSE)
    stream.close()
    return None


def is_held(run: Path) -> bool:
    """Whether a process works on the run now."""
    try:
        with _ordinary(run / HOLD) as stream:
            return not _locked(stream)
    except OSError:
        return False


def read_file(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The content of an ordinary file of a run.

    Raises OSError where there is none, for a link, a device or a pipe, and for one of more than `largest` bytes, of
    which nothing is read.
    """
    with _ordinary(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        content = stream.read(largest + 1) if size <= largest else b""
    if max(size, len(content)) > largest:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def read_object(path: Path, largest: int = LARGEST_RECORD) -> dict[str, Any]:
    """The JSON object in a file of a run.

    Raises OSError as `read_file`, ValueError or RecursionError for what is no JSON object that can be read.
    """
    text = read_file(path, largest).decode("utf-8")
    record = json.loads(text, parse_constant=_finite, parse_float=_finite, parse_int=_bounded)
    if not isinstance(record, dict):
        raise ValueError(path.name)
    return record


def _finite(text: str) -> float:
    """A number of JSON. Raises ValueError for one that is none or beyond what 64 bits hold."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def _bounded(text: str) -> int:
    """A whole number of JSON. Raises ValueError beyond 64 bits."""
    value = int(text)
    if value.bit_length() > 63:
        raise ValueError(text)
    return value


def _ordinary(path: Path, flags: int = os.O_RDONLY) -> IO[bytes]:
    """An ordinary file, opened: no link is followed, and a pipe or a device is neither waited for nor read."""
    file = os.open(path, flags | NO_LINK | NO_WAITING, 0o666)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return os.fdopen(file, "rb")


def _locked(stream: IO[bytes]) -> bool:
    """Take the lock of a file, which goes with the stream; False if another has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the second is what Windows answers
        return False
    return True


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Write a JSON object with the version of its shape.

    Without `schema`, or with a value that JSON does not know (such as NaN), it is a defect and raises ValueError.
    """
    _check_schema(path, record)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def check_room(folder: Path, needed: int, text: str = "full_folder") -> None:
    """Refuse a disk on which `needed` bytes find no room; the folder need not exist yet. Raises RelodeError `told`."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise RelodeError(text, folder=folder, free=free // 10**6, needed=-(-needed // 10**6))


def replace_text(path: Path, content: str) -> None:
    """Write a text file whole or not at all. Raises RelodeError where it cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(content, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RelodeError("unwritable_folder", folder=path.parent, reason=error.strerror or error) from error


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises RelodeError where it cannot be written."""

    def write(beside: Path) -> None:
        beside.write_bytes(content)

    replace_file(path, write)


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file by `write` whole or not at all. Raises RelodeError where it cannot be written."""
    beside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        write(beside)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RelodeError("unwritable_folder", folder=path.parent, reason=error.strerror or error) from error


def replace_json(path: Path, record: Mapping[str, Any]) -> None:
    """Write a JSON object whole or not at all."""
    replace_file(path, lambda beside: write_json(beside, record))


def write_compact(path: Path, record: Mapping[str, Any]) -> None:
    """Write a JSON object without spaces, whole or not at all; it must have a `schema`."""
    _check_schema(path, record)
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    replace_text(path, text + "\n")


def _check_schema(path: Path, record: Mapping[str, Any]) -> None:
    if "schema" not in record:
        raise ValueError(f"{path.name}: no schema")


def _take_place(beside: Path, folder: Path) -> None:
    beside.chmod(0o755 & ~_umask())
    if folder.exists():
        old = folder.with_name(f"{beside.name}.old")
        folder.rename(old)
        try:
            beside.rename(folder)
        except OSError:  # on Windows: somebody has a file of it open
            old.rename(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        beside.rename(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
