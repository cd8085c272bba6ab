"""A built panel left for the next process, its texts kept as codes.

To read its tables and derive from them takes most of a short command; three of its variables repeat a few hundred texts
in five million cells.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core import indexing

from relode.cache_folder import CACHE, written_whole

TEXTS = ("source", "flag", "table")
"""Variables of texts."""


class TextGrid:
    """Texts of any shape as codes [1] and the list they point to, empty at first; read and set as an array of texts.

    What is read are texts, never to be set themselves.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.codes = np.zeros(shape, np.uint16)
        self.texts = np.array([""], dtype=object)
        self._code = {"": 0}

    def __getitem__(self, key: Any) -> Any:
        held = self.texts[self.codes[key]]
        if isinstance(held, np.ndarray):
            held.flags.writeable = False  # what is set in a copy would be lost without a word
        return held

    def __setitem__(self, key: Any, texts: str | Iterable[str]) -> None:
        self.codes[key] = self.coded([texts])[0] if isinstance(texts, str) else self.coded(texts)

    def coded(self, texts: Iterable[str]) -> NDArray[np.uint16]:
        """The codes of texts, (text,); a new text gets the next one. Raises OverflowError for more than there are."""
        codes = [self._code.setdefault(text, len(self._code)) for text in texts]
        if len(self._code) > len(self.texts):
            self.texts = np.array(list(self._code), dtype=object)
        if len(self.texts) > np.iinfo(np.uint16).max:
            raise OverflowError(f"{len(self.texts)} texts")
        return np.array(codes, dtype=np.uint16)

    def joined(self, codes: NDArray[np.uint16], *last: str) -> NDArray[np.uint16]:
        """Codes of the keys that stand in texts, joined by ";", each once: `codes` (text, ...) gives (...)."""
        which = np.zeros(codes[0].size, dtype=np.intp)
        for part in codes:
            which, _ = pd.factorize(which * len(self.texts) + part.ravel())
        _, first = np.unique(which, return_index=True)
        texts = self.texts[codes.reshape(len(codes), -1)[:, first]]
        keys = ([key for text in (*column, *last) for key in text.split(";") if key] for column in texts.T.tolist())
        return self.coded(";".join(dict.fromkeys(each)) for each in keys)[which].reshape(codes.shape[1:])

    def having(self, codes: NDArray[np.uint16], key: str) -> NDArray[np.bool_]:
        """Where a text has `key` among its keys, in the shape of `codes`."""
        return np.array([key in text.split(";") for text in self.texts], dtype=bool)[codes]

    def variable(self, dimensions: tuple[Hashable, ...]) -> xr.Variable:
        """What is in the grid, now and later, as a variable of texts."""
        return xr.Variable(dimensions, indexing.LazilyIndexedArray(_Backend(self)), fastpath=True)


class _Backend(BackendArray):
    """A grid as xarray reads it."""

    def __init__(self, grid: TextGrid) -> None:
        self.shape, self.dtype, self.grid = grid.codes.shape, np.dtype(object), grid

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        if isinstance(key, indexing.BasicIndexer):  # a profile reads thousands of cells
            return self.grid[key.tuple]
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._outer)

    def _outer(self, key: tuple[Any, ...]) -> Any:
        here = np.ix_(*(np.atleast_1d(np.arange(n)[each]) for n, each in zip(self.shape, key, strict=True)))
        gone = tuple(axis for axis, each in enumerate(key) if isinstance(each, (int, np.integer)))
        return self.grid[here].squeeze(gone)


def texts_of(panel: xr.Dataset, name: str) -> TextGrid:
    """The grid of a variable of texts: its own where nothing of it was left out, else a new one."""
    if own := _whole_grid(panel, name):
        return own
    made = TextGrid(panel[name].shape)
    codes, held = pd.factorize(panel[name].to_numpy().ravel())
    made.codes[:] = made.coded(held)[codes].reshape(made.codes.shape)
    return made


def text_at(panel: xr.Dataset, name: str, at: tuple[int, int, int]) -> str:
    """One text: a variable would be made for each of the thousands of cells that a profile reads."""
    if own := _whole_grid(panel, name):
        return str(own[at])
    data: Any = panel.variables[name]._data
    is_lazy = isinstance(data, indexing.LazilyIndexedArray)
    return str(np.asarray(data[indexing.BasicIndexer(at)]) if is_lazy else data[at])


def _whole_grid(panel: xr.Dataset, name: str) -> TextGrid | None:
    """The grid that a variable of texts reads, all of it; None for a part of one."""
    data = panel.variables[name]._data
    if not isinstance(data, indexing.LazilyIndexedArray) or not isinstance(data.array, _Backend):
        return None
    is_whole = isinstance(data.key, indexing.BasicIndexer) and all(each == slice(None) for each in data.key.tuple)
    return data.array.grid if is_whole else None


def unpacked(panel: xr.Dataset) -> tuple[xr.Dataset, dict[str, TextGrid]]:
    """A copy of the panel, (quantity, place, year), and its grids of texts: what is set in them is in the copy."""
    texts = {name: deepcopy(texts_of(panel, name)) for name in TEXTS}
    own = panel.copy(deep=True)
    return own.assign({name: grid.variable(panel[name].dims) for name, grid in texts.items()}), texts


FOLDER = CACHE / "panel"
NUMBERS = ("value", "row")


def file_of(tables: Iterable[str]) -> Path:
    """The file of the panel of these texts of tables: its name tells them, and every file of the program."""
    digest = hashlib.blake2b(_program(), digest_size=16)
    for table in tables:
        digest.update(table.encode() + b"\0")
    return FOLDER / f"{digest.hexdigest()}.npz"


@cache
def _program() -> bytes:
    """Size and time of each file of the program: one that was written since tells another version."""
    package = Path(str(files("relode")))
    about = ((file, file.stat()) for file in sorted(package.rglob("*")) if file.suffix in (".py", ".csv", ".toml"))
    lines = (f"{file.relative_to(package)} {found.st_size} {found.st_mtime_ns}" for file, found in about)
    return hashlib.blake2b("\n".join(lines).encode()).digest()


def fill(panel: xr.Dataset, texts: Mapping[str, TextGrid], file: Path) -> bool:
    """Put into an empty panel, (quantity, place, year), and its grids what was kept; False where nothing sound was."""
    names = ["here", *NUMBERS, *texts, *(f"{name}_texts" for name in texts)]
    try:
        with file.open("rb") as stream, np.load(stream) as kept:
            held = {name: kept[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return False
    for name in NUMBERS:
        panel[name].to_numpy().ravel()[held["here"]] = held[name]
    for name, grid in texts.items():
        grid.coded(held[f"{name}_texts"].tobytes().decode().split("\n"))
        grid.codes.ravel()[held["here"]] = held[name]
    return True


def keep(panel: xr.Dataset, texts: Mapping[str, TextGrid], file: Path) -> None:
    """Leave a panel for the next process, in place of all that were left before; nothing where that cannot be."""
    here = np.flatnonzero(np.isfinite(panel["value"].to_numpy()))
    held: dict[str, Any] = {name: panel[name].to_numpy().ravel()[here] for name in NUMBERS}
    held |= {name: grid.codes.ravel()[here] for name, grid in texts.items()}
    held |= {f"{name}_texts": np.frombuffer("\n".join(grid.texts).encode(), np.uint8) for name, grid in texts.items()}
    with suppress(OSError):
        before = [each for each in file.parent.glob("*.npz") if each != file]
        with written_whole(file) as half:
            np.savez(half, here=here.astype(np.int32), **held)
        for other in before:
            other.unlink(missing_ok=True)
