"""Complexity with resource industries in and out: the index is at its worst where one ore fills the table."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.connected_part import connected_part
from relode.measures.counts import checked_table
from relode.measures.economic_complexity_index import complexity
from relode.measures.fitness import fitness
from relode.measures.location_quotient import location_quotient
from relode.measures.presence import presence_by_quotient


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
