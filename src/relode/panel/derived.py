"""Quantities that follow from published ones by one line of arithmetic, listed in `derived.csv`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Array, Grid
from relode.errors import RelodeError
from relode.panel.packed import TextGrid, texts_of
from relode.places import all_places
from relode.vocabulary import quantity

FIRST_COMPLETE_CENSUS_DECADE = 2020
"""Sums of the 2000 census are incomplete in 21 provinces, so a province's change is for 2010-2020 only."""

FEWEST_RANKED = 0.05
"""Of the places that the fullest year has, so many must have a figure for a rank among them to say anything: the rank
of a figure that a user alone has would be 1 of 1. Source: assumption; the emptiest shipped year has 6 %."""

YEARS = range(1990, 2026)
"""The years of the panel."""


Codes = NDArray[np.uint16]
"""Texts as codes of a grid, (place, year)."""


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
    """Name -> how it is derived, in an order in which inputs come before what they give.

    Example:
        >>> found = rl.panel.derivations()["mining_employment_share"]
        >>> found.operation, found.inputs
        ('ratio', ('employment_mining', 'employment_all_sections'))
    """
    return {
        row["name"]: _derivation(row, line)
        for line, row in enumerate(shipped_tables.rows("relode.panel", "derived"), 2)
    }


def add_derived(panel: xr.Dataset, texts: Mapping[str, TextGrid]) -> xr.Dataset:
    """Fill the derived cells of `panel` and its `texts` in place, with the sources and flags of all their inputs.

    Its shape stays.
    """
    position = {name: i for i, name in enumerate(panel["quantity"].to_numpy())}
    value, row = panel["value"].to_numpy(), panel["row"].to_numpy()
    for derivation in derivations().values():
        inputs = [position[name] for name in derivation.inputs]
        values = _derived(derivation, value, texts["flag"], position)
        at, here = position[derivation.name], np.isfinite(values)
        _check(derivation.name, values)
        value[at] = values
        texts["table"].codes[at][here] = texts["table"].coded(["derived"])
        row[at][here] = derivation.row
        for variable, last in (("source", ()), ("flag", ("computed",))):
            grid = texts[variable]
            keys = [codes for i in inputs for codes in _looked_at(derivation, grid, grid.codes[i])]
            grid.codes[at][here] = grid.joined(np.array(keys)[:, here], *last)
    return panel


def with_value(panel: xr.Dataset, name: str, place: str, year: int, value: float) -> xr.Dataset:
    """The panel with another value in one cell and all that is derived from it; its sources and flags are kept.

    Shape (quantity, place, year), in the unit of the quantity. Chained output and measures of the structure of
    employment stay as they are.
    """
    grid, flags = panel["value"].to_numpy().copy(), texts_of(panel, "flag")
    position = {each: i for i, each in enumerate(panel["quantity"].to_numpy())}
    grid[position[name], panel.get_index("place").get_loc(place), YEARS.index(year)] = value
    moved = {name}
    for derivation in derivations().values():
        if moved.intersection(derivation.inputs):
            grid[position[derivation.name]] = _derived(derivation, grid, flags, position)
            moved.add(derivation.name)
    return panel.assign(value=(panel["value"].dims, grid))


def chain_growth(grid: Array, position: Mapping[str, int], place: int, years: Iterable[int]) -> list[int]:
    """Put a place's growth index of these years into its real output index, in place; gives the years that moved.

    `grid` is (quantity, place, year). The index of a year is that of the year before times its growth; later years
    move with it, as published ones stand to each other. A year without one before it stays.
    """
    index, growth = (grid[position[name]][place] for name in ("gdp_real_index", "gdp_growth_index"))
    moved = []
    for year in sorted(years):
        at = YEARS.index(year)
        if at == 0 or not np.isfinite(index[at - 1]):
            continue
        before, index[at] = index[at], index[at - 1] * growth[at] / 100
        moved.append(year)
        if np.isfinite(before):
            index[at + 1 :] *= index[at] / before
            moved += [each for each in YEARS[at + 1 :] if np.isfinite(index[YEARS.index(each)])]
    return sorted(set(moved))


def _derived(derivation: Derivation, grid: Array, flags: TextGrid, position: Mapping[str, int]) -> Grid:
    """Values of a derivation, (place, year), in its unit."""
    inputs = [position[name] for name in derivation.inputs]
    values = OPERATIONS[derivation.operation](*(grid[i] for i in inputs)) * derivation.factor
    values[_areas_differ(derivation, flags, flags.codes[inputs])] = np.nan
    return values


def _check(name: str, values: Grid) -> None:
    """A derived value outside its bounds is a defect of its inputs or of its bounds. Raises RelodeError."""
    places = all_places()
    bounds = quantity(name)
    outside = (values < bounds.lower) | (values > bounds.upper)
    bad = [f"{places[i].code} {YEARS[j]}: {values[i, j]:g}" for i, j in np.argwhere(outside)]
    if bad:
        raise RelodeError("derived_out_of_bounds", name=name, offenders=bad)


def _looked_at(derivation: Derivation, texts: TextGrid, codes: Codes) -> list[Codes]:
    """The cells that a derived cell is made of: those of its year and, for a change, of ten years before."""
    if derivation.operation == "province_ten_year_change":
        codes = _province_keys(texts, codes)
    if derivation.operation in ("rank_from_lowest", "place_count"):
        codes = _replaced_anywhere(texts, codes)
    return [_shifted(codes, 0), codes] if "ten_year" in derivation.operation else [codes]


def _replaced_anywhere(texts: TextGrid, codes: Codes) -> Codes:
    """A figure among all places rests on a user's own figure wherever that stands: then it says so."""
    replaced = texts.having(codes, "user").any(axis=0)
    return np.where(replaced, texts.joined(codes[None], "user"), codes)


def _province_keys(texts: TextGrid, codes: Codes) -> Codes:
    """For each place and year, the keys of all units that partition its province."""
    joined = np.zeros_like(codes)
    for parts, here in _provinces():
        joined[here] = texts.joined(codes[parts])
    return joined


@cache
def _provinces() -> tuple[tuple[list[int], list[int]], ...]:
    """For each province, the positions of the units that partition it, and of all places in it but itself."""
    places = all_places()
    inside: dict[str, list[int]] = {place.province: [] for place in places}
    for i, place in enumerate(places):
        if place.level != "province":
            inside[place.province].append(i)
    return tuple(([i for i in here if places[i].in_partition], here) for here in inside.values())


def _areas_differ(derivation: Derivation, flags: TextGrid, codes: Codes) -> NDArray[np.bool_]:
    """Where a change would compare two areas that are not known to be the same, or a ratio two budgets.

    `codes` are the flags of the inputs, (input, place, year).
    """
    if derivation.operation == "ratio" and {"budget_revenue", "budget_expenditure"}.intersection(derivation.inputs):
        own = flags.having(codes, "own_level_only")
        return np.asarray(own.any(axis=0) & ~own.all(axis=0))
    if derivation.operation not in ("ten_year_change", "ten_year_difference"):
        return np.zeros(codes.shape[1:], dtype=bool)
    marked = np.asarray(flags.having(codes, "area_not_comparable").any(axis=0))
    return _shifted(marked, False)


def _shifted(grid: NDArray[Any], blank: object) -> NDArray[Any]:
    """The values of ten years before, `blank` where the panel begins later."""
    before = np.full_like(grid, blank)
    before[:, 10:] = grid[:, :-10]
    return before


def _ratio(left: Grid, right: Grid) -> Grid:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(right > 0, left / right, np.nan))


def _sum(*terms: Grid) -> Grid:
    return np.asarray(np.sum(terms, axis=0))


def _difference(left: Grid, right: Grid) -> Grid:
    return left - right


def _index_growth(index: Grid) -> Grid:
    """Growth in per cent from an index with the previous year = 100."""
    return index - 100


def _ten_year_change(values: Grid) -> Grid:
    return np.asarray(_ratio(values, _shifted(values, np.nan)) - 1)


def _ten_year_difference(values: Grid) -> Grid:
    return np.asarray(values - _shifted(values, np.nan))


def _province_ten_year_change(values: Grid) -> Grid:
    """The change of a place's whole province: the units of its partition added up, where none is missing."""
    totals = np.full_like(values, np.nan)
    for parts, here in _provinces():
        # A unit founded after a census has no figure of its own then: its people are counted in the unit it left.
        totals[here] = np.nansum(values[parts], axis=0)
    change = _ten_year_change(totals)
    change[:, [year < FIRST_COMPLETE_CENSUS_DECADE for year in YEARS]] = np.nan
    return change


def _rank_from_lowest(values: Grid) -> Grid:
    """1 for the lowest value of a year; equal values share the lower rank. None in a year that few places have."""
    lower = np.stack([np.searchsorted(np.sort(year), year) for year in values.T], axis=1)
    return np.asarray(np.where(np.isfinite(values) & _many(values), 1.0 + lower, np.nan))


def _place_count(values: Grid) -> Grid:
    counts = np.broadcast_to(np.isfinite(values).sum(axis=0), values.shape)
    return np.asarray(np.where(np.isfinite(values) & _many(values), counts, np.nan))


def _many(values: Grid) -> NDArray[np.bool_]:
    """Years in which at least FEWEST_RANKED of the places of the fullest year have a value, (year,)."""
    counts = np.isfinite(values).sum(axis=0)
    return np.asarray(counts >= FEWEST_RANKED * counts.max())


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
