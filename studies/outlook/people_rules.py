"""Parts of the centre of people: as counted, as lately, what a place is like, its ages; each adds up to a nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.horizon import OPENING_YEAR
from relode.outlook.one_future.joint_futures import added_up, as_forecast_at
from relode.outlook.one_future.observed_series import YEARS
from studies.outlook import decade_rules

STAYS, TREND, STRUCTURE, COHORTS = "stays", "trend", "structure", "cohorts"
YEARLY = 4
"""Years ahead that counts since the last census tell; their weights hold up to here."""
DECADE = 10
"""Years ahead from which the weights of the long run hold; in between they go over evenly."""


@dataclass(frozen=True)
class LongPaths:
    """Log changes since a census by what a place is like and by its ages, and by ages alone: (place, year) each.

    `years` begins in the census itself, where all are 0.
    """

    census: int
    years: tuple[int, ...]
    structure: Grid
    cohorts: Grid
    alone: Grid

    def of(self, name: str, origin: int, years: Sequence[int]) -> Grid:
        """One of them from a year on, (place, year)."""
        grid = getattr(self, name)
        return np.asarray(grid[:, [self.years.index(y) for y in years]] - grid[:, [self.years.index(origin)]])

    def nation(self, people: Values, origin: int, years: Sequence[int]) -> Values:
        """Log growth of the sum of `people` (place,) if nobody moves, (year,)."""
        alone = self.of("alone", origin, years)
        known = np.isfinite(alone).all(axis=1) & np.isfinite(people)
        return np.asarray(np.log(people[known] @ np.exp(alone[known]) / people[known].sum()))


def long_paths(
    panel: xr.Dataset, census: int, places: tuple[str, ...], until: int, periods: Sequence[int] | None = None
) -> LongPaths:
    """The paths from a census to `until`. `periods` as in `decade_rules.by_age`."""
    years = tuple(range(census, until + 1))
    return LongPaths(
        census,
        years,
        decade_rules.ridge(panel, census, places, years),
        decade_rules.by_age(census, places, years, decade_rules.MOVES_KEPT, periods)[0],
        decade_rules.by_age(census, places, years, 0.0, periods)[0],
    )


def lately(people: Grid, origin: int) -> Values:
    """Log change a year up to `origin` since the census before it, (place,). `people` is (place, year of YEARS).

    In the year of a census: since the census before. [1/yr]
    """
    census = OPENING_YEAR if origin > OPENING_YEAR else origin - DECADE
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.log(people[:, YEARS.index(origin)] / people[:, YEARS.index(census)])
    return np.asarray(change / (origin - census))


def parts(
    people: Grid,
    long: LongPaths,
    origin: int,
    years: Sequence[int],
    nation: Values,
    inside: NDArray[np.bool_] | None = None,
) -> dict[str, Grid]:
    """Log changes of people from `origin` by each part, (place, year), each with the nation's sum. [ln]

    `people` is (place, year of YEARS), `nation` (year,) the log growth of the sum, `inside` (place,) who adds up to
    it, all if None. NaN where a part tells nothing.
    """
    start = people[:, YEARS.index(origin)]
    ahead = np.array(years) - origin
    own = {
        STAYS: np.where(np.isfinite(start)[:, None], 0.0, np.nan) * np.ones(len(ahead)),
        TREND: lately(people, origin)[:, None] * ahead,
        STRUCTURE: long.of("structure", origin, years),
        COHORTS: long.of("cohorts", origin, years),
    }
    summed = start if inside is None else np.where(inside, start, np.nan)
    return {name: added_up(summed, grid, nation) for name, grid in own.items()}


def past_nation(people: Grid, long: LongPaths, origin: int, years: Sequence[int]) -> Values:
    """Log growth of the sum of places as it was forecast at a past origin, (year,)."""
    account = long.nation(people[:, YEARS.index(origin)], origin, years)
    return as_forecast_at(origin, years, account)


def weights_by_horizon(
    near: Mapping[str, float], far: Mapping[str, float], ahead: NDArray[np.int64]
) -> Mapping[str, Values]:
    """Weight of each part by years ahead: `near` up to YEARLY, `far` from DECADE on, evenly in between. [1]"""
    over = np.clip((ahead - YEARLY) / (DECADE - YEARLY), 0.0, 1.0)
    return {name: near[name] + (far[name] - near[name]) * over for name in near}


def mixed_by_horizon(grids: Mapping[str, Grid], weights: Mapping[str, Values]) -> Grid:
    """The pool of parts (place, year) by weights (year,); where one is missing the others keep their proportions."""
    stacked = np.stack([grids[name] for name in weights])
    share = np.array(list(weights.values()))[:, None, :] * np.isfinite(stacked)
    total = share.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(total > 0, (share * np.nan_to_num(stacked)).sum(axis=0) / total, np.nan))
