"""Rules for a country's own series, the rule that missed by least in its past, and bands from what it missed by.

A past error is parted into what all places shared in an origin and what was a place's own. Of the second there are as
many as places and origins, so their own 90 % bound is taken; of the first there is one an origin, so it is as sure as a
Student's t with as many degrees of freedom as origins. That origins near each other share years is not counted: fewer
degrees held more where nations turn and were too wide elsewhere, by the interval score in planted nations.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from relode.arrays import Grid, Values
from relode.outlook.forecasters.rules import FIRST_FIT, RULES, Relative, random_walk, relative
from relode.outlook.forecasters.statistical import Errors, Statistical, longest_measured, mean_path, past_errors

STAYS = "stays"
METHODS: Mapping[str, Statistical] = {
    STAYS: Statistical(random_walk, national_years=0, start=0),
    "country_drift": Statistical(random_walk, national_years=1, start=1),
    "country_drift_3": Statistical(random_walk, national_years=3, start=1),
    **{
        name: Statistical(RULES[name], national_years=3, start=FIRST_FIT)
        for name in ("own_drift_shrunk", "own_province_last", "pooled_ar1", "damped_trend", "level_reversion")
    },
}
HELD = 0.9
"""Share of outcomes that a band is meant to hold."""


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
    errors = {name: past_errors(METHODS[name], levels, data, horizon, given=False) for name in usable}
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
    mean = mean_path(method, past.levels, origin, horizon)[0]
    return np.asarray(method.rule(past.data, origin, horizon) + mean)


def half_widths(errors: Errors, horizon: int) -> Values:
    """Half the width of the 90 % band of a change, (horizon,), in the unit of the series.

    From errors known at the origin, (origin, place, horizon). Beyond the longest horizon with errors it grows with the
    square root of the horizon; what is farther is never surer. Source: assumption, that the bounds of the shared and
    the own part add up in squares; `docs/own-tables.md` has how many outcomes such bands held.
    """
    measured = longest_measured(errors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # origins whose outcomes lie later
        shared = np.nanmean(errors[:, :, :measured], axis=1)
    own = np.abs(errors[:, :, :measured] - shared[:, None, :]).reshape(-1, measured)
    origins = np.isfinite(shared).sum(axis=0)
    common = stdtrit(origins, (1 + HELD) / 2) * np.sqrt(np.nanmean(shared**2, axis=0))
    half = np.sqrt(common**2 + np.nanquantile(own, HELD, axis=0) ** 2)
    beyond = half[-1] * np.sqrt(np.arange(measured + 1, horizon + 1) / measured)
    return np.asarray(np.maximum.accumulate(np.concatenate([half, beyond])[:horizon]))
