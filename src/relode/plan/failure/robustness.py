"""How plans fare over many futures: arrays in the order (policy, future), every future equally likely."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError

HIGH_REGRET = 0.9
"""The quantile of regret that is shown beside the largest. Source: herman2015."""


def regret(measure: npt.ArrayLike, *, more_is_better: bool = True) -> Array:
    """What each policy loses in each future against the best policy there, (policy, future), never negative.

    In the unit of `measure`. Raises RelodeError for missing values or another shape. Source: savage1951.
    Limits: one policy, or all alike: 0 everywhere; best in every future: 0 everywhere.
    """
    good = _good(measure, more_is_better)
    return np.asarray(good.max(axis=0) - good)


def high_regret(measure: npt.ArrayLike, *, more_is_better: bool = True, quantile: float = HIGH_REGRET) -> Array:
    """The 90th percentile of regret, (policy,), linear between futures: small is robust. Source: herman2015."""
    return np.asarray(np.quantile(regret(measure, more_is_better=more_is_better), quantile, axis=1))


def _good(measure: npt.ArrayLike, more_is_better: bool) -> Array:
    """The measure as (policy, future), turned so that more is better."""
    table = np.asarray(measure, dtype=np.float64)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise RelodeError("plan.measures", shape=table.shape)
    return table if more_is_better else -table
