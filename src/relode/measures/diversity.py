"""Diversity: how many industries a place has."""

import numpy as np
import numpy.typing as npt

from relode.measures.presence import checked_presence


def diversity(presence: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of industries present in each place, from (place, industry). [1]

    Raises RelodeError unless `presence` is a table of 0 and 1. Source: hidalgo2009.
    Limits: nothing present: 0; all present: the number of industries.

    Example:
        >>> rl.measures.diversity([[1, 1, 0], [0, 1, 0]]).tolist()
        [2, 1]
    """
    return np.asarray(checked_presence(presence).sum(axis=1), dtype=np.int64)
