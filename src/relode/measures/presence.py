"""Presence: which industries a place has, yes or no."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.counts import checked_counts, checked_table

Presence = npt.NDArray[np.bool_]


def presence_by_quotient(location_quotient: npt.ArrayLike, at_least: float = 1.0) -> Presence:
    """Whether a place has at least `at_least` times its expected share of an industry, (..., place, industry).

    Raises RelodeError for missing or negative quotients. Source: balassa1965.

    Example:
        >>> rl.measures.presence_by_quotient([[1.6, 0.4], [0.4, 1.6]]).tolist()
        [[True, False], [False, True]]
    """
    return checked_counts(location_quotient) >= at_least


def presence_by_count(counts: npt.ArrayLike, at_least: float = 1.0) -> Presence:
    """Whether a place counts at least `at_least` of an industry, (..., place, industry).

    Raises RelodeError for missing or negative counts, and if `at_least` is not above 0 (everything would be present).

    Example:
        >>> rl.measures.presence_by_count([[3, 0], [1, 12]], at_least=3).tolist()
        [[True, False], [False, True]]
    """
    if not at_least > 0:
        raise RelodeError("measures.presence_of_nothing", at_least=at_least)
    return checked_counts(counts) >= at_least


def checked_presence(presence: npt.ArrayLike) -> Array:
    """`presence` of shape (place, industry) as 0.0 and 1.0 [1]; RelodeError for other values or axes."""
    table = checked_table(presence)
    if table.ndim != 2:
        raise RelodeError("measures.not_a_table", shape=table.shape)
    if np.asarray(presence).dtype != np.bool_ and ((table != 0) & (table != 1)).any():
        raise RelodeError("measures.not_presence")
    return table
