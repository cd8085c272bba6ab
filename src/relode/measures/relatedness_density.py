"""Which industries go together (proximity), and how near what a place has is to an industry (relatedness density)."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.measures.location_quotient import checked_counts, checked_presence


def proximity(presence: npt.ArrayLike) -> Array:
    """The smaller of the two chances to have one industry given the other, (industry, industry). [0-1]

    The diagonal is 1. Raises RelodeError unless `presence` is a table of 0 and 1 in which every industry is
    somewhere. Source: hidalgo2007.
    Limits: always together: 1; never together: 0; everywhere against one place of n: 1 / n.

    Example:
        >>> rl.measures.proximity([[1, 1], [1, 0], [1, 1]]).round(2).tolist()
        [[1.0, 0.67], [0.67, 1.0]]
    """
    table = checked_presence(presence)
    together, number = _together(table)
    return together / np.maximum.outer(number, number)


def _together(table: Array) -> tuple[Array, Array]:
    # 32-bit products of 0 and 1 are exact up to 16 million places, and take half the time.
    single = table.astype(np.float32) if len(table) < 2**24 else table
    together = (single.T @ single).astype(np.float64)
    number = np.diag(together).copy()
    _refuse(number == 0, "measures.absent_industries")
    return together, number


def _refuse(is_wrong: npt.NDArray[np.bool_], key: str) -> None:
    if is_wrong.any():
        places = np.flatnonzero(is_wrong)
        raise RelodeError(key, count=len(places), where=first_three(places))


def relatedness_density(presence: npt.ArrayLike, proximity: npt.ArrayLike) -> Array:
    """Proximity to the industries that a place has over proximity to all industries, (place, industry). [0-1]

    `proximity` is (industry, industry); an industry's closeness to itself counts, as in the literature.
    Raises RelodeError where shapes do not fit. Source: hidalgo2007.
    Limits: nothing present: 0; all present: 1.

    Example:
        >>> presence = [[1, 1, 0], [1, 0, 0], [0, 1, 1]]
        >>> rl.measures.relatedness_density(presence, rl.measures.proximity(presence)).round(2).tolist()
        [[1.0, 0.75, 0.33], [0.67, 0.25, 0.0], [0.33, 0.75, 1.0]]
    """
    table, close = checked_presence(presence), checked_proximity(presence, proximity)
    return np.asarray(table @ (close / close.sum(axis=0)))


def checked_proximity(presence: npt.ArrayLike, proximity: npt.ArrayLike) -> Array:
    """`proximity` as floats, (industry, industry), of the industries of `presence`, (place, industry). [1]

    RelodeError for another shape.
    """
    close = checked_counts(proximity)
    industries = np.shape(presence)[1]
    if close.shape != (industries, industries):
        raise RelodeError("measures.proximity_shape", shape=close.shape, industries=industries)
    return close
