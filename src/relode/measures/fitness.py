"""Fitness and quality: what a place can do, and what an industry takes, when weak places discredit an industry."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.measures.presence import checked_presence


class Fitness(NamedTuple):
    """Both with mean 1."""

    fitness: Array
    quality: Array


def fitness(presence: npt.ArrayLike, updates: int = 100) -> Fitness:
    """Fitness of places (place,) and quality of industries (industry,), each with mean 1. [1]

    A place's fitness is the sum of its industries' qualities; an industry's quality is one over the sum of its
    places' inverse fitness. Both start at 1 and are rescaled to mean 1 after each update. Many tables send
    some places to 0 as updates go on, so the number of updates is part of the answer: state it.

    Raises RelodeError for a table that is not 0 and 1, places or industries with nothing, no update at all,
    or so many that a fitness falls below what a float can hold. Source: tacchella2012.
    Limits: all alike: 1 everywhere; a place with more of everything is fitter.

    Example:
        >>> places, industries = rl.measures.fitness([[1, 1], [1, 0]], updates=2)
        >>> places.round(2).tolist()
        [1.5, 0.5]
        >>> industries.round(2).tolist()
        [0.5, 1.5]
    """
    from scipy.sparse import csr_array

    table = checked_presence(presence)
    if updates < 1:
        raise RelodeError("measures.no_updates", updates=updates)
    for side, key in ((1, "measures.absent_places"), (0, "measures.absent_industries")):
        absent = np.flatnonzero(~table.any(axis=side))
        if len(absent):
            raise RelodeError(key, count=len(absent), where=first_three(absent))
    has, held = csr_array(table), csr_array(table.T)
    places, industries = np.ones(table.shape[0]), np.ones(table.shape[1])
    for update in range(updates):
        places, industries = has @ industries, 1 / (held @ (1 / places))
        places, industries = places / places.mean(), industries / industries.mean()
        if places.min() < 1e-300:
            raise RelodeError("measures.fitness_vanishes", updates=update + 1, where=first_three([places.argmin()]))
    return Fitness(places, industries)
