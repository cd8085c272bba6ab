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
    row, names = total_among(known) if known else (None, ())
    if row is not None:
        raise RelodeError("country.total_place", where=where, place=places[row].name_en, names=", ".join(names))


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
