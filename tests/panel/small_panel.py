"""A panel of a few cells, for figures of the user's own that are held against it."""

import numpy as np
import xarray as xr

from relode.panel.census_measures import SECTIONS
from relode.panel.doubt.own import PARTS, PEOPLE, SUMS
from relode.panel.overrides import Override

R = "budget_revenue"
NAMES = sorted(
    {R, *PARTS, *SUMS, *PEOPLE, *(part for parts in (*PARTS.values(), *SUMS.values()) for part in parts)}
    | {"population_registered", "population_matched", "gdp_nominal", "gdp_real_index", "house_price"}
    | {"unemployment_rate", *(f"employment_{section}" for section in SECTIONS)}
)
PLACES = ["110000", "230400", "231100"]
YEARS = list(range(1990, 2026))


def small(cells, flags=()):
    """A panel with these cells: quantity, year -> value of Hegang, or quantity, year, place -> value."""
    shape = len(NAMES), len(PLACES), len(YEARS)
    value, flag = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    for grid, given in ((value, cells), (flag, dict(flags))):
        for (name, year, *place), each in given.items():
            grid[NAMES.index(name), PLACES.index(*place or ["230400"]), YEARS.index(year)] = each
    dims = ("quantity", "place", "year")
    coords = {"quantity": NAMES, "place": PLACES, "year": YEARS}
    return xr.Dataset({"value": (dims, value), "flag": (dims, flag)}, coords=coords)


def own(name, year, value):
    return Override("230400", name, year, value, "")


def revenue(**years):
    """Budget revenue of Hegang, y2019=100 and so on."""
    return small({(R, int(year[1:])): value for year, value in years.items()})
