"""What gives accounts away as something else than figures of places: totals among the places, per cents for shares."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.arrays import Grid
from relode.errors import RelodeError
from relode.places import Place

SUMMABLE = (
    "population", "age_0_14", "age_15_64", "age_65_plus", "college_or_higher", "gdp_nominal", "employment_total",
    "registered_unemployed", "budget_revenue", "budget_expenditure", "government_debt", "housing_stock",
)  # fmt: skip
"""Quantities of which the figures of places add up to that of a total."""
SHARES = ("unemployment_rate",)
FEWEST_OTHERS, FEWEST_CELLS = 3, 2
"""A total has at least so many other places beside it, and adds up in at least so many years and quantities."""
ROUNDING = 1e-3
"""Figures of a total and of its parts are rounded apart: a thousandth is allowed."""


def check_accounts(places: Sequence[Place], years: Sequence[int], values: Mapping[str, Grid], where: str) -> None:
    """Raises RelodeError for a place that is the sum of all others, and for shares above 1."""
    for name in SHARES:
        if name in values and (values[name] > 1).any():
            row, column = np.argwhere(values[name] > 1)[0]
            raise RelodeError(
                "country.above_one", where=where, name=name, place=places[row].name_en, year=years[column],
                value=f"{values[name][row, column]:g}", key=name,
            )  # fmt: skip
    known = {name: values[name] for name in SUMMABLE if name in values}
    if known:
        _check_levels(places, known, where)


def _check_levels(places: Sequence[Place], known: Mapping[str, Grid], where: str) -> None:
    """Raises RelodeError for totals of regions, then of the country, among the places: all levels of a file."""
    groups: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        for group in {place.province, place.code[:2] if place.code[:2].isdigit() else ""} - {""}:
            groups.setdefault(group, []).append(row)
    totals: dict[int, tuple[str, ...]] = {}
    for rows in groups.values():
        at, names = total_among({name: grid[rows] for name, grid in known.items()})
        if at is not None:
            totals[rows[at]] = names
    left = [row for row in range(len(places)) if row not in totals]
    at, names = total_among({name: grid[left] for name, grid in known.items()})
    if at is not None:
        totals[left[at]] = names
    if totals:
        names = next(iter(totals.values()))
        shown = [places[row].name_en for row in totals]
        raise RelodeError("country.total_place", where=where, place=shown, count=len(shown), names=", ".join(names))


def total_among(values: Mapping[str, Grid]) -> tuple[int | None, tuple[str, ...]]:
    """The row of (place, year) that is the sum of all others wherever both are known, and in which quantities."""
    cells: dict[int, int] = {}
    named: dict[int, list[str]] = {}
    for name, grid in values.items():
        filled = np.isfinite(grid)
        figures = np.where(filled, grid, 0.0)
        seen = filled & (filled.sum(axis=0) > FEWEST_OTHERS) & (grid > 0)
        adds = seen & (np.abs(figures.sum(axis=0) - 2 * figures) <= ROUNDING * figures)
        for row in np.flatnonzero(adds.any(axis=1) & (adds == seen).all(axis=1)).tolist():
            cells[row] = cells.get(row, 0) + int(adds[row].sum())
            named.setdefault(row, []).append(name)
    most = max(cells, key=lambda at: cells[at], default=None)
    return (None, ()) if most is None or cells[most] < FEWEST_CELLS else (most, tuple(named[most]))
