"""Relatedness density: how much of what surrounds an industry a place already has."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.counts import checked_counts
from relode.measures.presence import checked_presence


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
