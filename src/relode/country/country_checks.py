"""What gives accounts away as something else than figures of places: totals among the places, per cents for shares."""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from relode.arrays import Grid
from relode.errors import RelodeError
from relode.facts.aggregates import total_among, totals_of_runs
from relode.facts.readers.country_table import UNIT_HEADS, CountryTable
from relode.language import Sentence
from relode.panel.plausibility import plain
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


LEAP = 3.0
"""A figure more than so many times, or less than that part of, both of its neighbours in time. Source: assumption."""
APART, LEAST_GROUP = 100.0, 0.1
"""Places in two groups that nothing lies between, one more than so many times the other, each with at least this share
of the places: their figures are in other units. Source: assumption."""
UNIT_WORDS = re.compile(
    r"\b(thousands?|millions?|billions?|tsd|mio|mrd|1[ ,.]?000s?|000s)\b"
    r"|[\u5343\u4e07\u4ebf](?=[\u5143\u4eba\u5428\u7f8e]|\b)",
    re.IGNORECASE,
)
"""Words by which the heads and cells of a table say that its figures are in thousands, ten thousands or more."""


def doubts(
    tables: Sequence[CountryTable], places: Sequence[Place], years: Sequence[int], values: Mapping[str, Grid]
) -> Iterator[Sentence]:
    """Each doubt about the accounts, (place, year) of each quantity, then about coordinates."""
    for table in tables:
        yield from _unit_words(table)
    for name, grid in values.items():
        yield from _leaps(name, grid, places, years)
        yield from _two_units(name, grid, places)
    yield from _swapped_points(places)


def _unit_words(table: CountryTable) -> Iterator[Sentence]:
    """Units of thousands and more in a head, or in a column that is none of ours."""
    said = {head for head in table.heads if UNIT_WORDS.search(head)}
    taken = set(table.columns.values())
    for head in table.heads:
        if head not in taken and head.strip().casefold() in UNIT_HEADS:
            said |= {cells[head] for _, cells in table.lines if UNIT_WORDS.search(cells[head])}
    if said and not table.settings.get("scale"):
        yield Sentence("country.doubt.unit", {"where": table.where, "words": sorted(said)[:3]})


def _leaps(name: str, grid: Grid, places: Sequence[Place], years: Sequence[int]) -> Iterator[Sentence]:
    """Single figures far above, or far below, both of their neighbours in time."""
    before, here, after = grid[:, :-2], grid[:, 1:-1], grid[:, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        above = (here > LEAP * before) & (here > LEAP * after)
        below = (LEAP * here < before) & (LEAP * here < after) & (here > 0)
    at = np.argwhere((above | below) & (before > 0) & (after > 0))
    if len(at):
        row, column = at[0]
        usual = float(np.sqrt(before[row, column] * after[row, column]))
        values = {"name": name, "count": len(at), "place": places[row].name_en, "year": years[column + 1]}
        yield Sentence(
            "country.doubt.leap", {**values, "value": plain(float(here[row, column])), "usual": plain(usual)}
        )


def _two_units(name: str, grid: Grid, places: Sequence[Place]) -> Iterator[Sentence]:
    """Places in two groups of sizes that nothing lies between."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(grid > 0, grid, np.nan))
    known = np.isfinite(logs).any(axis=1)
    sizes = np.full(len(grid), np.nan)
    sizes[known] = np.nanmedian(logs[known], axis=1)
    order = np.argsort(sizes[known])
    sorted_sizes = sizes[known][order]
    least = max(1, int(np.ceil(LEAST_GROUP * len(order))))
    gaps = np.diff(sorted_sizes)[least - 1 : len(order) - least]
    if len(gaps) and gaps.max() > np.log(APART):
        small = least + int(np.argmax(gaps))
        first, last = (places[np.flatnonzero(known)[order[i]]].name_en for i in (0, -1))
        yield Sentence(
            "country.doubt.two_units",
            {"name": name, "small": small, "large": len(order) - small, "first": first, "last": last},
        )


def _swapped_points(places: Sequence[Place]) -> Iterator[Sentence]:
    """Places far outside the others that would lie among them if longitude and latitude changed places."""
    located = [place for place in places if place.longitude is not None and place.latitude is not None]
    if len(located) < 4:
        return
    points = np.array([(place.longitude, place.latitude) for place in located], dtype=np.float64)
    middle = np.median(points, axis=0)
    spread = np.maximum(3 * np.median(np.abs(points - middle), axis=0), 0.5)
    inside, swapped = ((np.abs(each - middle) <= spread).all(axis=1) for each in (points, points[:, ::-1]))
    wrong = [place.name_en for place, here, there in zip(located, inside, swapped, strict=True) if there and not here]
    if wrong:
        yield Sentence("country.doubt.swapped_points", {"count": len(wrong), "first": wrong[:3]})
