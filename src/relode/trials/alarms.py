"""When a year is surprising: how far figures lie from their bands, all of a place's together, at a measured rate."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.outlook.one_future.bands import NORMAL
from relode.outlook.one_future.observed_series import forecast_quantities

LEVEL = 0.05
"""Chance of an alarm that is aimed at, in a year in which nothing is out of the ordinary."""


@dataclass(frozen=True)
class AlarmLimit:
    """The joint surprise that rings so many years ahead, and how many place-years of backcasts rang.

    `left_out` by limits of other years, `earlier` by those of earlier years alone; 95 % intervals over years. [share]
    """

    ahead: int
    limit: float
    years: int
    place_years: int
    by_the_bands_alone: float
    left_out: float
    left_out_low: float
    left_out_high: float
    earlier: float
    earlier_low: float
    earlier_high: float
    in_2024: float


@cache
def limits() -> tuple[AlarmLimit, ...]:
    """By years ahead, from one year on."""
    return tuple(
        AlarmLimit(int(row["ahead"]), float(row["limit"]), int(row["years"]), int(row["place_years"]),
                   *(float(cell) for cell in list(row.values())[4:]))
        for row in shipped_tables.rows("relode.trials", "monitor_limits")
    )  # fmt: skip


@cache
def rings() -> frozenset[str]:
    """Quantities whose years backcasts have: those of a census alone have no yearly record and ring for nothing."""
    return frozenset(name for name, of in forecast_quantities().items() if of.step == 1 or name == "population")


def limit_of(ahead: int) -> AlarmLimit:
    """The limit so many years ahead; beyond the last of the table that one."""
    return limits()[min(ahead, len(limits())) - 1]


def surprises(away: Values, half_50: Values, half_90: Values) -> Values:
    """Chance of a value as far from the median or farther, by half widths of the middle 50 and 90 %. [0-1]

    Equation: the inverse of `bands.reach`, and both tails of the normal. All arguments on one scale, of one shape.
    Limits: the median: 1. The ends of the 90 % interval: .1.
    """
    from scipy.special import ndtr

    inner, outer = NORMAL
    size = np.abs(away)
    with np.errstate(divide="ignore", invalid="ignore"):
        near = size / half_50 * inner
        far = inner + (size - half_50) / (half_90 - half_50) * (outer - inner)
    return np.asarray(2 * ndtr(-np.where(size <= half_50, near, far)))


def joint(chances: NDArray[np.float64]) -> Values:
    """The least of several chances, (figure, place), as one chance: (place,). [0-1]

    Equation: 1 - (1 - least)^count

    Source: sidak1967.
    Limits: one figure: its own chance. NaN where a place has none.
    """
    known = np.isfinite(chances)
    least = np.where(known, chances, 1.0).min(axis=0)
    count = known.sum(axis=0)
    return np.where(count > 0, 1 - (1 - least) ** count, np.nan)
