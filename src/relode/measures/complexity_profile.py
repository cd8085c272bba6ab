"""Complexity as it is used: outlook and gain, all measures of one network, with and without resource industries."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.economic_complexity_index import complexity, connected_part, fitness
from relode.measures.location_quotient import (
    Presence,
    checked_counts,
    checked_presence,
    checked_table,
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


class SideBySide(NamedTuple):
    """Two indices of each place with all industries and without the resource ones, (place,); `compared` flags
    places that all four can rank. The others hold 0 and must not be shown."""

    complexity_all: Array
    complexity_without: Array
    fitness_all: Array
    fitness_without: Array
    compared: npt.NDArray[np.bool_]


def resource_industries_in_and_out(counts: npt.ArrayLike, is_resource: npt.ArrayLike, updates: int = 100) -> SideBySide:
    """Economic complexity index and fitness, with and without the industries that `is_resource` (industry,) marks.

    Location quotients are computed anew without them, since an ore that fills a place's total hides all else
    it does. Raises RelodeError for bad counts or marks that do not fit or leave fewer than two industries.
    Source: mealy2019, tacchella2012.
    Limits: no resource industry: both pairs are equal.

    Example:
        >>> counts = [[9, 2, 1], [6, 5, 2], [1, 4, 8], [2, 2, 2]]
        >>> found = rl.measures.resource_industries_in_and_out(counts, is_resource=[True, False, False])
        >>> found.complexity_all.round(2).tolist()
        [-1.44, -0.42, 0.93, 0.93]
        >>> found.complexity_without.round(2).tolist()
        [-0.9, -0.9, 1.51, 0.3]
    """
    table, marks = checked_table(counts), np.asarray(is_resource, dtype=np.bool_)
    if table.ndim != 2 or marks.shape != (table.shape[1],):
        raise RelodeError("measures.shapes_differ", first=marks.shape, second=(table.shape[1],))
    whole, rest = _indices(table, updates), _indices(table[:, ~marks], updates)
    return SideBySide(whole[0], rest[0], whole[1], rest[1], whole[2] & rest[2])


def _indices(table: Array, updates: int) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    places, industries = np.flatnonzero(table.any(axis=1)), table.any(axis=0)
    if industries.sum() < 2:
        raise RelodeError("measures.too_few", places=len(places), industries=int(industries.sum()))
    presence = presence_by_quotient(location_quotient(table[places][:, industries]))
    inside, linked = connected_part(presence)
    part = presence[inside][:, linked]
    index, fit, compared = np.zeros(len(table)), np.zeros(len(table)), np.zeros(len(table), dtype=np.bool_)
    index[places[inside]] = complexity(part).economic_complexity_index
    fit[places[inside]] = fitness(part, updates).fitness
    compared[places[inside]] = True
    return index, fit, compared
