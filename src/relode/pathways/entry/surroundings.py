"""Surroundings: which places border a place, which lie behind those, which share its region."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.errors import RelodeError, first_three

if TYPE_CHECKING:
    Sparse = Any


class Borders(NamedTuple):
    """What lies around places and industries; None where it is not known.

    `adjacent` and `second_ring` are sparse (place, place), rows scaled by the root of their number; `region`
    (place,) numbers the region of each place; `parent` (industry,) numbers the group of each industry.
    """

    adjacent: "Sparse | None" = None
    second_ring: "Sparse | None" = None
    region: Groups | None = None
    parent: Groups | None = None


def rings(places: list[str], pairs: list[tuple[str, str]]) -> "tuple[Sparse, Sparse]":
    """First and second ring of neighbours from `pairs` of adjacent places, in either direction.

    Pairs with a place that is not in `places` are left out: a border list may cover more than the table.
    Raises RelodeError if none is left.
    """
    from scipy.sparse import csr_array

    position = {place: number for number, place in enumerate(places)}
    known = [(position[a], position[b]) for a, b in pairs if a in position and b in position and a != b]
    if not known:
        raise RelodeError("entry.no_known_neighbours", pairs=len(pairs), where=first_three(a for a, _ in pairs))
    rows, columns = np.array(known).T
    shape = (len(places), len(places))
    linked = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    first = ((linked + linked.T) > 0).astype(np.float64)
    second = ((first @ first) > 0).astype(np.float64)
    second = second - second.multiply(first)
    second.setdiag(0)
    second.eliminate_zeros()
    return _scaled(first), _scaled(second)


def group_numbers(names: list[str]) -> Groups:
    """Groups numbered from 0 in the order of their names, (row,)."""
    return np.unique(np.asarray(names, dtype=str), return_inverse=True)[1].astype(np.int64)


def rest_of_group(values: Array, group: Groups) -> Array:
    """Sum over the other rows of the same group, scaled by the root of their number; 0 where there is no other.

    `values` is (row, column), `group` (row,); in the unit of the values.
    """
    totals = np.zeros((group.max() + 1, values.shape[1]))
    np.add.at(totals, group, values)
    others = np.bincount(group)[group] - 1
    return np.asarray((totals[group] - values) / np.sqrt(np.maximum(others, 1))[:, None])


def _scaled(links: "Sparse") -> "Sparse":
    from scipy.sparse import diags_array

    number = links.sum(axis=1)
    return (diags_array(1 / np.sqrt(np.maximum(number, 1))) @ links).tocsr()
