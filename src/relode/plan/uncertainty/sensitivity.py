"""Which unknowns move an outcome: Sobol indices and Morris effects, with how far they can be trusted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sampling
from SALib.sample.morris import sample as morris_sampling

from relode.arrays import Array
from relode.errors import RelodeError
from relode.plan.uncertainty.factors import Factor, checked, names, values_at
from relode.streams import stream

Method = Literal["sobol", "latin_hypercube"]


def futures(factors: Sequence[Factor], count: int, seed: int, method: Method = "sobol") -> pd.DataFrame:
    """A sample of the factors: a row for each future, a column for each factor, in the unit of the factor.

    Scrambled Sobol points keep their balance only for a count that is a power of 2, other counts are refused;
    a Latin hypercube takes any count. `attrs` of the table hold seed, method and count. Same seed, same bits.
    Raises RelodeError for bad factors or counts. Source: sobol1967, owen1998, mckay1979.
    Limits: each factor by itself follows its distribution, evenly spread.
    """
    result = checked(factors, "futures")
    if count < 1 or (method == "sobol" and count & (count - 1)):
        raise RelodeError("plan.futures_count", count=count, near=_powers_beside(count))
    if method not in ("sobol", "latin_hypercube"):
        raise RelodeError("plan.unknown_method", name=method, methods="sobol, latin_hypercube")
    table = at_chances(result, _points(len(result), count, seed, method))
    table.attrs = {"seed": seed, "method": method, "count": count}
    return table


def at_chances(factors: Sequence[Factor], chances: npt.NDArray[np.float64]) -> pd.DataFrame:
    """The table of values at `chances` (future, factor), each between 0 and 1."""
    columns = {
        name: values_at(f, chances[:, i]) for i, (name, f) in enumerate(zip(names(factors), factors, strict=True))
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(chances), name="future"))


def _points(dimension: int, count: int, seed: int, method: Method) -> npt.NDArray[np.float64]:
    rng = stream("design_points", seed)
    if method == "latin_hypercube":
        return np.asarray(scipy.stats.qmc.LatinHypercube(d=dimension, rng=rng).random(count))
    # Multiples of 2^-30, 0 among them: the middle of each cell keeps the ends of endless distributions finite.
    return np.asarray(scipy.stats.qmc.Sobol(d=dimension, scramble=True, rng=rng, bits=30).random(count) + 2.0**-31)


def _powers_beside(count: int) -> str:
    below = 1 << max(0, count.bit_length() - 1)
    return f"{below}, {2 * below}"


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


def sobol_sample(factors: Sequence[Factor], count: int, seed: int) -> pd.DataFrame:
    """Saltelli's sample for first-order and total indices: count x (factors + 2) rows, a column for each factor.

    Columns are the factors, in their units.

    `count` must be a power of 2. Raises RelodeError otherwise. Source: saltelli2010.
    """
    result = checked(factors, "sobol_sample")
    chances = sobol_sampling.sample(_problem(result), _power_of_two(count), calc_second_order=False, seed=seed)
    return at_chances(result, _inside_ends(chances))


def sobol_indices(factors: Sequence[Factor], sample: pd.DataFrame, outcomes: npt.ArrayLike, seed: int) -> Indices:
    """Sobol indices of `outcomes`, one for each row of a `sobol_sample` of the same factors.

    `sample` has the columns of `sobol_sample`.

    Raises RelodeError if the sample has another size, other factors or another order than it was drawn in, if
    outcomes are missing, or if they never change. Source: saltelli2010.
    Limits: an outcome that adds up factors: first and total indices are equal and add up to 1.
    """
    result = checked(factors, "sobol_indices")
    block = len(result) + 2
    count = _blocks(result, sample, block)
    _check_order(sample, block)
    values = _outcomes(sample, outcomes)
    whole = _analysed(result, values, seed)
    half = count // 2 * block
    totals = [_analysed(result, part, seed)["ST"] for part in (values[:half], values[half:])]
    change = float(np.abs(totals[0] - totals[1]).max())
    return Indices(tuple(names(result)), whole["S1"], whole["S1_conf"], whole["ST"], whole["ST_conf"], change)


def morris_sample(factors: Sequence[Factor], trajectories: int, seed: int) -> pd.DataFrame:
    """Morris' sample: trajectories x (factors + 1) rows, for a first look at many factors.

    Columns are the factors, in their units.

    The chances run from 1/8 to 7/8 in four levels, so that endless distributions stay finite.
    Raises RelodeError for fewer than two trajectories. Source: morris1991.
    """
    result = checked(factors, "morris_sample")
    if trajectories < 2:
        raise RelodeError("plan.count", name="trajectories", value=trajectories, least=2)
    grid = morris_sampling(_problem(result), trajectories, num_levels=LEVELS, seed=seed)
    return at_chances(result, 0.125 + 0.75 * grid)


def morris_effects(factors: Sequence[Factor], sample: pd.DataFrame, outcomes: npt.ArrayLike, seed: int) -> Effects:
    """Elementary effects of `outcomes`, one for each row of a `morris_sample` of the same factors.

    `sample` has the columns of `morris_sample`.

    Raises RelodeError as `sobol_indices`. Source: morris1991. Limits: a factor that does nothing: 0.
    """
    answer = checked(factors, "morris_effects")
    _blocks(answer, sample, len(answer) + 1)
    numbers = _numbers(answer, sample)
    wrong = np.flatnonzero((np.diff(numbers, axis=0) != 0).sum(axis=1) != 1)
    wrong = wrong[(wrong + 1) % (len(answer) + 1) != 0]  # between trajectories everything may change
    if len(wrong):
        raise RelodeError("plan.sample_shuffled", row=int(wrong[0]) + 1)
    values = _outcomes(sample, outcomes)
    result = morris_analysis.analyze(_problem(answer), numbers, values, num_levels=LEVELS, seed=seed)
    size, length, spread = (np.asarray(result[key], dtype=np.float64) for key in ("mu_star", "mu_star_conf", "sigma"))
    return Effects(tuple(names(answer)), size, length, spread)


def _problem(factors: Sequence[Factor]) -> dict[str, object]:
    """Chances of factors, as SALib wants them: the distributions are put on afterwards."""
    return {"num_vars": len(factors), "names": names(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def _power_of_two(count: int) -> int:
    if count < 2 or count & (count - 1):
        raise RelodeError("plan.sample_count", count=count)
    return count


def _inside_ends(chances: Array) -> Array:
    """Chances in the middle of their cells of width 2^-30: 0 has no value under an endless distribution."""
    return np.asarray(chances + 2.0**-31)


def _blocks(factors: Sequence[Factor], sample: pd.DataFrame, block: int) -> int:
    """How many blocks of `block` rows the sample has; a RelodeError if it is not a whole number of two or more."""
    if list(sample.columns) != names(factors):
        result, expected = ", ".join(map(str, sample.columns)), ", ".join(names(factors))
        raise RelodeError("plan.sample_order", found=result, expected=expected)
    if len(sample) % block or len(sample) < 2 * block:
        expected_rows = block * max(2, round(len(sample) / block))
        raise RelodeError("plan.sample_rows", factors=len(factors), rows=len(sample), expected=expected_rows)
    return len(sample) // block


def _check_order(sample: pd.DataFrame, block: int) -> None:
    """Refuse rows out of order: row i of a block differs from its first row in no factor but the i-th."""
    cells = sample.to_numpy().reshape(-1, block, block - 2)
    differs = cells[:, 1:-1] != cells[:, :1]
    differs[:, np.arange(block - 2), np.arange(block - 2)] = False
    wrong = np.argwhere(differs.any(axis=2))
    if len(wrong):
        raise RelodeError("plan.sample_shuffled", row=int(wrong[0][0] * block + wrong[0][1] + 1))


def _outcomes(sample: pd.DataFrame, outcomes: npt.ArrayLike) -> Array:
    values = np.asarray(outcomes, dtype=np.float64)
    if values.shape != (len(sample),) or not np.isfinite(values).all():
        raise RelodeError("plan.outcomes", rows=len(sample), shape=values.shape)
    if np.ptp(values) == 0:
        raise RelodeError("plan.constant_outcome", rows=len(values))
    return values


def _analysed(factors: Sequence[Factor], values: Array, seed: int) -> dict[str, Array]:
    if np.ptp(values) == 0:
        raise RelodeError("plan.constant_outcome", rows=len(values))
    result = sobol_analysis.analyze(_problem(factors), values, calc_second_order=False, seed=seed)
    return {key: np.asarray(result[key], dtype=np.float64) for key in ("S1", "S1_conf", "ST", "ST_conf")}


def _numbers(factors: Sequence[Factor], sample: pd.DataFrame) -> Array:
    """The sample as numbers, categories by their place in the list of choices."""
    columns = [
        [f.choices.index(value) for value in sample[f.name]] if f.kind == "choice" else sample[f.name] for f in factors
    ]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])
