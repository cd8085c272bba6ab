"""Complexity of places and industries: the economic complexity index and fitness, on what hangs together."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.measures.location_quotient import Presence, checked_presence
from relode.streams import stream


def connected_part(presence: npt.ArrayLike) -> tuple[Presence, Presence]:
    """Which places (place,) and which industries (industry,) belong to the largest connected part.

    Two places are connected if they share an industry, directly or through others. Complexity indices compare
    only what is connected. Places and industries with nothing belong to no part. The largest part has the most
    places, the earliest of equals. Raises RelodeError unless `presence` is a table of 0 and 1.

    Example:
        >>> places, industries = rl.measures.connected_part([[1, 1, 0], [0, 1, 0], [0, 0, 1]])
        >>> places.tolist(), industries.tolist()
        ([True, True, False], [True, True, False])
    """
    # SciPy is imported where it is used: what needs only a location quotient must not wait for it.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    table = checked_presence(presence)
    count = table.shape[0]
    place, industry = np.nonzero(table)
    size = count + table.shape[1]
    links = coo_array((np.ones(len(place)), (place, industry + count)), shape=(size, size))
    _, part = connected_components(links.tocsr(), directed=False)
    has_links = np.concatenate([table.any(axis=1), table.any(axis=0)])
    places_in_part = np.bincount(part[:count][has_links[:count]], minlength=part.max() + 1)
    inside = (part == places_in_part.argmax()) & has_links
    return inside[:count], inside[count:]


# Two axes whose strengths differ by less than this share cannot be told apart in 64-bit floats.
TIED = 1e-9
LANCZOS_FROM = 400
START = 0
"""Seed of the first axis that is tried: any will do, but the same each time."""


class Complexity(NamedTuple):
    """The two indices, in standard deviations of the places' index."""

    economic_complexity_index: Array
    product_complexity_index: Array


def complexity(presence: npt.ArrayLike) -> Complexity:
    """Economic complexity index of places (place,) and product complexity index of industries (industry,). [1]

    A place's index is the mean over its industries, an industry's the mean over its places (up to one factor):
    the second axis of the table, the first being constant. Places have mean 0 and standard deviation 1;
    industries are put on the same scale, so that a place's index is the mean of its industries'. The sign
    makes the index rise with diversity.

    Raises RelodeError for a table that is not 0 and 1, places or industries with nothing, fewer than two of
    either, parts without a link between them, an axis that is tied with the next, or one without a direction.
    Source: hidalgo2009, mealy2019.
    Limits: nested presence sorts places by diversity; renaming renames.

    Example:
        >>> places, industries = rl.measures.complexity([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
        >>> places.round(2).tolist()
        [1.22, 0.0, -1.22]
        >>> industries.round(2).tolist()
        [-1.22, 1.22, 3.67]
    """
    table = checked_presence(presence)
    _refuse_gaps(table)
    by_place = table / np.sqrt(table.sum(axis=1, keepdims=True) * table.sum(axis=0))
    # The shorter side gives the smaller of two matrices with the same axes.
    is_tall = table.shape[0] > table.shape[1]
    similarity = by_place.T @ by_place if is_tall else by_place @ by_place.T
    # The first axis is known, the constant one; without it the second comes out on top.
    first = np.sqrt(table.sum(axis=0 if is_tall else 1) / table.sum())
    axis = _first_axis(similarity - np.outer(first, first))
    industries = axis if is_tall else by_place.T @ axis
    industries = industries / np.sqrt(table.sum(axis=0))
    return _standardised(table, table @ industries / table.sum(axis=1), industries)


def _first_axis(matrix: Array) -> Array:
    strength, axes = _two_strongest(matrix)
    if strength[-1] <= TIED:
        raise RelodeError("measures.places_alike")
    if len(matrix) > 2 and strength[-1] - strength[-2] <= TIED:
        raise RelodeError("measures.tied_axes")
    axis: Array = axes[:, -1]
    return axis


def _two_strongest(matrix: Array) -> tuple[Array, Array]:
    """The two largest eigenvalues, ascending, with their axes.

    Lanczos needs a few dozen products where the dense solver needs thousands of small steps, on which a busy
    machine waits; where axes are so close that Lanczos does not settle, the dense solver does.
    """
    from scipy.linalg import eigh
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    size = len(matrix)
    if size >= LANCZOS_FROM:
        start = stream("eigenvector_start", START).normal(size=size)
        try:
            strength, axes = eigsh(matrix, k=2, which="LA", v0=start)
            return strength[np.argsort(strength)], axes[:, np.argsort(strength)]
        except ArpackNoConvergence:
            pass
    strength, axes = eigh(matrix, subset_by_index=[max(size - 2, 0), size - 1])
    return strength, axes


def _standardised(table: Array, places: Array, industries: Array) -> Complexity:
    diversity = table.sum(axis=1)
    spread = places.std()
    if spread <= TIED * np.abs(places).max():
        raise RelodeError("measures.places_alike")
    direction = ((diversity - diversity.mean()) * (places - places.mean())).mean() / spread
    # Equal diversities leave no direction; then a sign would be an accident of the solver.
    if abs(direction) <= 1e-12 * diversity.max():
        raise RelodeError("measures.no_direction")
    sign = np.sign(direction)
    return Complexity(sign * (places - places.mean()) / spread, sign * (industries - places.mean()) / spread)


def _refuse_gaps(table: Array) -> None:
    for is_there, key in (
        (table.any(axis=1), "measures.absent_places"),
        (table.any(axis=0), "measures.absent_industries"),
    ):
        if not is_there.all():
            where = np.flatnonzero(~is_there)
            raise RelodeError(key, count=len(where), where=first_three(where))
    if min(table.shape) < 2:
        raise RelodeError("measures.too_few", places=table.shape[0], industries=table.shape[1])
    inside, _ = connected_part(table)
    if not inside.all():
        where = np.flatnonzero(~inside)
        raise RelodeError("measures.not_connected", count=len(where), where=first_three(where))


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
