"""What to look at again in the accounts of a country: cells, units and coordinates that can hardly be meant.

Nothing is left out or mended: each doubt is told with place, year, figure and what would be right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from relode.arrays import Grid
from relode.facts.readers.country_files import CountryTable
from relode.language import Sentence
from relode.panel.plausibility import plain
from relode.places import Place

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
    table: CountryTable, places: Sequence[Place], years: Sequence[int], values: Mapping[str, Grid]
) -> Iterator[Sentence]:
    """Each doubt about the accounts, (place, year) of each quantity, then about coordinates."""
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
        if head not in taken and head.strip().lower() in ("unit", "units", "uom", "\u5355\u4f4d"):
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
