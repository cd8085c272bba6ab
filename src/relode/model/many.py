"""Bands of ten thousand futures in little memory: block after block, the numbers of each year set aside on disk."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import xarray as xr

from relode.model.results import BANDS


def bands_of_many(tables: Iterable[xr.Dataset], code: str) -> tuple[xr.Dataset, xr.Dataset]:
    """Bands of every place, (band, year, place), and the paths of the place `code`, (future, year).

    `tables` are those of `system` for blocks of futures of one world, each with a seed of its own; only one need be in
    memory at a time. Bands are in 32 bits. There must be a table, and all must have the same years and places.
    """
    with TemporaryDirectory() as folder:
        own = []
        for table in tables:
            for name in map(str, table):
                _set_aside(Path(folder), name, table[name])
            # A copy: a view would keep the whole table in memory.
            own.append(table.sel(place=code).drop_vars("future").copy(deep=True))
        paths = xr.concat(own, dim="future")
        bands = {name: _bands(Path(folder), name, table[name]) for name in map(str, table)}
    return xr.Dataset(bands), paths.assign_coords(future=np.arange(paths.sizes["future"]))


def _set_aside(folder: Path, name: str, values: xr.DataArray) -> None:
    for year in values["year"].values:
        with (folder / f"{name}-{year}").open("ab") as file:
            values.sel(year=year).to_numpy().astype(np.float32).tofile(file)


def _bands(folder: Path, name: str, like: xr.DataArray) -> xr.DataArray:
    levels = np.array(list(BANDS.values()), np.float32)
    by_year = []
    for year in like["year"].values:
        values = np.fromfile(folder / f"{name}-{year}", np.float32).reshape(-1, like.sizes["place"])
        by_year.append(np.quantile(values, levels, axis=0, overwrite_input=True))
    return xr.DataArray(
        np.stack(by_year, axis=1),
        dims=("band", "year", "place"),
        coords={"band": list(BANDS), "year": like["year"].values, "place": like["place"].values},
        attrs=like.attrs,
    )
