"""Paths of all places in files, place by place: only those of a city that is asked about come into memory.

In a folder they outlive the server: the next one reads them instead of computing them again. A file is named after all
that its numbers follow from, so it is never out of date.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryFile
from types import EllipsisType
from typing import IO, TYPE_CHECKING, Any
from weakref import finalize

import numpy as np

from relode.arrays import Values
from relode.cache_folder import CACHE, written_whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike

    from relode.model.futures import Futures
    from relode.model.links import StoredPath
    from relode.plan.simulations.what_if import WhatIfGround

LOG = logging.getLogger("relode.web")
KEPT = CACHE / "paths"
MOST_KEPT = 12
"""Files kept: two servers with figures of their own, two files for doing nothing and for each of two shocks."""


class FiledPaths:
    """Paths (future, year, ..., place) in a file of NumPy's kind, place first. Raises ValueError for another file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        finalize(self, file.close)
        self.reading = threading.Lock()
        file.seek(0)
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError(file.name)
        (self.count, *rest), by_column, kind = np.lib.format.read_array_header_1_0(file)
        self.shape, self.bytes, self.start = tuple(rest), 8 * int(np.prod(rest)), file.tell()
        if by_column or kind != np.float64 or os.fstat(file.fileno()).st_size != self.start + self.count * self.bytes:
            raise ValueError(file.name)

    def __getitem__(self, asked: tuple[EllipsisType, list[int]]) -> Values:
        """The places at some positions, (future, year, ..., place): all that a city asks for."""
        return np.stack([self._read(at) for at in asked[1]], axis=-1)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Values:
        """All places, (future, year, ..., place), for a run of the whole system."""
        return np.asarray(self[..., list(range(self.count))], dtype)

    def _read(self, at: int) -> Values:
        with self.reading:
            self.file.seek(self.start + at * self.bytes)
            return np.frombuffer(self.file.read(self.bytes)).reshape(self.shape)


def filed(paths: ArrayLike, at: Path | None = None) -> FiledPaths:
    """The paths in a new file: `at`, or one without a name that goes with the process.

    Raises OSError where no file can be written.
    """
    by_place = np.ascontiguousarray(np.moveaxis(np.asarray(paths, np.float64), -1, 0))
    if at is None:
        file: IO[bytes] = TemporaryFile()  # noqa: SIM115
        np.save(file, by_place)
        file.flush()
        return FiledPaths(file)
    with written_whole(at) as half:
        np.save(half, by_place)
    return FiledPaths(at.open("rb"))


def kept(at: Path) -> FiledPaths | None:
    """The paths that an earlier server left in a file; None where there is none, or one that is no whole file."""
    try:
        paths = FiledPaths(at.open("rb"))
    except (OSError, ValueError):
        return None
    with suppress(OSError):
        os.utime(at)  # the files that are used stay
    return paths


def on_disk(made: WhatIfGround, folder: Path | None = None) -> WhatIfGround:
    """The ground with the paths of all places on disk, in `folder` for later servers too if one is given."""
    from relode.model.futures import IDIOSYNCRATIC

    at = file_names(made.futures, folder) if folder else {}
    stored: Any = {name: _filed(paths, at.get(name)) for name, paths in vars(made.stored).items()}
    series: Any = {name: _filed(getattr(made.futures.exogenous, name)) for name in IDIOSYNCRATIC}
    futures = replace(made.futures, exogenous=replace(made.futures.exogenous, **series))
    return replace(made, stored=replace(made.stored, **stored), futures=futures)


def _filed(paths: ArrayLike | FiledPaths, at: Path | None = None) -> FiledPaths:
    if isinstance(paths, FiledPaths):
        return paths
    try:
        return filed(paths, at)
    except OSError as error:
        if at is None:
            raise
        LOG.warning("%s: %s", at.parent, error)
        return filed(paths)


def kept_paths(futures: Futures, folder: Path | None) -> StoredPath | None:
    """The paths of all places as an earlier server left them in `folder`; None where they are not there whole."""
    from relode.model.links import StoredPath

    result: Any = {name: kept(at) for name, at in file_names(futures, folder).items()} if folder else {}
    return None if not result or None in result.values() else StoredPath(**result)


def are_kept(futures: Futures, folder: Path) -> bool:
    """Whether a later server finds the paths of the futures whole in `folder`."""
    return None not in map(kept, file_names(futures, folder).values())


def file_names(futures: Futures, folder: Path) -> dict[str, Path]:
    """The file of each path of all places: its name tells the numbers of the futures and every file of the program."""
    import jax

    from relode.model.links import StoredPath

    digest = hashlib.blake2b(program(), digest_size=16)
    for part in jax.tree.leaves((futures.observed, futures.params, futures.exogenous, futures.world.links)):
        values = np.ascontiguousarray(part)
        digest.update(f"{values.dtype} {values.shape};".encode() + values.tobytes())
    return {part.name: folder / f"{digest.hexdigest()}-{part.name}.npy" for part in fields(StoredPath)}


@cache
def program() -> bytes:
    """What tells this version of the program from others: its files and the libraries that compute; .4 s at first."""
    digest = hashlib.blake2b("".join(version(name) for name in ("jax", "jaxlib")).encode())
    package = Path(str(files("relode")))
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".csv", ".toml"):
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.digest()


def drop_old(folder: Path | None) -> None:
    """Leave the files that were used last; another server that has a file open keeps it."""
    with suppress(OSError):  # another server may drop them too, and may keep one open
        newest = sorted(folder.glob("*.npy") if folder else (), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in newest[MOST_KEPT:]:
            file.unlink()
