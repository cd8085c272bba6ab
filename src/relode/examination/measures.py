"""From paired runs to the effect that a study prints: arrays in, one number a draw out.

Runs are (draw, year, place); `after` with the shock, `before` without it, in the same draws; the first of the years
is that of the shock. Ratios put places together, sums over sums; changes of a place by itself are means over places.
"""

from collections.abc import Callable, Mapping

import numpy as np

from relode.arrays import Values


def log_change(after: Values, before: Values, horizon: int) -> Values:
    """Log of `after` the shock over `before`, without it, in the year of the horizon, (draw,). [1] Both (draw, year).

    Limits: no effect: 0.
    """
    return np.asarray(np.log(after[:, horizon - 1] / before[:, horizon - 1]).mean(axis=1))


def growth_points(after: Values, before: Values, horizon: int) -> Values:
    """Points of yearly growth that the shock adds to `before`, mean over the horizon, (draw,). [per cent/yr]

    `after` and `before` are (draw, year).
    """
    return 100 * log_change(after, before, horizon) / horizon


def share_change(after: Values, before: Values, horizon: int) -> Values:
    """Difference of `after` to `before` in the year of the horizon, (draw,), in their unit. Both (draw, year)."""
    return np.asarray((after[:, horizon - 1] - before[:, horizon - 1]).mean(axis=1))


def points(after: Values, before: Values, horizon: int) -> Values:
    """Difference of the share `after` to that `before`, (draw,). [per cent] Both (draw, year)."""
    return 100 * share_change(after, before, horizon)


def ratio(change: Values, base: Values, horizon: int) -> Values:
    """Change in the year of the horizon for each unit of change of the base, places together. (draw,)

    Not a number in a draw in which the base does not move: a lever that does nothing has no such ratio.
    """
    return over(change[:, horizon - 1].sum(axis=1), base[:, horizon - 1].sum(axis=1))


def cumulated_ratio(change: Values, base: Values, horizon: int) -> Values:
    """Changes of all years until the horizon for each unit of the base in them, places together. (draw,)"""
    return over(change[:, :horizon].sum(axis=(1, 2)), base[:, :horizon].sum(axis=(1, 2)))


def over(change: Values, base: Values) -> Values:
    """`change` over `base`, both and the result (draw,), not a number where the base is 0. [change / base]"""
    return np.divide(change, base, out=np.full_like(change, np.nan), where=base != 0)


YUAN = 1e8
"""Yuan in the unit of money."""


def cost_per_job_year(change: Values, base: Values, horizon: int) -> Values:
    """Yuan for a year of one job until the horizon; endless where there is no more work than without. (draw,)

    [yuan] `change` of jobs and `base` are (draw, year).

    A draw with fewer jobs counts as endless, so the order of draws is that of jobs for a yuan.
    """
    return _cost(cumulated_ratio(change, base, horizon))


def cost_per_job(change: Values, base: Values, horizon: int) -> Values:
    """Yuan until the horizon for each job there is in its last year; endless where there is none more. (draw,)

    [yuan]
    """
    return _cost(over(change[:, horizon - 1].sum(axis=1), base[:, :horizon].sum(axis=(1, 2))))


def _cost(jobs_for_money: Values) -> Values:
    with np.errstate(divide="ignore"):
        cost = np.where(jobs_for_money > 0, YUAN / np.maximum(jobs_for_money, 0), np.inf)
    return np.where(np.isnan(jobs_for_money), np.nan, cost)


OF_LEVELS: Mapping[str, Callable[[Values, Values, int], Values]] = {
    "log_change": log_change,
    "growth_points": growth_points,
    "share_change": share_change,
    "points": points,
}
"""Measures of a quantity with and without the shock."""
OF_CHANGES: Mapping[str, Callable[[Values, Values, int], Values]] = {
    "ratio": ratio,
    "cumulated_ratio": cumulated_ratio,
    "cost_per_job_year": cost_per_job_year,
    "cost_per_job": cost_per_job,
}
"""Measures of a change over the change of a base."""
MEASURES = (*OF_LEVELS, *OF_CHANGES)
