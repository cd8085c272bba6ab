"""Ubiquity: in how many places an industry is found."""

import numpy as np
import numpy.typing as npt

from relode.measures.presence import checked_presence


def ubiquity(presence: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of places where each industry is present, from (place, industry). [1]

    Raises RelodeError unless `presence` is a table of 0 and 1. Source: hidalgo2009.
    Limits: found nowhere: 0; found everywhere: the number of places.

    Example:
        >>> rl.measures.ubiquity([[1, 1, 0], [0, 1, 0]]).tolist()
        [1, 2, 0]
    """
    return np.asarray(checked_presence(presence).sum(axis=0), dtype=np.int64)
