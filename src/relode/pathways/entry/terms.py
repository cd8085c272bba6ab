"""The terms that speak for or against an industry in a place: what it has beyond its size, and what lies around it."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.errors import RelodeError, first_three
from relode.pathways.entry.additive_model import chance, fit_market_size, market_log_odds
from relode.pathways.entry.transitions import Mask

if TYPE_CHECKING:
    Sparse = Any


# Keeps a presence that was certain from counting for more than ten.
CERTAINTY = 0.01
# Penalty on industry weights for each place that they are learnt from; 1 to 10 score alike.
PENALTY_PER_PLACE = 1.3


def presence_surprise(present: Array, expected: Array) -> Array:
    """Presence less its chance, in standard deviations, (place, industry). Of the shape of `present` and `expected`."""
    return np.asarray((present - expected) / np.sqrt(expected * (1 - expected) + CERTAINTY))


def count_surprise(counts: Array, size: Array, fit_places: Mask) -> Array:
    """Log counts less a parabola in log size for each industry, in standard deviations, (place, industry).

    The parabola and the deviations are those of `fit_places` (place,).
    """
    level = np.log1p(counts)
    design = np.column_stack([np.ones_like(size), size, size**2])
    parabola = np.linalg.lstsq(design[fit_places], level[fit_places], rcond=None)[0]
    rest = level - design @ parabola
    # The floor keeps industries with almost no counts from being blown up.
    return np.asarray(rest / (rest[fit_places].std(axis=0) + 0.05))


def industry_weights(surprise: Array) -> Array:
    """How much surprise in industry j (row) speaks for industry i (column), the others held; diagonal 0.

    `surprise` is (place, industry), the weights (industry, industry). [1]

    Ridge regression of each industry on all others at once, from one inverse. `surprise @ weights` is how much
    the other industries of a place speak for each industry.
    Limits: surprises without any relation: all weights near 0.
    """
    precision = np.linalg.inv(surprise.T @ surprise + PENALTY_PER_PLACE * len(surprise) * np.eye(surprise.shape[1]))
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0)
    return np.asarray(weights)


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


# A presence below this many times the smallest visible count is near the threshold of visibility.
NEAR = 1.5
# Pseudo-counts of momentum, in smallest visible counts.
MOMENTUM_PRIOR = 3.0


class Terms(NamedTuple):
    """`columns` by name, each (place, industry); the surprises and the industry weights that they are made of."""

    columns: dict[str, Array]
    presence_surprise: Array
    count_surprise: Array
    presence_weights: Array
    count_weights: Array


def terms(base: Array, around: Borders, fit_places: Mask, cross: Groups | None = None) -> Terms:
    """All terms that can be known on the last day of `base` (year, place, industry).

    Curves, deviations and industry weights are learnt from `fit_places` (place,) only and applied to all.
    `cross` (place,) cross-fits the industry weights: those applied to a group are learnt without it, so that
    relatedness is as far out of sample where a model learns as where it is used.
    Raises RelodeError if there are fewer than two places to learn from or fewer than two industries.
    """
    if fit_places.sum() < 2 or base.shape[2] < 2:
        raise RelodeError("entry.too_small", places=int(fit_places.sum()), industries=base.shape[2])
    counts = base.mean(axis=0)
    present, size = (counts > 0).astype(np.float64), np.log1p(counts.sum(axis=1))
    market = market_log_odds(fit_market_size(size[fit_places], present[fit_places]), size)
    by_presence = presence_surprise(present, chance(market))
    by_count = count_surprise(counts, size, fit_places)
    related, presence_weights = _related(by_presence, fit_places, cross)
    related_counts, count_weights = _related(by_count, fit_places, cross)
    columns = {"market_size": market, "related": related, "related_counts": related_counts}
    columns["own_count"] = np.log1p(counts)
    columns |= _around(by_presence, by_count, around)
    columns |= _industry_columns(base[:, fit_places], market.shape)
    return Terms(columns, by_presence, by_count, presence_weights, count_weights)


def _related(surprise: Array, fit_places: Mask, cross: Groups | None) -> tuple[Array, Array]:
    weights = industry_weights(surprise[fit_places])
    related = surprise @ weights
    if cross is not None:
        for group in sorted(set(cross[fit_places].tolist())):
            inside = fit_places & (cross == group)
            related[inside] = surprise[inside] @ industry_weights(surprise[fit_places & (cross != group)])
    return related, weights


def _around(by_presence: Array, by_count: Array, around: Borders) -> dict[str, Array]:
    columns = {}
    if around.adjacent is not None:
        columns["adjacent"] = around.adjacent @ by_presence
        columns["adjacent_counts"] = around.adjacent @ by_count
    if around.second_ring is not None:
        columns["second_ring"] = around.second_ring @ by_presence
    if around.region is not None:
        columns["own_region"] = rest_of_group(by_presence, around.region)
    if around.parent is not None:
        columns["siblings"] = rest_of_group(by_presence.T, around.parent).T
    return columns


def _industry_columns(base: Array, shape: tuple[int, ...]) -> dict[str, Array]:
    """What an industry is like everywhere: its usual size, how much of it is barely visible, where it is heading."""
    counts = base.mean(axis=0)
    is_there = counts > 0
    places = np.maximum(is_there.sum(axis=0), 1)
    visible = base[base > 0].min() if is_there.any() else 1.0
    mean_size = np.where(is_there.any(axis=0), counts.sum(axis=0) / places, visible)
    near = (is_there & (counts < NEAR * visible)).sum(axis=0) / places
    lines = {"mean_size": np.log(mean_size), "near_threshold": np.log(near + 0.02)}
    if len(base) > 1:
        first, last = base[0].sum(axis=0), base[-1].sum(axis=0)
        lines["momentum"] = np.log((last + MOMENTUM_PRIOR * visible) / (first + MOMENTUM_PRIOR * visible))
    return {name: np.broadcast_to(line, shape) for name, line in lines.items()}
