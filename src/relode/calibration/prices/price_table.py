"""The price process of each resource kind that ships: `price_process.csv`."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from relode.calibration.prices.resource_price import PRICED
from relode.calibration.targets.estimates import figure

KINDS = (*PRICED, "rare_lithium", "nonmetal", "forest")
"""The resource kinds of the model; those after the first four have no price."""
ONE_FACTOR = ("reversion", "volatility")
TWO_FACTOR = (*ONE_FACTOR, "long_run_volatility")


@dataclass(frozen=True)
class Process:
    """Passing shocks of `volatility` a year that fade at `reversion` a year, on a level that drifts and wanders.

    `volatility` and `long_run_volatility` are of ln price and the root of a year, `drift` of ln price a year.
    With `long_run_volatility` 0 it has one factor, with `volatility` 0 it is a random walk.
    Source: schwartz1997, schwartz2000.
    """

    reversion: float
    volatility: float
    long_run_volatility: float
    drift: float


def process(kind: str) -> Process:
    """The shipped process of a resource kind. Raises RelodeError for an unknown kind.

    Example:
        >>> rl.calibration.process("coal").drift
        0.0
    """
    return Process(*(_value(kind, name) for name in (*TWO_FACTOR, "drift")))


def correlation() -> NDArray[np.float64]:
    """Correlation of the yearly passing shocks of all kinds, in the order of KINDS, (kind, kind). [1]

    Example:
        >>> rl.calibration.correlation().shape == (len(rl.calibration.KINDS),) * 2
        True
    """
    matrix = np.eye(len(KINDS))
    for (i, one), (j, other) in combinations(enumerate(KINDS), 2):
        matrix[i, j] = matrix[j, i] = _value(f"{one}:{other}", "correlation")
    return matrix


def _value(subject: str, quantity: str) -> float:
    return figure("price_process", subject, quantity).value
