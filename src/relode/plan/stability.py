"""Whether a ranking of plans would survive other futures and another seed; if not, there is no ranking."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError

STABLE_SHARE = 0.7
"""The best plan must be best in so many resamples of futures: the rule of this project, not of a publication."""
KEPT_SHARE = 0.8
"""Another seed must keep so much of the set of plans: the rule of this project, not of a publication."""


@dataclass(frozen=True)
class Standing:
    """`best` is the number of the best policy over all futures; `best_shares` (policy,) in how many resamples each is.

    `no_ranking` is True where the best one is best too rarely for the order to be told.
    """

    best: int
    best_shares: Array

    @property
    def no_ranking(self) -> bool:
        """Whether the best policy is best in too few resamples."""
        return bool(self.best_shares[self.best] < STABLE_SHARE)


def stable_best(
    measure: npt.ArrayLike, score: Callable[[Array], Array], rng: np.random.Generator, resamples: int = 1000
) -> Standing:
    """How often each policy is best when the futures are drawn again with replacement.

    `measure` is (policy, future) or (quantity, policy, future), futures last; `score` gives one number for each
    policy, more is better, and is called on every resample. Policies tied for best share the resample.
    Raises RelodeError for missing values, no future or no resample. Source: efron1993.
    Limits: one policy best in every future: share 1; policies alike: equal shares.
    """
    table = np.asarray(measure, dtype=np.float64)
    if table.ndim < 2 or not table.size or not np.isfinite(table).all():
        raise RelodeError("plan.measures", shape=table.shape)
    if resamples < 1:
        raise RelodeError("plan.no_resamples", count=resamples)
    futures = table.shape[-1]
    shares = sum(_best(score(table[..., rng.integers(futures, size=futures)])) for _ in range(resamples))
    return Standing(int(_best(score(table)).argmax()), np.asarray(shares / resamples))


def kept_share(first: Collection[str], second: Collection[str]) -> float:
    """How much of two sets of plans is common: plans in both over plans in either. [share] Source: jaccard1901.

    Limits: the same set: 1; nothing in common: 0. Raises RelodeError if both are empty.
    """
    either = set(first) | set(second)
    if not either:
        raise RelodeError("plan.no_plans")
    return len(set(first) & set(second)) / len(either)


def no_ranking(standing: Standing, kept: float) -> bool:
    """Whether to withhold a ranking: the best is best too rarely, or another seed keeps too little of the set."""
    return standing.no_ranking or kept < KEPT_SHARE


def _best(scores: Array) -> Array:
    """One shared by the policies with the highest score, (policy,)."""
    highest = scores == scores.max()
    return np.asarray(highest / highest.sum())
