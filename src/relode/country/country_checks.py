"""What gives accounts away as something else than figures of places: totals among the places, per cents for shares."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.arrays import Grid
from relode.errors import RelodeError
from relode.facts.aggregates import total_among, totals_of_runs
from relode.places import Place

SUMMABLE = (
    "population", "age_0_14", "age_15_64", "age_65_plus", "college_or_higher", "gdp_nominal", "employment_total",
    "registered_unemployed", "budget_revenue", "budget_expenditure", "government_debt", "housing_stock",
)  # fmt: skip
"""Quantities of which the figures of places add up to that of a total."""
SHARES = ("unemployment_rate",)


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
