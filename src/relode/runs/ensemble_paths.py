"""Every future's path of the one city of an ensemble, where it is asked for: a zarr store, a chunk for each part."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import ZstdCodec

from relode.arrays import Bools, Values
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.plan.simulations.ensemble import NAMES, NOTHING, PART, RUN, EnsembleAsked
from relode.runs import run_folder
from relode.vocabulary import quantity

PATHS = "paths.zarr"
"""The store: an array for each of RUN and NOTHING, (quantity, future, year), in 32 bits."""


def bytes_kept(asked: EnsembleAsked) -> int:
    """What all paths take before they are compressed. [bytes]"""
    cells = len(cases(asked)) * len(NAMES) * asked.futures * (asked.years + 1)
    return cells * np.dtype(np.float32).itemsize


def cases(asked: EnsembleAsked) -> tuple[str, ...]:
    """What is run in each future."""
    return (NOTHING, RUN) if asked.policy else (NOTHING,)


def opened_store(run: Path, asked: EnsembleAsked, done: Bools, mark: Path) -> dict[str, zarr.Array[Any]]:
    """The arrays of a run by case, each (quantity, future, year) [each in its own], made where there are none.

    `done` tells parts that are done, (part,), as the file `mark` holds it.

    Raises RelodeError where a chunk of a part that is done is missing, and for a disk that is full.
    """
    store = run / PATHS
    try:
        group = zarr.open_group(store, mode="a", zarr_format=3)
        for case in cases(asked):
            if case not in group:
                _make_array(group, case, asked)
        result = {case: zarr.open_array(store, path=case, mode="r+") for case in cases(asked)}
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=run, reason=error.strerror or error) from error
    for case in result:
        for part in np.flatnonzero(done):
            chunk = store / case / "c" / "0" / str(part) / "0"
            if not chunk.is_file():
                raise run_folder.damaged(run, chunk, mark, "missing")
    return result


def _make_array(group: zarr.Group, case: str, asked: EnsembleAsked) -> None:
    years = list(range(OPENING_YEAR, OPENING_YEAR + asked.years + 1))
    group.create_array(
        case,
        shape=(len(NAMES), asked.futures, len(years)),
        chunks=(len(NAMES), PART, len(years)),
        dtype=np.float32,
        fill_value=np.nan,
        compressors=(ZstdCodec(checksum=True),),
        dimension_names=("quantity", "future", "year"),
        attributes={"quantity": list(NAMES), "unit": [quantity(name).unit for name in NAMES], "year": years},
    )


def keep_paths(run: Path, arrays: Mapping[str, zarr.Array[Any]], number: int, paths: Mapping[str, Values]) -> None:
    """Write a part whole, case -> values (future, quantity, year) [each in its own]. RelodeError for a full disk."""
    for case, values in paths.items():
        first = number * PART
        try:
            arrays[case][:, first : first + len(values), :] = np.moveaxis(values, 0, 1).astype(np.float32)
        except OSError as error:
            raise RelodeError("unwritable_folder", folder=run, reason=error.strerror or error) from error
