"""Futures: one labelled sample of all uncertain factors, the same for every policy, so that differences are paired."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

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
