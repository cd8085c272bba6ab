"""Complexity outlook: how close a place is to the complex industries that it does not have."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.counts import checked_counts
from relode.measures.presence import checked_presence
from relode.measures.relatedness_density import checked_proximity


def complexity_outlook_index(
    presence: npt.ArrayLike, density: npt.ArrayLike, product_complexity_index: npt.ArrayLike
) -> Array:
    """Complexity of absent industries weighted by density, in standard deviations over places, (place,). [1]

    Complexity is counted from that of the average presence, here and in the gain.
    Raises RelodeError where shapes do not fit or all places have the same outlook. Source: hausmann2014.
    Limits: a product complexity index on another origin gives the same outlook.

    Example:
        >>> presence = [[1, 1, 1], [1, 1, 0], [1, 0, 0]]
        >>> density = rl.measures.relatedness_density(presence, rl.measures.proximity(presence))
        >>> rl.measures.complexity_outlook_index(presence, density, [-1, 0, 1]).round(2).tolist()
        [-1.28, 1.16, 0.11]
    """
    table = checked_presence(presence)
    close, complexity = checked_counts(density), _complexity(table, product_complexity_index)
    if close.shape != table.shape:
        raise RelodeError("measures.shapes_differ", first=close.shape, second=table.shape)
    outlook = (close * (1 - table)) @ complexity
    spread = outlook.std()
    if spread <= 1e-12 * max(np.abs(outlook).max(), 1e-300):
        raise RelodeError("measures.places_alike")
    return np.asarray((outlook - outlook.mean()) / spread)


def complexity_outlook_gain(
    presence: npt.ArrayLike, proximity: npt.ArrayLike, product_complexity_index: npt.ArrayLike
) -> Array:
    """What an absent industry would add to the outlook of a place, 0 where it is present, (place, industry). [1]

    The complexity of the absent industries that it is close to, each as a share of all that these are close to,
    the industry itself included. Raises RelodeError where shapes do not fit. Source: hausmann2014.
    Limits: all present: 0 everywhere.

    Example:
        >>> presence = [[1, 1, 1], [1, 1, 0], [1, 0, 0]]
        >>> close = rl.measures.proximity(presence)
        >>> rl.measures.complexity_outlook_gain(presence, close, [-1, 0, 1]).round(2).tolist()
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.73], [0.0, 0.52, 0.8]]
    """
    table, close = checked_presence(presence), checked_proximity(presence, proximity)
    complexity = _complexity(table, product_complexity_index)
    absent = 1 - table
    return np.asarray(absent * (absent @ (close * (complexity / close.sum(axis=1))[:, None])))


def _complexity(table: Array, product_complexity_index: npt.ArrayLike) -> Array:
    complexity = np.asarray(product_complexity_index, dtype=np.float64)
    if complexity.shape != (table.shape[1],):
        raise RelodeError("measures.shapes_differ", first=complexity.shape, second=(table.shape[1],))
    if not np.isfinite(complexity).all():
        raise RelodeError("measures.missing_complexity")
    # The outlook adds complexities up, so it needs an origin: the average presence, where the eigenvector has it.
    origin = (table @ complexity).sum() / max(table.sum(), 1)
    return np.asarray(complexity - origin)
