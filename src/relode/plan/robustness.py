"""How plans fare over many futures: arrays in the order (policy, future), every future equally likely."""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from relode.arrays import Array
from relode.errors import RelodeError

HIGH_REGRET = 0.9
"""The quantile of regret that is shown beside the largest. Source: herman2015."""
BAD_LUCK = 0.1
"""The share of worst futures over which conditional value at risk is a mean: a default, the caller may set it."""


def regret(measure: npt.ArrayLike, *, more_is_better: bool = True) -> Array:
    """What each policy loses in each future against the best policy there, (policy, future), never negative.

    Unit of `measure`. Raises RelodeError for missing values or another shape. Source: savage1951.
    Limits: one policy, or all alike: 0 everywhere; best in every future: 0 everywhere.
    """
    good = _good(measure, more_is_better)
    return np.asarray(good.max(axis=0) - good)


def largest_regret(measure: npt.ArrayLike, *, more_is_better: bool = True) -> Array:
    """The largest regret of each policy, (policy,): small is robust. Source: savage1951."""
    return np.asarray(regret(measure, more_is_better=more_is_better).max(axis=1))


def high_regret(measure: npt.ArrayLike, *, more_is_better: bool = True, quantile: float = HIGH_REGRET) -> Array:
    """The 90th percentile of regret, (policy,), linear between futures: small is robust. Source: herman2015."""
    return np.asarray(np.quantile(regret(measure, more_is_better=more_is_better), quantile, axis=1))


def satisfies_share(is_met: npt.ArrayLike) -> Array:
    """The share of futures in which all thresholds are met, (policy,), from bools (policy, future). [share]

    Raises RelodeError for another shape. Source: starr1963 (the domain criterion).
    """
    met = np.asarray(is_met)
    if met.ndim != 2 or met.dtype != bool or not met.size:
        raise RelodeError("plan.measures", shape=met.shape)
    return np.asarray(met.mean(axis=1))


def undesirable_deviations(measure: npt.ArrayLike, *, more_is_better: bool = True) -> Array:
    """The mean fall below a policy's own median over the worse half of its futures, (policy,): small is robust.

    The half holds the median itself where the number of futures is odd. Unit of `measure`. Raises RelodeError
    for missing values or another shape. Source: mcphail2018, kwakkel2016. Limits: alike in all futures: 0.
    """
    ordered = np.sort(_good(measure, more_is_better), axis=1)
    worse_half = ordered[:, : (ordered.shape[1] + 1) // 2]
    return np.asarray((np.median(ordered, axis=1, keepdims=True) - worse_half).mean(axis=1))


def mean_variance(measure: npt.ArrayLike, *, more_is_better: bool = True) -> Array:
    """(mean + 1) / (standard deviation + 1), (policy,): large is robust. Its value hangs on the unit of `measure`.

    Raises RelodeError for missing values, another shape or a single future. Source: mcphail2018, kwakkel2016.
    Limits: alike in all futures: mean + 1.
    """
    good = _good(measure, more_is_better)
    if good.shape[1] < 2:
        raise RelodeError("plan.measures", shape=good.shape)
    return np.asarray((good.mean(axis=1) + 1) / (good.std(axis=1, ddof=1) + 1))


def conditional_value_at_risk(
    measure: npt.ArrayLike, *, more_is_better: bool = True, worst_share: float = BAD_LUCK
) -> Array:
    """The mean over the worst `worst_share` of futures, (policy,), in the unit and the sense of `measure`.

    A future that the share cuts through counts with the part inside. Raises RelodeError for missing values,
    another shape or a share outside 0-1. Source: rockafellar2002. Limits: share 1: the mean; share to 0: the worst.
    """
    good = _good(measure, more_is_better)
    if not 0 < worst_share <= 1:
        raise RelodeError("plan.share", name="worst_share", value=worst_share)
    count = good.shape[1]
    weight = np.minimum(np.maximum(worst_share * count - np.arange(count), 0), 1)
    worst = (np.sort(good, axis=1) * weight).sum(axis=1) / weight.sum()
    return np.asarray(worst if more_is_better else -worst)


def beats_nothing_share(measure: npt.ArrayLike, nothing: int, *, more_is_better: bool = True) -> Array:
    """The share of futures in which a policy does better than policy number `nothing` in the same future, (policy,).

    A tie counts half. [share] Raises RelodeError for missing values, another shape or no such policy.
    Limits: doing nothing itself: one half.
    """
    good = _good(measure, more_is_better)
    if not 0 <= nothing < len(good):
        raise RelodeError("plan.no_such_policy", number=nothing, count=len(good))
    return np.asarray(((good > good[nothing]) + (good == good[nothing]) / 2).mean(axis=1))


def rank_correlation(scores: npt.ArrayLike) -> Array:
    """Spearman correlation of the ranks that each pair of measures gives to policies, (measure, measure).

    `scores` is (measure, policy). NaN for a measure that ranks all policies alike. Raises RelodeError for
    missing values, another shape or fewer than two policies. Source: spearman1904.
    """
    table = _good(scores, True)
    if table.shape[1] < 2:
        raise RelodeError("plan.measures", shape=table.shape)
    ranks = rankdata(table, axis=1)
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1))
    length[length == 0] = np.nan
    return np.asarray(centred @ centred.T / np.outer(length, length))


def _good(measure: npt.ArrayLike, more_is_better: bool) -> Array:
    """The measure as (policy, future), turned so that more is better."""
    table = np.asarray(measure, dtype=np.float64)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise RelodeError("plan.measures", shape=table.shape)
    return table if more_is_better else -table
