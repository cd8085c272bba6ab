"""Which unknowns move an outcome: Sobol indices and Morris effects, with how far they can be trusted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sampling
from SALib.sample.morris import sample as morris_sampling

from relode.arrays import Array
from relode.errors import RelodeError

CONVERGED = 0.1
"""Half the length of the widest 95 % interval, and the largest change between halves: a choice of this project."""
LEVELS = 4
"""Levels of Morris' grid. Source: morris1991."""
ASSUMPTION_DRIVEN = 0.5
"""With more of the variance from assumed factors a result is a what-if: the rule of this project."""


@dataclass(frozen=True)
class Indices:
    """First-order and total indices of each factor with half the length of their 95 % intervals. [share]

    `half_change` is the largest difference of a total index between the two halves of the sample.
    """

    factors: tuple[str, ...]
    first: Array
    first_half_length: Array
    total: Array
    total_half_length: Array
    half_change: float

    @property
    def converged(self) -> bool:
        """Whether intervals are short and both halves of the sample agree."""
        widest = max(self.first_half_length.max(), self.total_half_length.max())
        return bool(widest <= CONVERGED and self.half_change <= CONVERGED)

    def worth_measuring_first(self, among: Collection[str] | None = None) -> tuple[str, ...]:
        """The factor that would take most variance away if it were known, with those that cannot be told from it.

        All surely above 0. Only factors `among` those named, if any are: not everything can be measured. A
        first-order index is the expected share of the variance that goes when the factor becomes known.
        Source: saltelli2010. Empty where no index is above 0 with 95 % certainty.
        """
        order = [i for i in np.argsort(-self.first, kind="stable") if among is None or self.factors[i] in among]
        low, high = self.first - self.first_half_length, self.first + self.first_half_length
        if not order or low[order[0]] <= 0:
            return ()
        return tuple(self.factors[i] for i in order if high[i] >= low[order[0]] and low[i] > 0)


@dataclass(frozen=True)
class Effects:
    """Morris' elementary effects over the range of each factor, in the unit of the outcome.

    `size` is the mean of absolute effects with half the length of its 95 % interval, `spread` their standard
    deviation: large beside `size` where a factor acts unevenly or together with others.
    """

    factors: tuple[str, ...]
    size: Array
    size_half_length: Array
    spread: Array


def sobol_sample(factors: Sequence[str], count: int, seed: int) -> pd.DataFrame:
    """Saltelli's sample for first-order and total indices: chances, (row, factor), of count x (factors + 2) rows. [0-1]

    Each in the middle of a cell of width 2^-30. `count` is a power of 2.
    Source: saltelli2010.
    """
    chances = sobol_sampling.sample(_problem(factors), count, calc_second_order=False, seed=seed)
    return pd.DataFrame(chances + 2.0**-31, columns=list(factors))


def sobol_indices(sample: pd.DataFrame, outcomes: npt.ArrayLike, seed: int) -> Indices:
    """Sobol indices of `outcomes`, (row,), one for each row of a `sobol_sample`, (row, factor), in its order. [share]

    Raises RelodeError if outcomes are missing or never change. Source: saltelli2010.
    Limits: an outcome that adds up factors: first and total indices are equal and add up to 1.
    """
    factors, values = list(sample.columns), _outcomes(sample, outcomes)
    whole = _analysed(factors, values, seed)
    block = len(factors) + 2
    half = len(sample) // block // 2 * block
    totals = [_analysed(factors, part, seed)["ST"] for part in (values[:half], values[half:])]
    change = float(np.abs(totals[0] - totals[1]).max())
    return Indices(tuple(factors), whole["S1"], whole["S1_conf"], whole["ST"], whole["ST_conf"], change)


def morris_sample(factors: Sequence[str], trajectories: int, seed: int) -> pd.DataFrame:
    """Morris' sample for a first look at many factors: chances, (row, factor), trajectories x (factors + 1) rows. [0-1]

    From 1/8 to 7/8 in four levels. Source: morris1991.
    """
    grid = morris_sampling(_problem(factors), trajectories, num_levels=LEVELS, seed=seed)
    return pd.DataFrame(0.125 + 0.75 * grid, columns=list(factors))


def morris_effects(sample: pd.DataFrame, outcomes: npt.ArrayLike, seed: int) -> Effects:
    """Elementary effects of `outcomes`, (row,), one for each row of a `morris_sample`, (row, factor), in its order.

    In the unit of the outcome. Raises RelodeError as `sobol_indices`. Source: morris1991.
    Limits: a factor that does nothing: 0.
    """
    factors, values = list(sample.columns), _outcomes(sample, outcomes)
    result = morris_analysis.analyze(_problem(factors), sample.to_numpy(), values, num_levels=LEVELS, seed=seed)
    size, length, spread = (np.asarray(result[key], dtype=np.float64) for key in ("mu_star", "mu_star_conf", "sigma"))
    return Effects(tuple(factors), size, length, spread)


def _problem(factors: Sequence[str]) -> dict[str, object]:
    """Chances of factors, as SALib wants them."""
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def _outcomes(sample: pd.DataFrame, outcomes: npt.ArrayLike) -> Array:
    values = np.asarray(outcomes, dtype=np.float64)
    if values.shape != (len(sample),) or not np.isfinite(values).all():
        raise RelodeError("plan.outcomes", rows=len(sample), shape=values.shape)
    return values


def _analysed(factors: Sequence[str], values: Array, seed: int) -> dict[str, Array]:
    if np.ptp(values) == 0:
        raise RelodeError("plan.constant_outcome", rows=len(values))
    result = sobol_analysis.analyze(_problem(factors), values, calc_second_order=False, seed=seed)
    return {key: np.asarray(result[key], dtype=np.float64) for key in ("S1", "S1_conf", "ST", "ST_conf")}
