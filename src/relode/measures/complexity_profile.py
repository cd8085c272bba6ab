"""All complexity measures of one year from one table of counts, each computed once."""

from typing import NamedTuple

import numpy.typing as npt

from relode.arrays import Array
from relode.measures.complexity_outlook import complexity_outlook_gain, complexity_outlook_index
from relode.measures.economic_complexity_index import complexity
from relode.measures.fitness import fitness
from relode.measures.location_quotient import location_quotient
from relode.measures.presence import Presence, presence_by_quotient
from relode.measures.proximity import proximity
from relode.measures.relatedness_density import relatedness_density


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
