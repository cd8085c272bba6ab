"""Which of the compared plans regrets least, and whether that would survive other futures and another seed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.plan.robustness import high_regret
from relode.plan.stability import no_ranking, stable_best

RESAMPLES = 200


@dataclass(frozen=True)
class Verdict:
    """`best` is the number of the plan with the least regret, best in `best_share` of resamples of futures.

    `kept` is how much of the set of plans another seed finds too. `is_told`: the order holds.
    """

    best: int
    best_share: float
    kept: float
    is_told: bool


def verdict(
    table: Mapping[str, Values],
    unit: Mapping[str, float],
    kept: float,
    rng: np.random.Generator,
) -> Verdict:
    """Compare plans by the 90th percentile of regret in the objective where each is worst.

    `table`: objective -> gain (plan, future), all over the same futures; `unit` its span; `kept`: how much of the set
    another seed keeps. Source: savage1951, herman2015.
    """
    stack = np.stack([gain / unit[name] for name, gain in table.items()])

    def score(drawn: Values) -> Values:
        return np.asarray(-np.max([high_regret(gain) for gain in drawn], axis=0))

    standing = stable_best(stack, score, rng, RESAMPLES)
    told = not no_ranking(standing, kept)
    return Verdict(standing.best, float(standing.best_shares[standing.best]), kept, told)
