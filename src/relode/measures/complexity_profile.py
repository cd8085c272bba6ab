"""Complexity as it is used: outlook and gain, all measures of one network, with and without resource industries."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.economic_complexity_index import complexity, fitness
from relode.measures.location_quotient import (
    Presence,
    checked_counts,
    checked_presence,
    location_quotient,
    presence_by_quotient,
)
from relode.measures.relatedness_density import checked_proximity, proximity, relatedness_density


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


class ComplexityProfile(NamedTuple):
    """Each measure under its own name; axes as there."""

    location_quotient: Array
    presence: Presence
    proximity: Array
    relatedness_density: Array
    economic_complexity_index: Array
    product_complexity_index: Array
    complexity_outlook_index: Array
    complexity_outlook_gain: Array
    fitness: Array
    quality: Array


def complexity_profile(counts: npt.ArrayLike, at_least: float = 1.0, updates: int = 100) -> ComplexityProfile:
    """The complexity measures of `counts` (place, industry), with presence from a location quotient of `at_least`.

    Takes one year, so that many years cost no more memory than one and time in proportion.
    Raises RelodeError as each measure does.

    Example:
        >>> found = rl.measures.complexity_profile([[9, 2, 1], [6, 5, 2], [1, 4, 8], [2, 2, 2]])
        >>> found.presence.astype(int).tolist()
        [[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 1, 1]]
        >>> found.economic_complexity_index.round(2).tolist()
        [-1.44, -0.42, 0.93, 0.93]
    """
    quotient = location_quotient(counts)
    presence = presence_by_quotient(quotient, at_least)
    close = proximity(presence)
    density = relatedness_density(presence, close)
    places, industries = complexity(presence)
    outlook = complexity_outlook_index(presence, density, industries)
    gain = complexity_outlook_gain(presence, close, industries)
    strength, quality = fitness(presence, updates)
    return ComplexityProfile(quotient, presence, close, density, places, industries, outlook, gain, strength, quality)
