"""Economic and product complexity: places sorted by what they have, industries by who has them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.measures.connected_part import connected_part
from relode.measures.presence import checked_presence
from relode.streams import stream

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
