"""The centre of people from every origin: parts, their weights near and far, what was missed, and today's paths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.one_future.bands import NORMAL, mean_factor
from relode.outlook.one_future.joint_futures import BASE, added_up, deviation, growth
from relode.outlook.one_future.observed_series import TRUSTED_CHANGE, YEARS
from relode.outlook.one_future.predictive_record import AHEAD
from studies.outlook.people_rules import (
    DECADE,
    STAYS,
    YEARLY,
    LongPaths,
    long_paths,
    mixed_by_horizon,
    parts,
    past_nation,
    weights_by_horizon,
)
from studies.outlook.pooling import Pooled, best_weights, pooled
from studies.outlook.rolling import FEWEST_PLACES

KNOWN_IN_2020 = (OPENING_YEAR - 5,)
"""The five years whose national births and deaths were known at the census of the opening."""


@dataclass(frozen=True)
class PeopleErrors:
    """What forecasts of people missed: `near` and `far` pools, `missed` origin -> (place, years ahead) of the pool.

    `outcomes`: what came, the same shape. `pace`: how much of what the far pool expected since the last census has
    come by the newest counts, over the part of a decade's changes that figures so soon after a census showed in the
    closed decade (`seen_early`); the rest is that shares stay. [1]
    """

    near: Pooled
    far: Pooled
    pace: float
    missed: Mapping[int, Grid]
    outcomes: Mapping[int, Grid]

    @property
    def far_now(self) -> Mapping[str, float]:
        """Weights of the long run from a year with counts since the census: slowed down to the pace since then. [1]"""
        return {
            name: self.pace * weight + (1 - self.pace) * (name == STAYS) for name, weight in self.far.weights.items()
        }


def people_errors(panel: xr.Dataset, people: Grid, places: tuple[str, ...], fold: NDArray[np.int64]) -> PeopleErrors:
    """Forecasts of all past origins, weights always from other provinces. `people` is (place, year of YEARS)."""
    first, last = OPENING_YEAR - DECADE, YEARS[-1]
    counted = [year for year in range(OPENING_YEAR, last + 1) if _known(people, year) >= FEWEST_PLACES]
    by_census = {
        first: long_paths(panel, first, places, OPENING_YEAR),
        OPENING_YEAR: long_paths(panel, OPENING_YEAR, places, max(counted), KNOWN_IN_2020),
    }
    cells: dict[tuple[int, int], dict[str, Values]] = {}
    for origin in (first, *counted[:-1]):
        census = max(year for year in by_census if year <= origin)
        years = (OPENING_YEAR,) if origin == first else tuple(y for y in counted if y > origin)
        nation = past_nation(people, by_census[census], origin, years)
        told = parts(people, by_census[census], origin, years, nation)
        outcome = _change(people, origin, years)
        for at, year in enumerate(years):
            cells[origin, year - origin] = {name: outcome[:, at] - grid[:, at] for name, grid in told.items()}
    # Each horizon counts as much as any other: errors are told in what no change of shares missed so far ahead.
    units = {at: _size([each[STAYS] for (_, h), each in cells.items() if h == at]) for _, at in cells}
    near_cells = [key for key in cells if key[1] <= YEARLY]
    near, near_missed = _pool(cells, near_cells, units, fold)
    far, far_missed = _pool(cells, [(first, DECADE)], units, fold)
    missed = near_missed | {first: far_missed[first]}
    outcomes = {
        origin: _change(people, origin, [origin + 1 + at for at in range(grid.shape[1])])
        for origin, grid in missed.items()
    }
    seen = {o: np.where(np.isfinite(missed[o]), outcomes[o], np.nan) for o in outcomes}
    ahead = counted[-1] - OPENING_YEAR
    come = pace(cells[OPENING_YEAR, ahead], far.weights) / seen_early(panel, people, places, ahead)
    return PeopleErrors(near, far, min(come, 1.0), missed, seen)


def seen_early(panel: xr.Dataset, people: Grid, places: Sequence[str], ahead: int) -> float:
    """Change that figures `ahead` years after the census of 2010 reported, for each one counted by then. [0-1]

    Least squares among places of `levels`' rule of trust, over `ahead` tenths of the change to the next census: yearly
    figures rest on registers and small samples, and follow those who move late. Limits: reported as counted: 1.
    """
    first, last = OPENING_YEAR - DECADE, OPENING_YEAR
    reported = panel["value"].sel(quantity="population_resident_reported", year=first + ahead).reindex(place=[*places])
    with np.errstate(invalid="ignore"):
        told = np.log(reported.values / people[:, YEARS.index(first)])
        came = _change(people, first, (last,))[:, 0] * ahead / DECADE
        known = np.isfinite(told + came) & (np.abs(told) <= TRUSTED_CHANGE * ahead)
    x, y = (each[known] - each[known].mean() for each in (came, told))
    return float(np.clip(x @ y / (x @ x), 0.0, 1.0))


def pace(missed: Mapping[str, Values], far: Mapping[str, float]) -> float:
    """How much of what the pool with weights `far` expected has come, by what each part `missed` (place,). [0-1]

    Limits: shares that stayed: 0; all that was expected: 1.
    """
    expected = sum(weight * missed[name] for name, weight in far.items())
    both = np.stack([np.asarray(expected), missed[STAYS]])
    return float(best_weights(both[:, np.isfinite(both).all(axis=0)])[0])


def _known(people: Grid, year: int) -> int:
    return int(np.isfinite(people[:, YEARS.index(year)]).sum())


def _change(people: Grid, origin: int, years: Sequence[int]) -> Grid:
    columns = [YEARS.index(year) for year in years]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.log(people[:, columns] / people[:, [YEARS.index(origin)]]))


def _size(errors: Sequence[Values]) -> float:
    return float(np.nanmean(np.abs(np.concatenate(errors))))


def _pool(
    cells: Mapping[tuple[int, int], Mapping[str, Values]],
    chosen: Sequence[tuple[int, int]],
    units: Mapping[int, float],
    fold: NDArray[np.int64],
) -> tuple[Pooled, dict[int, Grid]]:
    """The pool of cells, each in the units of its years ahead, and its errors by origin. Sizes are in logarithms."""
    names = tuple(cells[chosen[0]])
    stacked = {name: np.concatenate([cells[key][name] / units[key[1]] for key in chosen]) for name in names}
    pool = pooled(stacked, np.tile(fold, len(chosen)))
    missed: dict[int, Grid] = {}
    for key, column in zip(chosen, np.split(pool.missed, len(chosen)), strict=True):
        origin, ahead = key
        grid = missed.setdefault(origin, np.full((len(fold), max(h for o, h in chosen if o == origin)), np.nan))
        grid[:, ahead - 1] = column * units[ahead]
    of_pool = np.concatenate([missed[o][:, h - 1] for o, h in chosen])
    seen = np.isfinite(of_pool)
    sizes = {name: _size([np.concatenate([cells[key][name] for key in chosen])[seen]]) for name in names}
    return replace(pool, sizes=sizes, size=_size([of_pool]), count=int(seen.sum())), missed


def people_ahead(
    panel: xr.Dataset,
    people: Grid,
    places: tuple[str, ...],
    inside: NDArray[np.bool_],
    errors: PeopleErrors,
    halves: NDArray[np.float64],
) -> tuple[Grid, NDArray[np.bool_]]:
    """Log of people over those of the census by year of AHEAD, (place, year), and whose path rests on no own column.

    `people` is (place, year of YEARS), `inside` (place,) marks who adds up to the nation, `halves` (share, place,
    horizon) are half widths of bands. From BASE on the mean futures of those inside sum to the nation's growth.
    """
    long = long_paths(panel, OPENING_YEAR, places, LAST_YEAR)
    newest = np.array([_newest(row) for row in people])
    path = np.full((len(places), len(AHEAD)), np.nan)
    for origin in np.unique(newest[newest >= OPENING_YEAR]):
        path = np.where((newest == origin)[:, None], _since(people, inside, long, int(origin), errors), path)
    with np.errstate(invalid="ignore"):
        census = people[:, YEARS.index(OPENING_YEAR)]
        level = np.array([row[YEARS.index(y)] if y else np.nan for row, y in zip(people, newest, strict=True)])
        path = path + np.log(level / census)[:, None]
    for row, series, until in zip(path, people, newest, strict=True):
        known = np.flatnonzero(np.isfinite(series))
        if until > OPENING_YEAR:  # up to the newest figure the path is that of the figures
            logs = np.log(series[known] / series[YEARS.index(OPENING_YEAR)])
            row[: AHEAD.index(until) + 1] = np.interp(
                AHEAD[: AHEAD.index(until) + 1], [YEARS[at] for at in known], logs
            )
    after = AHEAD.index(BASE) + 1
    ahead = np.clip(np.array(AHEAD) - newest[:, None], 1, halves.shape[2])
    wide = np.stack([np.take_along_axis(half, ahead - 1, axis=1) for half in halves])
    shared = np.array(NORMAL)[:, None, None] * deviation(halves.shape[2])[ahead - 1]
    factor = mean_factor(np.sqrt(np.maximum(wide**2 - shared**2, 0.0)))
    base = path[:, after - 1]
    nation = growth(np.zeros(1), AHEAD[after:])[0]
    start = np.where(inside, census * np.exp(base), np.nan)
    path[:, after:] = base[:, None] + added_up(start, path[:, after:] - base[:, None], nation, factor[:, after:])
    without = np.isnan(long.structure[:, -1]) & np.isnan(long.cohorts[:, -1]) & ~inside
    return np.where(without[:, None], np.nan, path), without


def _newest(series: Values) -> int:
    """The year of the newest figure, 0 without one."""
    known = np.flatnonzero(np.isfinite(series))
    return YEARS[known[-1]] if len(known) else 0


def _since(people: Grid, inside: NDArray[np.bool_], long: LongPaths, origin: int, errors: PeopleErrors) -> Grid:
    """Log changes from an origin by year of AHEAD, (place, year), NaN up to it; the sum goes as counted places did.

    After BASE as the UN expects.
    """
    years = tuple(year for year in AHEAD if year > origin)
    counted = [_counted_growth(people[inside], origin, min(year, BASE)) for year in years]
    nation = np.array(counted) + growth(np.zeros(1), [max(year, BASE) for year in years])[0]
    told = parts(people, long, origin, years, nation, inside)
    weights = weights_by_horizon(errors.near.weights, errors.far_now, np.array(years) - origin)
    result = np.zeros((len(people), len(AHEAD)))
    result[:, len(AHEAD) - len(years) :] = mixed_by_horizon(told, weights)
    return result


def _counted_growth(people: Grid, origin: int, until: int) -> float:
    """Log growth of all places counted in both years."""
    both = people[:, [YEARS.index(origin), YEARS.index(until)]]
    start, end = both[np.isfinite(both).all(axis=1)].sum(axis=0)
    return float(np.log(end / start))
