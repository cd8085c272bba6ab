"""What the mines of a place can still take out, with an interval: figures are of mixed years, some are impossible."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode.arrays import Array
from relode.panel.coal_mines import CoalMine, all_mines

USE = (0.8, 0.6, 0.95)
"""Share of capacity that is taken out in a year: central, low, high; the opening of the simulator assumes the same."""

DOUBTFUL = {"years_above_300", "reserves_above_resources"}


@dataclass(frozen=True)
class Reserves:
    """Coal that mines can still take out: `value` with `low` and `high` [t].

    `published` [t] adds up the figures as they are printed, of whatever year; `count` of the `mines` have one that is
    not doubtful.
    """

    value: float
    low: float
    high: float
    published: float
    count: int
    mines: int


def reserves_in(mines: Sequence[CoalMine], year: int) -> Reserves:
    """What the mines can still take out in `year`, added up. [t]

    Printed reserves over `reserve_factor`, by which they exceed what mines themselves reckon with, less what was taken
    out since the year of the figure. A mine without a figure, or with a doubtful one (more reserves than resources,
    over 300 years), has the years that working mines of the list have (median, 5 and 95 %). Ends are added up, as if
    all figures were wrong in one direction.
    """
    parts = [_left(mine, year) for mine in mines if mine.capacity]
    value, low, high = np.sum(parts, axis=0) if parts else np.zeros(3)
    printed = sum(mine.reserves or 0.0 for mine in mines)
    return Reserves(float(value), float(low), float(high), printed, sum(map(_is_sound, mines)), len(mines))


def _left(mine: CoalMine, year: int) -> Array:
    """Central, low and high. [t]"""
    capacity, (middle, least, most) = mine.capacity or 0.0, reserve_factor()
    if not _is_sound(mine) or mine.reserves is None:
        usual = usual_years()
        return capacity * np.array([usual[0] / middle, usual[1] / most, usual[2] / least])
    known = (mine.reserves_year,) * 3 if mine.reserves_year is not None else _unstated_years()
    years = year - np.array(known, dtype=float)
    # Low reserves go with much taken out since; of a figure that is newer than the year, with little put back.
    use = np.where(years >= 0, [USE[0], USE[2], USE[1]], USE)
    usable = mine.reserves / np.array([middle, most, least])
    return np.asarray(np.maximum(usable - capacity * use * years, 0.0))


def _is_sound(mine: CoalMine) -> bool:
    return bool(mine.reserves) and not DOUBTFUL.intersection(mine.flags)


def _working() -> list[CoalMine]:
    return [mine for mine in all_mines() if mine.status == "Operating" and mine.capacity and _is_sound(mine)]


@cache
def reserve_factor() -> tuple[float, float, float]:
    """Printed reserves over capacity times printed life, of working mines that give both for one year. [ratio]

    Median, 5 and 95 %: mines leave part of their reserves out of their life, as a margin.
    """
    both = [m for m in _working() if m.life and m.life_year is not None and m.life_year == m.reserves_year]
    ratios = [(m.reserves or 0.0) / ((m.capacity or 1.0) * (m.life or 1.0)) for m in both]
    return _median_and_ends(ratios)


@cache
def usual_years() -> tuple[float, float, float]:
    """Printed reserves over capacity of working mines: median, 5 and 95 %. [years]"""
    return _median_and_ends([(m.reserves or 0.0) / (m.capacity or 1.0) for m in _working()])


@cache
def _unstated_years() -> tuple[float, float, float]:
    """The year of a figure that states none: median, and for low reserves the oldest, for high ones the newest."""
    middle, oldest, newest = _median_and_ends([float(m.reserves_year) for m in _working() if m.reserves_year])
    return middle, oldest, newest


def _median_and_ends(values: Sequence[float]) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(middle), float(low), float(high)
