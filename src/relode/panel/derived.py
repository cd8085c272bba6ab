"""Quantities that follow from published ones by one line of arithmetic, listed in `derived.csv`."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.places import all_places

FIRST_COMPLETE_CENSUS_DECADE = 2020
"""Sums of the 2000 census are incomplete in 21 provinces, so a province's change is for 2010-2020 only."""

YEARS = range(1990, 2025)
"""The years of the panel."""

Grid = NDArray[np.float64]
"""An array over (place, year)."""


@dataclass(frozen=True)
class Derivation:
    """One row of `derived.csv`: `name` is `operation` applied to the quantities `inputs`, times `factor`."""

    name: str
    operation: str
    inputs: tuple[str, ...]
    factor: float
    row: int


@cache
def derivations() -> Mapping[str, Derivation]:
    """Name -> how it is derived, in an order in which inputs come before what they give."""
    content = files(__package__).joinpath("derived.csv").read_text(encoding="utf-8")
    return {row["name"]: _derivation(row, line) for line, row in enumerate(csv.DictReader(StringIO(content)), 2)}


def derived_names() -> tuple[str, ...]:
    """The names that the panel derives."""
    return tuple(derivations())


def add_derived(panel: xr.Dataset) -> xr.Dataset:
    """Fill the derived cells of `panel` in place, with the sources and flags of all their inputs."""
    position = {name: i for i, name in enumerate(panel["quantity"].values)}
    for derivation in derivations().values():
        inputs = [panel["value"].values[position[name]] for name in derivation.inputs]
        values = OPERATIONS[derivation.operation](*inputs) * derivation.factor
        at = position[derivation.name]
        panel["value"].values[at] = values
        for place, year in np.argwhere(np.isfinite(values)):
            _mark(panel, derivation, at, [position[name] for name in derivation.inputs], place, year)
    return panel


def _mark(panel: xr.Dataset, derivation: Derivation, at: int, inputs: list[int], place: int, year: int) -> None:
    years = [year - 10, year] if "ten_year" in derivation.operation else [year]
    here = [(quantity, place, y) for quantity in inputs for y in years]
    for variable, extra in (("source", []), ("flag", ["computed"])):
        keys = [key for cell in here for key in panel[variable].values[cell].split(";") if key]
        keys = ["override_input" if key == "override" and variable == "flag" else key for key in keys]
        panel[variable].values[at, place, year] = ";".join(dict.fromkeys(keys + extra))
    panel["table"].values[at, place, year] = "derived"
    panel["row"].values[at, place, year] = derivation.row


def _ratio(left: Grid, right: Grid) -> Grid:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(right > 0, left / right, np.nan)


def _sum(*terms: Grid) -> Grid:
    return np.sum(terms, axis=0)


def _difference(left: Grid, right: Grid) -> Grid:
    return left - right


def _index_growth(index: Grid) -> Grid:
    """Growth in per cent from an index with the previous year = 100."""
    return index - 100


def _ten_years_before(values: Grid) -> Grid:
    before = np.full_like(values, np.nan)
    before[:, 10:] = values[:, :-10]
    return before


def _ten_year_change(values: Grid) -> Grid:
    return _ratio(values, _ten_years_before(values)) - 1


def _ten_year_difference(values: Grid) -> Grid:
    return values - _ten_years_before(values)


def _province_ten_year_change(values: Grid) -> Grid:
    """The change of a place's whole province: the units of its partition added up, where none is missing."""
    places = all_places()
    totals = np.full_like(values, np.nan)
    for province in {place.province for place in places}:
        parts = [i for i, place in enumerate(places) if place.province == province and place.in_partition]
        here = [i for i, place in enumerate(places) if place.province == province and place.level != "province"]
        totals[here] = values[parts].sum(axis=0)
    change = _ten_year_change(totals)
    change[:, [year < FIRST_COMPLETE_CENSUS_DECADE for year in YEARS]] = np.nan
    return change


def _rank_from_lowest(values: Grid) -> Grid:
    """1 for the lowest value of a year; equal values share the lower rank."""
    ranks = 1.0 + np.array([(values < row).sum(axis=0) for row in values])
    return np.where(np.isfinite(values), ranks, np.nan)


def _place_count(values: Grid) -> Grid:
    counts = np.broadcast_to(np.isfinite(values).sum(axis=0), values.shape)
    return np.where(np.isfinite(values), counts, np.nan)


OPERATIONS: Mapping[str, Callable[..., Grid]] = {
    "ratio": _ratio,
    "sum": _sum,
    "difference": _difference,
    "index_growth": _index_growth,
    "ten_year_change": _ten_year_change,
    "ten_year_difference": _ten_year_difference,
    "province_ten_year_change": _province_ten_year_change,
    "rank_from_lowest": _rank_from_lowest,
    "place_count": _place_count,
}


def _derivation(row: Mapping[str, str], line: int) -> Derivation:
    inputs = (*row["left"].split(";"), *filter(None, [row["right"]]))
    return Derivation(row["name"], row["operation"], inputs, float(row["factor"]), line)
