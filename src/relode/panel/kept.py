"""A built panel left for the next process: to read its tables and derive from them takes most of a short command."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import xarray as xr

from relode.cache_folder import CACHE, written_whole
from relode.panel.packed import TextGrid

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
        before = list(file.parent.glob("*.npz"))
        with written_whole(file) as half:
            np.savez(half, here=here.astype(np.int32), **held)
        for other in before:
            other.unlink(missing_ok=True)
