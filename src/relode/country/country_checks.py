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
FEWEST_PARTS, COVERED = 2, 0.5
"""A total of a run has at least so many parts, one of them FEWEST_OTHERS, and the runs of a level together hold at least this share of the places
that are no totals. Source: assumption."""
ROUNDING = 1e-3
"""Figures of a total and of its parts are rounded apart: a thousandth is allowed."""


def check_accounts(
    places: Sequence[Place], years: Sequence[int], values: Mapping[str, Grid], where: str, order: Sequence[str]
) -> None:
    """Raises RelodeError for places that are sums of others, and for shares above 1; `order`: codes as in the file."""
    for name in SHARES:
        if name in values and (values[name] > 1).any():
            row, column = np.argwhere(values[name] > 1)[0]
            raise RelodeError(
                "country.above_one", where=where, name=name, place=places[row].name_en, year=years[column],
                value=f"{values[name][row, column]:g}", key=name,
            )  # fmt: skip
    known = {name: values[name] for name in SUMMABLE if name in values}
    if known:
        rows = {place.code: row for row, place in enumerate(places)}
        _check_levels(places, known, where, [rows[code] for code in order if code in rows])


def _check_levels(places: Sequence[Place], known: Mapping[str, Grid], where: str, order: Sequence[int]) -> None:
    """Raises RelodeError for totals of regions, then of the country, among the places: all levels of a file.

    Regions are those of the table or of the first digits of codes; where neither tells them, places that stand one
    after the other in the file and add up to another one.
    """
    groups: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        for group in {place.province, place.code[:2] if place.code[:2].isdigit() else ""} - {""}:
            groups.setdefault(group, []).append(row)
    totals: dict[int, tuple[str, ...]] = {}
    for rows in groups.values():
        at, names = total_among({name: grid[rows] for name, grid in known.items()})
        if at is not None:
            totals[rows[at]] = names
    while True:
        left = [row for row in order if row not in totals]
        at, names = total_among({name: grid[left] for name, grid in known.items()})
        more = {} if at is None else {left[at]: names}
        more = more or {
            left[row]: names for row, names in totals_of_runs({n: g[left] for n, g in known.items()}).items()
        }
        if not more:
            break
        totals |= more
    if totals:
        names = next(iter(totals.values()))
        shown = [places[row].name_en for row in totals]
        raise RelodeError("country.total_place", where=where, place=shown, count=len(shown), names=", ".join(names))


def totals_of_runs(values: Mapping[str, Grid]) -> dict[int, tuple[str, ...]]:
    """Rows of (place, year) that are sums of others that stand one after the other, and in which quantities.

    Sums must be exact but for the last printed digit, wherever all of them are known, and the runs of all such rows
    together must hold at least COVERED of the other rows: a single sum may be chance, a level is not.
    """
    name, grid = max(values.items(), key=lambda pair: int(np.isfinite(pair[1]).sum()))
    years = np.flatnonzero(np.isfinite(grid).all(axis=0))
    if len(grid) <= FEWEST_OTHERS + 1 or len(years) < FEWEST_CELLS:
        return {}
    seen = grid[:, years]
    step = _last_digit(seen)
    sums = np.vstack([np.zeros(len(years)), np.cumsum(seen, axis=0)])
    runs: dict[int, tuple[int, int]] = {}
    for row, whole in enumerate(seen):
        ends = np.searchsorted(sums[:, 0], sums[:, 0] + whole[0] - step * len(seen)) if whole[0] > 0 else []
        for first in range(len(ends)):
            last = int(ends[first])
            if last > len(seen) or last - first < FEWEST_PARTS or first <= row < last:
                continue
            moves = np.ptp(seen[first:last] / whole, axis=1).max() > ROUNDING**2  # else one year says what all say
            if moves and (np.abs(sums[last] - sums[first] - whole) <= step * (last - first + 1) / 2).all():
                runs[row] = (first, last)
                break
    if not any(last - first >= FEWEST_OTHERS for first, last in runs.values()):
        return {}
    parts = {part for first, last in runs.values() for part in range(first, last)} - runs.keys()
    others = len(seen) - len(runs)
    return dict.fromkeys(runs, (name,)) if runs and len(parts) >= COVERED * others else {}


def _last_digit(grid: Grid) -> float:
    """The size of the last printed digit of the figures, 1 to a millionth, or rounding in 64 bits where it is more."""
    step = 1.0
    while step > 1e-6 and np.abs(grid / step - np.round(grid / step)).max() > 1e-6:
        step /= 10
    return max(step, 1e-9 * float(np.abs(grid).max()))


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
