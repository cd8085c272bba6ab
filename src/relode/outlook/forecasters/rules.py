"""Rules that say how a place will move away from the mean of all places, from its own past and its province's.

Each rule gives the expected change of the deviation since the origin, shape (place, horizon). Whatever a rule
fits, it fits on figures up to the origin that it is asked for, so a rule can be asked again at earlier origins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid

FIRST_FIT = 5
"""Columns of history before the first origin that a rule is fitted on: drifts look three years back."""

DAMPING = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MEMORY = (0.3, 0.5, 0.7, 1.0)


@dataclass(frozen=True)
class Relative:
    """Deviations from the mean of all places: `level` and yearly `growth`, (place, year); `province` index a place."""

    level: Grid
    growth: Grid
    province: NDArray[np.int64]


Rule = Callable[[Relative, int, int], Grid]
"""(deviations, column of the origin, horizon) -> expected change of the deviation, (place, horizon)."""

Feature = Callable[[Relative, int], NDArray[np.float64]]
"""(deviations, column) -> one number a place."""


def relative(history: Grid, province: Sequence[str] | NDArray[np.str_]) -> Relative:
    """Deviations of a (place, year) history from its yearly mean over the places that have a figure."""
    level = history - np.nanmean(history, axis=0)
    growth = np.diff(history, axis=1, prepend=np.nan)
    mean = np.nanmean(growth[:, 1:], axis=0)
    growth[:, 1:] -= mean
    return Relative(level, growth, np.unique(province, return_inverse=True)[1].astype(np.int64))


def province_mean(data: Relative, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of `values` in each place's province, (place,), in their unit; places without a figure do not count."""
    known = np.isfinite(values)
    count = np.bincount(data.province, weights=known)
    total = np.bincount(data.province, weights=np.where(known, values, 0))
    return np.asarray((total / np.maximum(count, 1))[data.province])


def random_walk(data: Relative, origin: int, horizon: int) -> Grid:
    """No further deviation. [ln]"""
    return np.asarray(np.where(np.isfinite(data.level[:, [origin]]), 0.0, np.nan) * np.ones(horizon))


def pooled_ar1(data: Relative, origin: int, horizon: int) -> Grid:
    """Relative growth fades at one rate for all places. [ln]"""
    return data.growth[:, [origin]] * _fading(_persistence(data.growth, origin), horizon)


def hierarchical_ar1(data: Relative, origin: int, horizon: int) -> Grid:
    """Relative growth fades at a rate of the place, drawn to the common rate the more the less it is known. [ln]"""
    before, after = data.growth[:, 1:origin], data.growth[:, 2 : origin + 1]
    common = _persistence(data.growth, origin)
    power = (before**2).sum(axis=1)
    own = (before * after).sum(axis=1) / np.maximum(power, 1e-12)
    noise = np.var(after - common * before) / np.maximum(power, 1e-12)
    between = max(float(np.var(own) - np.median(noise)), 0.0)
    rate = np.clip(common + (own - common) * between / (between + noise), 0, 1)
    steps = np.arange(1, horizon + 1)
    return np.asarray(data.growth[:, [origin]] * np.cumsum(rate[:, None] ** steps, axis=1))


def province_ar1(data: Relative, origin: int, horizon: int) -> Grid:
    """The province's relative growth and the place's growth within it fade, each at its own rate. [ln]"""
    shared = np.stack([province_mean(data, column) for column in data.growth.T], axis=1)
    own = data.growth - shared
    parts = (part[:, [origin]] * _fading(_persistence(part, origin), horizon) for part in (shared, own))
    return np.asarray(sum(parts))


def damped_trend(data: Relative, origin: int, horizon: int) -> Grid:
    """A smoothed trend that fades; memory and damping are those with the least past error three years ahead."""
    ahead = min(3, origin - FIRST_FIT)
    if ahead < 1:
        return pooled_ar1(data, origin, horizon)
    pairs = [(memory, damping) for memory in MEMORY for damping in DAMPING]
    trends = {memory: _smoothed(data.growth, memory) for memory in MEMORY}
    change = np.stack([data.level[:, s + ahead] - data.level[:, s] for s in range(FIRST_FIT, origin - ahead + 1)], 1)
    losses = [
        float(np.mean((change - trends[m][:, FIRST_FIT : origin - ahead + 1] * _fading(d, ahead)[-1]) ** 2))
        for m, d in pairs
    ]
    memory, damping = pairs[int(np.argmin(losses))]
    return trends[memory][:, [origin]] * _fading(damping, horizon)


def fitted(*features: Feature) -> Rule:
    """The rule that weighs `features` as past changes of the same horizon advise (least squares, no constant)."""

    def rule(data: Relative, origin: int, horizon: int) -> Grid:
        now = np.stack([feature(data, origin) for feature in features], axis=1)
        past = {s: np.stack([f(data, s) for f in features], axis=1) for s in range(FIRST_FIT, origin)}
        path = np.zeros((len(now), horizon))
        for ahead in range(1, horizon + 1):
            starts = [s for s in past if s + ahead <= origin]
            if starts:
                seen = np.concatenate([past[s] for s in starts])
                change = np.concatenate([data.level[:, s + ahead] - data.level[:, s] for s in starts])
                path[:, ahead - 1] = now @ np.linalg.lstsq(seen, change, rcond=None)[0]
            elif ahead > 1:  # further than any past change: the same yearly drift goes on
                path[:, ahead - 1] = path[:, ahead - 2] * ahead / (ahead - 1)
        return path

    return rule


def own_drift(years: int) -> Feature:
    """Mean yearly change of the deviation over the `years` before."""

    def feature(data: Relative, column: int) -> NDArray[np.float64]:
        return np.asarray((data.level[:, column] - data.level[:, column - years]) / years)

    return feature


def province_drift(data: Relative, column: int) -> NDArray[np.float64]:
    """The province's mean of the three-year drift, (place,). [ln/yr]"""
    return province_mean(data, own_drift(3)(data, column))


def last_growth(data: Relative, column: int) -> NDArray[np.float64]:
    """Relative growth of the last year, (place,). [ln/yr]"""
    return np.asarray(data.growth[:, column])


def level_deviation(data: Relative, column: int) -> NDArray[np.float64]:
    """How far the place is from the mean, (place,). [ln]"""
    return np.asarray(data.level[:, column])


def own_drift_unshrunk(data: Relative, origin: int, horizon: int) -> Grid:
    """The drift of the last five years goes on."""
    return own_drift(5)(data, origin)[:, None] * np.arange(1, horizon + 1)


def average(*rules: Rule) -> Rule:
    """The mean of several rules, with equal weights: nothing is fitted to choose among them."""

    def rule(data: Relative, origin: int, horizon: int) -> Grid:
        return np.asarray(np.mean([each(data, origin, horizon) for each in rules], axis=0))

    return rule


def _persistence(growth: Grid, origin: int) -> float:
    """Pooled least-squares coefficient of growth on the growth of the year before, kept in 0 to 1."""
    before, after = growth[:, 1:origin].ravel(), growth[:, 2 : origin + 1].ravel()
    power = float(before @ before)
    return float(np.clip(before @ after / power, 0, 1)) if power > 0 else 0.0


def _fading(rate: float, horizon: int) -> NDArray[np.float64]:
    return cast(NDArray[np.float64], np.cumsum(rate ** np.arange(1, horizon + 1)))


def _smoothed(growth: Grid, memory: float) -> Grid:
    trend = np.zeros_like(growth)
    for column in range(1, growth.shape[1]):
        trend[:, column] = memory * growth[:, column] + (1 - memory) * trend[:, column - 1]
    return trend


RULES: dict[str, Rule] = {
    "random_walk": random_walk,
    "province_drift": fitted(province_drift),
    "own_drift_shrunk": fitted(own_drift(3)),
    "own_drift": own_drift_unshrunk,
    "own_province_last": fitted(own_drift(3), province_drift, last_growth),
    "pooled_ar1": pooled_ar1,
    "hierarchical_ar1": hierarchical_ar1,
    "province_ar1": province_ar1,
    "damped_trend": damped_trend,
    "level_reversion": fitted(level_deviation, own_drift(3), province_drift),
}
RULES["equal_weights"] = average(RULES["province_ar1"], RULES["own_province_last"], RULES["level_reversion"])
"""The rules that are scored on yearly series, by the name that the score table uses."""


Errors = NDArray[np.float64]
"""Past errors over (origin, place, horizon), NaN where the outcome lies after the present origin."""


def past_errors(rule: Rule, years: int | None, start: int, levels: Grid, data: Relative, horizon: int) -> Errors:
    """Errors of a rule at each origin from the column `start` on, with what was known then. In the unit of `levels`.

    The mean growth of so many `years` goes on, or without them the mean path that came is given.
    """
    origin = levels.shape[1] - 1
    errors = np.full((origin - start, len(levels), horizon), np.nan)
    for i, at in enumerate(range(start, origin)):
        ahead = min(horizon, origin - at)
        change = levels[:, at + 1 : at + ahead + 1] - levels[:, [at]]
        known = np.isfinite(change)
        mean = np.where(known, change, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        mean = mean if years is None else mean_growth(levels, at, ahead, years)
        errors[i, :, :ahead] = change - mean - rule(data, at, ahead)
    return errors


def mean_growth(levels: Grid, origin: int, horizon: int, years: int) -> NDArray[np.float64]:
    """Mean change since the column `origin` if that of so many years goes on, (horizon,); 0 years: none."""
    growth = np.nanmean(np.diff(levels[:, : origin + 1], axis=1), axis=0)
    years = min(years, origin)
    mean = float(np.mean(growth[-years:])) if years else 0.0
    return np.asarray(mean * np.arange(1, horizon + 1))


def longest_measured(errors: Errors) -> int:
    """The longest horizon for which past errors exist."""
    measured = np.flatnonzero(np.isfinite(errors).any(axis=(0, 1)))
    return int(measured[-1]) + 1
