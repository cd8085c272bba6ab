"""Rules for a country's own series, the rule that missed by least in its past, and bands from what it missed by.

A forecast is a linear pool (Stone 1961, Annals of Mathematical Statistics 32:1339) of two: what the rule expects, give
or take what it missed by in the past, and that all stays as it is, give or take what places moved by in the past. The
second holds much of what the first misses where a nation turns: that growth goes on is only one way. Weights are as the
inverse of the mean squared past error (Bates and Granger 1969, Operational Research Quarterly 20:451), so nothing in
them was fitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.forecasters.rules import (
    FIRST_FIT,
    RULES,
    Errors,
    Relative,
    Rule,
    longest_measured,
    mean_growth,
    past_errors,
    random_walk,
    relative,
)

STAYS = "stays"


class Method(NamedTuple):
    """A rule for deviations, the years whose mean growth goes on, the column of history of the first past origin."""

    rule: Rule
    years: int
    start: int


METHODS: Mapping[str, Method] = {
    STAYS: Method(random_walk, 0, 0),
    "country_drift": Method(random_walk, 1, 1),
    "country_drift_3": Method(random_walk, 3, 1),
    **{
        name: Method(RULES[name], 3, FIRST_FIT)
        for name in ("own_drift_shrunk", "own_province_last", "pooled_ar1", "damped_trend", "level_reversion")
    },
}
HELD = 0.9
"""Share of outcomes that a band is meant to hold."""
LEVELS = (np.arange(200) + 0.5) / 200
HALVINGS = 60


@dataclass(frozen=True)
class PastSeries:
    """A series and what each method missed by in it, all in the unit of the series.

    `levels`: (place, year); `errors`: name -> (origin, place, horizon) from the method's first origin on, each with
    what was known then, NaN where the outcome is not in the series; `sizes`: name -> their mean size (origin, horizon).
    """

    levels: Grid
    data: Relative
    errors: Mapping[str, Errors]
    sizes: Mapping[str, Grid]


def past_of(levels: Grid, regions: NDArray[np.str_], horizon: int) -> PastSeries:
    """What all methods missed by at all origins, up to so many years ahead; levels (place, year) without gaps."""
    data = relative(levels, regions)
    usable = usable_methods(levels.shape[1])
    errors = {name: past_errors(*METHODS[name], levels, data, horizon) for name in usable}
    return PastSeries(levels, data, errors, {name: np.abs(each).mean(axis=1) for name, each in errors.items()})


def usable_methods(columns: int) -> tuple[str, ...]:
    """Methods with at least two past errors at an origin with so many figures up to it, fewest first year first."""
    return tuple(name for name, method in METHODS.items() if columns - 1 - method.start >= 2)


def known_at(errors: Errors, start: int, origin: int, horizon: int) -> Errors:
    """Of the errors of a method whose first origin is `start`, those whose outcomes are known at an origin.

    (origin, place, horizon), NaN where the outcome lies later. In the unit of the series.
    """
    earlier = errors[: origin - start, :, :horizon].copy()
    ahead = np.arange(1, earlier.shape[2] + 1)
    at = start + np.arange(len(earlier))
    earlier[np.broadcast_to((at[:, None] + ahead > origin)[:, None, :], earlier.shape)] = np.nan
    return earlier


def choice(past: PastSeries, origin: int, horizon: int) -> str:
    """Of a series (place, year) the method that missed by least, each horizon counting the same.

    Over origins that all usable methods have. Only what is known at the column `origin` counts.
    """
    names = usable_methods(origin + 1)
    common = min(origin - METHODS[name].start for name in names)
    losses = {}
    for name in names:
        last = origin - METHODS[name].start
        ahead = range(1, min(horizon, common) + 1)
        losses[name] = float(
            np.mean([past.sizes[name][last - common : last - year + 1, year - 1].mean() for year in ahead])
        )
    return min(losses, key=lambda name: losses[name])


def expected(past: PastSeries, name: str, origin: int, horizon: int) -> Grid:
    """Expected change since the column `origin`, (place, horizon). In the unit of the series."""
    method = METHODS[name]
    mean = mean_growth(past.levels, origin, horizon, method.years)
    return np.asarray(method.rule(past.data, origin, horizon) + mean)


def error_sizes(errors: Errors, horizon: int) -> Grid:
    """Quantiles of the size of past errors (origin, place, horizon), (level, horizon), in the unit of the series.

    Beyond the longest horizon with errors they grow with its square root; what is farther is never surer. Source:
    assumption; `docs/own-tables.md` has how many outcomes such bands held.
    """
    measured = longest_measured(errors)
    known = np.abs(errors[:, :, :measured]).reshape(-1, measured)
    sizes = np.stack([_quantiles(each[~np.isnan(each)]) for each in known.T], axis=1)
    beyond = sizes[:, -1:] * np.sqrt(np.arange(measured + 1, horizon + 1) / measured)
    return np.asarray(np.maximum.accumulate(np.concatenate([sizes, beyond], axis=1)[:, :horizon], axis=1))


def _quantiles(values: Values) -> Values:
    """Quantiles at LEVELS, linear between values as `numpy.quantile` has them: of one sort, which takes a third."""
    ordered = np.sort(values)
    return np.asarray(np.interp(LEVELS * (len(ordered) - 1), np.arange(len(ordered)), ordered))


@dataclass(frozen=True)
class CountryPool:
    """Changes of places: `moved` (place, horizon) give or take `missed`, or none give or take `stayed`.

    Both are quantiles of sizes (level, horizon), as likely up as down. In the unit of the series.
    """

    moved: Grid
    missed: Grid
    stayed: Grid

    @property
    def still(self) -> Values:
        """Weight of "it stays", (horizon,): half where neither ever missed. [1]"""
        missed, stayed = ((sizes**2).mean(axis=0) for sizes in (self.missed, self.stayed))
        alike = np.full_like(missed, 0.5)
        return np.asarray(np.divide(missed, missed + stayed, out=alike, where=missed + stayed > 0))

    def chance(self, change: Grid, still: float | Values | None = None) -> Grid:
        """Chance of no more than a change, (place, horizon); `still` replaces the weight of "it stays". [1]"""
        weight = self.still if still is None else still
        return np.asarray(
            (1 - weight) * _below(change - self.moved, self.missed) + weight * _below(change, self.stayed)
        )

    def quantile(self, chance: float, still: float | None = None) -> Grid:
        """The change that is not exceeded with a chance, (place, horizon); in the unit of the series."""
        high = np.abs(self.moved) + 2 * np.maximum(self.missed[-1], self.stayed[-1])
        low = -high
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            less = self.chance(middle, still) < chance
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        return np.asarray((low + high) / 2)


def pool_at(past: PastSeries, name: str, origin: int, horizon: int) -> CountryPool:
    """What a rule and "it stays" expect at the column `origin`, with what was known then."""
    missed, stayed = (
        error_sizes(known_at(past.errors[each], METHODS[each].start, origin, horizon), horizon)
        for each in (name, STAYS)
    )
    return CountryPool(expected(past, name, origin, horizon), missed, stayed)


def _below(error: Grid, sizes: Grid) -> Grid:
    """Chance of no more than an error of either sign, (place, horizon), given quantiles of its size. [1]"""
    within = [
        np.interp(np.abs(error[:, at]), np.append(0.0, size), np.append(0.0, LEVELS), right=1.0)
        for at, size in enumerate(sizes.T)
    ]
    return np.asarray((1 + np.sign(error) * np.stack(within, axis=1)) / 2)
