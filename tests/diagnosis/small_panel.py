"""A panel of a few cells, for statistics that are worked out by hand."""

import numpy as np
import xarray as xr

from relode.vocabulary import quantity

YEARS = list(range(1990, 2026))


def small(cells, names=(), places=("230400",), flags=()):
    """Cells: quantity, place, year -> value; `names` and `places` that have none of them may be asked for too."""
    flags = dict(flags)
    names = sorted({*names, *(name for name, _, _ in cells)})
    places = sorted({*places, *(place for _, place, _ in cells)})
    shape = len(names), len(places), len(YEARS)
    value, flag = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    for grid, given in ((value, cells), (flag, flags)):
        for (name, place, year), each in given.items():
            grid[names.index(name), places.index(place), YEARS.index(year)] = each
    known = np.isfinite(value)
    dims = ("quantity", "place", "year")
    texts = {"source": "census2020", "table": "census"}
    variables = {name: (dims, np.where(known, text, "").astype(object)) for name, text in texts.items()}
    variables |= {"value": (dims, value), "flag": (dims, flag), "row": (dims, np.where(known, 7, 0))}
    coords = {"quantity": names, "place": places, "year": YEARS}
    coords["unit"] = ("quantity", [quantity(name).unit for name in names])
    return xr.Dataset(variables, coords=coords, attrs={"overrides": []})
