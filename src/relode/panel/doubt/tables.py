"""What gives tables of places away: totals among them, per cents, leaps, other units, parts that are not the whole."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from relode.arrays import Grid
from relode.errors import RelodeError, plain
from relode.facts.aggregates import total_among, totals_of_runs
from relode.facts.readers.country_table import UNIT_HEADS, CountryTable
from relode.language import Sentence
from relode.panel.doubt.own import put_right
from relode.places import Place

SUMMABLE = (
    "population", "age_0_14", "age_15_64", "age_65_plus", "college_or_higher", "gdp_nominal", "employment_total",
    "registered_unemployed", "budget_revenue", "budget_expenditure", "government_debt", "housing_stock",
)  # fmt: skip
"""Quantities of which the figures of places add up to that of a total."""
SHARES = ("unemployment_rate",)


def check_accounts(
    places: Sequence[Place],
    years: Sequence[int],
    values: Mapping[str, Grid],
    where: str,
    order: Sequence[str],
    head: str,
) -> None:
    """Raises RelodeError for places that are sums of others, and for shares above 1.

    `order`: codes as in the file, in the column `head`.
    """
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
        _check_levels(places, known, where, [rows[code] for code in order if code in rows], head)


def _check_levels(
    places: Sequence[Place], known: Mapping[str, Grid], where: str, order: Sequence[int], head: str
) -> None:
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
        codes = ", ".join(f'"{places[row].code}"' for row in totals)
        values = {"place": shown, "count": len(shown), "names": ", ".join(names)}
        raise RelodeError("country.total_place", where=where, **values, line=f'{{ "{head}" = [{codes}] }}')


LEAP = 3.0
"""A figure more than so many times, or less than that part of, both of its neighbours in time; of the first and the
last year the neighbours are the two next to it. Source: assumption."""
FEWEST = 5
"""Places with a figure from which on one may be held against the others. Source: assumption."""
WHOLES = (
    ("population", ("age_0_14", "age_15_64", "age_65_plus")), ("population", ("age_15_64",)),
    ("population", ("registered_unemployed",)), ("population", ("college_or_higher",)),
)  # fmt: skip
"""Whole and its parts: of one part it is asked that it is not more, of several that they are it."""
ROUNDED = 0.02
"""What parts may differ from their whole by: rounding, and people of unknown age. Source: assumption."""
APART, LEAST_GROUP = 100.0, 0.1
"""Places in two groups that nothing lies between, one more than so many times the other, each with at least this share
of the places: their figures are in other units. Source: assumption."""
UNIT_WORDS = re.compile(
    r"\b(thousands?|millions?|billions?|tsd|mio|mrd|1[ ,.]?000s?|000s)\b"
    r"|[\u5343\u4e07\u4ebf](?=[\u5143\u4eba\u5428\u7f8e]|\b)",
    re.IGNORECASE,
)
"""Words by which the heads and cells of a table say that its figures are in thousands, ten thousands or more."""


Cell = Callable[[str, str, int], str]
"""Where a figure stands in its file: quantity, place and year -> file, row and column."""


def doubts(
    tables: Sequence[CountryTable],
    places: Sequence[Place],
    years: Sequence[int],
    values: Mapping[str, Grid],
    cell: Cell,
) -> Iterator[Sentence]:
    """Each doubt about the accounts, (place, year) of each quantity, then about coordinates."""
    for table in tables:
        yield from _unit_words(table)
    people = any(_two_units("population", values["population"], places)) if "population" in values else False
    for name, grid in values.items():
        yield from _leaps(name, grid, places, years, cell)
        if not people or any(_two_units(name, grid, places)):  # else the people alone are in two units
            yield from _two_units(name, _sizes(name, values), places)
    yield from _beside_others(values, places, years, cell)
    yield from _parts(values, places, years, cell)
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


def _leaps(name: str, grid: Grid, places: Sequence[Place], years: Sequence[int], cell: Cell) -> Iterator[Sentence]:
    """Single figures far above, or far below, both of their neighbours in time; none where figures may be below 0."""
    if len(years) < 3 or (grid < 0).any():
        return
    first, last = grid[:, 2:3], grid[:, -3:-2]
    before, here, after = np.hstack([first, grid[:, :-1]]), grid, np.hstack([grid[:, 1:], last])
    with np.errstate(divide="ignore", invalid="ignore"):
        above = (here > LEAP * before) & (here > LEAP * after)
        below = (LEAP * here < before) & (LEAP * here < after) & (here > 0)
    at = np.argwhere((above | below) & (before > 0) & (after > 0))
    if len(at):
        row, column = at[0]
        usual = float(np.sqrt(before[row, column] * after[row, column]))
        value, year = float(here[row, column]), years[column]
        values = {"name": name, "count": len(at), "place": places[row].name_en, "year": year}
        where = {"at": cell(name, places[row].code, year), "right": _right(value, usual)}
        yield Sentence("country.doubt.leap", {**values, **where, "value": plain(value), "usual": plain(usual)})


def _right(value: float, usual: float) -> Sentence | str:
    """What the value would be with other zeros or in another unit, "" where that does not come near either."""
    right = put_right(value, usual)
    return "" if right is None else Sentence("country.doubt.right", {"value": plain(right)})


def _beside_others(
    values: Mapping[str, Grid], places: Sequence[Place], years: Sequence[int], cell: Cell
) -> Iterator[Sentence]:
    """Figures that are, for each resident, a unit away from those of the other places in the newest year of each."""
    people = values.get("population")
    for name in SUMMABLE[1:] if people is not None else ():
        if name not in values or people is None:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where((people > 0) & (values[name] > 0), values[name] / people, np.nan)
        for column in range(len(years) - 1, -1, -1):
            known = np.flatnonzero(np.isfinite(each[:, column]))
            if len(known) < FEWEST:
                continue
            usual = float(np.median(each[known, column]))
            far = [int(row) for row in known if not 1 / APART < each[row, column] / usual < APART]
            if far and len(far) <= LEAST_GROUP * len(known):
                row, value = far[0], float(values[name][far[0], column])
                right = _right(value, usual * float(people[row, column]))
                told = {"name": name, "place": places[row].name_en, "year": years[column], "value": plain(value)}
                at = cell(name, places[row].code, years[column])
                yield Sentence("country.doubt.beside_others", {**told, "count": len(far), "at": at, "right": right})
            break


def _parts(values: Mapping[str, Grid], places: Sequence[Place], years: Sequence[int], cell: Cell) -> Iterator[Sentence]:
    """Parts that are more than their whole, and parts that together are not it."""
    for whole, parts in WHOLES:
        if whole not in values or any(part not in values for part in parts):
            continue
        total = np.sum([values[part] for part in parts], axis=0)
        above = total > (1 + ROUNDED) * values[whole]
        below = (total < (1 - ROUNDED) * values[whole]) & (len(parts) > 1)
        at = np.argwhere(above | below)
        if len(at):
            row, column = at[0]
            sums = {"value": plain(float(total[row, column])), "usual": plain(float(values[whole][row, column]))}
            told = {"names": ", ".join(parts), "whole": whole, "place": places[row].name_en, "year": years[column]}
            where = cell(parts[0], places[row].code, years[column])
            yield Sentence("country.doubt.parts", {**told, **sums, "count": len(at), "at": where})


def _sizes(name: str, values: Mapping[str, Grid]) -> Grid:
    """Figures of which places of many sizes have similar ones: for each resident, where they are counted."""
    if name not in SUMMABLE[1:] or "population" not in values:
        return values[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values["population"] > 0, values[name] / values["population"], np.nan)


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
