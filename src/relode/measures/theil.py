"""Theil's index: how unevenly something is spread over people, split into between groups and within them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError


class Theil(NamedTuple):
    """The index and its two parts, which add up to it. [1]"""

    total: float
    between: float
    within: float


def theil(amounts: npt.ArrayLike, people: npt.ArrayLike, groups: npt.ArrayLike) -> Theil:
    """Inequality of `amounts` per head among places (place,) with `people`, by `groups` (place,) of places. [1]

    Raises RelodeError for shapes that differ and for amounts or people that are not positive. Source: theil1967.
    Limits: the same per head everywhere: 0; each place its own group: all between; one group: all within.

    Example:
        >>> found = rl.measures.theil(amounts=[10, 30], people=[1, 1], groups=["north", "south"])
        >>> [round(part, 3) for part in found]
        [0.131, 0.131, 0.0]
    """
    amount, count, names = (np.asarray(amounts, float), np.asarray(people, float), np.asarray(groups))
    if not amount.shape == count.shape == names.shape or amount.ndim != 1:
        raise RelodeError("measures.shapes_differ", first=amount.shape, second=count.shape)
    bad = ~((amount > 0) & (count > 0) & np.isfinite(amount) & np.isfinite(count))
    if bad.any() or not len(amount):
        raise RelodeError("measures.not_positive", count=int(bad.sum()))
    home = np.unique(names, return_inverse=True)[1]
    amounts_of, people_of = (np.asarray(np.bincount(home, each), dtype=np.float64) for each in (amount, count))
    between, total = _index(amounts_of, people_of), _index(amount, count)
    share = amounts_of / amount.sum()
    inside = [_index(amount[home == group], count[home == group]) for group in range(len(share))]
    return Theil(total, between, float(share @ np.array(inside)))


def _index(amount: Array, people: Array) -> float:
    share, part = amount / amount.sum(), people / people.sum()
    return float((share * np.log(share / part)).sum())
