"""Facts of a few units, for openings that are worked out by hand."""

import numpy as np
import pytest
import xarray as xr

from relode.model.opening.cells import assumed, observed
from relode.model.opening.facts import facts_at
from relode.model.opening.tables import assumptions
from relode.places import by_code

HEGANG, JIXI, BEIJING = "230400", "230300", "110000"
"""A coal city that was exhausted in 2011, another one, and a city that is not listed."""


def facts(cells, year, units=(HEGANG, JIXI, BEIJING), overrides=()):
    """Facts up to `year` of some units; cells: quantity, place, year -> value."""
    names, years = sorted({name for name, _, _ in cells}), list(range(1990, 2026))
    places = sorted({*units, *(by_code()[unit].province for unit in units), *(place for _, place, _ in cells)})
    value = np.full((len(names), len(places), len(years)), np.nan)
    for (name, place, when), each in cells.items():
        value[names.index(name), places.index(place), years.index(when)] = each
    dims = ("quantity", "place", "year")
    given = [(one["quantity"], one["place"], one["year"]) for one in overrides]
    source = np.where(np.isfinite(value), np.array(names, dtype=object)[:, None, None], "")
    for name, place, when in given:
        source[names.index(name), places.index(place), years.index(when)] = "user"
    flag = np.full(value.shape, "", dtype=object)
    panel = xr.Dataset(
        {"value": (dims, value), "source": (dims, source), "flag": (dims, flag)},
        coords={"quantity": names, "place": places, "year": years},
        attrs={"overrides": list(overrides)},
    )
    made = facts_at(panel, year)
    vars(made)["units"] = tuple(by_code()[unit] for unit in units)
    return made


def of_units(**figures):
    """Cells of the three units: name_year = three values; None is no figure."""
    cells = {}
    for key, values in figures.items():
        name, _, year = key.rpartition("_")
        cells |= {
            (name, unit, int(year)): v for unit, v in zip((HEGANG, JIXI, BEIJING), values, strict=True) if v is not None
        }
    return cells


def of_provinces(**figures):
    """Cells of the provinces of the three units: name_year = Heilongjiang, Beijing."""
    cells = {}
    for key, values in figures.items():
        name, _, year = key.rpartition("_")
        cells |= {(name, place, int(year)): value for place, value in zip(("230000", BEIJING), values, strict=True)}
    return cells


CENSUS = of_units(
    population_2010=(100e4, 200e4, 400e4), age_0_14_2010=(10e4, 30e4, 40e4), age_15_59_2010=(70e4, 130e4, 280e4),
    age_60_plus_2010=(20e4, 40e4, 60e4), college_or_higher_2010=(8e4, 10e4, 100e4), migrants_2010=(10e4, None, 90e4),
    migrants_share_2010=(0.1, None, 0.225),
)  # fmt: skip
GROWTH = of_provinces(
    province_population_before_census_2020_2010=(1000, 500), province_population_before_census_2020_2015=(900, 600)
)


def ends(cells):
    return [part.tolist() for part in (cells.value, cells.lower, cells.upper)]


def rate(name):
    each = assumptions()[name]
    return each.value, each.lower, each.upper


def approx(values):
    return pytest.approx(values, rel=1e-12, nan_ok=True)


def plain(value, lower=None, upper=None):
    texts = np.full(np.shape(value), "", dtype=object)
    value = np.array(value, dtype=float)
    return observed(value, texts, texts) if lower is None else assumed("x", value, np.array(lower), np.array(upper))
