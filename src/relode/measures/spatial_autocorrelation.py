"""Spatial autocorrelation: whether near places are alike, over all (global) and around each place (local)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError

TIED = 1e-9
"""Two sums of the same standardised values, added in another order, differ by less [1]: they tie."""


class LocalMoran(NamedTuple):
    """Local Moran's I, the neighbours' mean in standard deviations, and the two-sided chance, (place,) each."""

    value: Array
    neighbours: Array
    chance: Array


def nearest_neighbour_weights(distance: npt.ArrayLike, count: int) -> Array:
    """Weights (place, place), 1 / count for the `count` nearest others of each row of distances, else 0. [1]

    Raises RelodeError if distances are not square, missing, or fewer than `count` + 1 places. Rows add up to 1; the
    matrix need not be symmetric.
    """
    table = np.array(distance, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not np.isfinite(table).all():
        raise RelodeError("measures.distances", shape=table.shape)
    if not 0 < count < len(table):
        raise RelodeError("measures.neighbour_count", count=count, places=len(table))
    np.fill_diagonal(table, np.inf)
    nearest = np.argsort(table, axis=1, kind="stable")[:, :count]
    weights = np.zeros_like(table)
    np.put_along_axis(weights, nearest, 1 / count, axis=1)
    return weights


def moran(values: npt.ArrayLike, weights: npt.ArrayLike) -> float:
    """Moran's I of `values` (place,) on `weights` (place, place). [1]

    Raises RelodeError for missing values, values all alike, or weights that do not fit. Source: moran1950.
    Limits: no pattern: -1 / (n - 1) on average; a chessboard on a ring or grid: -1.
    """
    z, w = _checked(values, weights)
    return float(len(z) / w.sum() * (z @ w @ z) / (z @ z))


def moran_chance(values: npt.ArrayLike, weights: npt.ArrayLike, rng: np.random.Generator, draws: int = 999) -> float:
    """Two-sided chance of a Moran's I at least as far from its mean when values are shuffled over places.

    Errors as `moran`. Source: anselin1995. Limits: the smallest answer is 1 / (draws + 1).
    """
    z, w = _checked(values, weights)
    shuffled = rng.permuted(np.tile(z, (draws, 1)), axis=1)
    drawn = len(z) / w.sum() * np.einsum("di,ij,dj->d", shuffled, w, shuffled, optimize=True) / (z @ z)
    centre = -1 / (len(z) - 1)
    further = np.abs(drawn - centre) >= abs(moran(values, weights) - centre) - TIED
    return float((further.sum() + 1) / (draws + 1))


def local_moran(
    values: npt.ArrayLike, weights: npt.ArrayLike, rng: np.random.Generator, draws: int = 999
) -> LocalMoran:
    """Local Moran's I of each place; with rows of weights that add up to 1, their mean is the global one.

    The chance draws each place's neighbours anew from all other places; all places share the draws of positions, as
    in esda. Errors as `moran`. Source: anselin1995.
    """
    z, w = _checked(values, weights)
    spread = np.sqrt(z @ z / len(z))
    scaled = z / spread
    lag = w @ scaled
    most = int((w > 0).sum(axis=1).max())
    picked = _first_of_shuffled(rng.random((draws, len(z) - 1)), most)
    chance = np.array([_chance(i, scaled, w[i], lag[i], picked) for i in range(len(z))])
    return LocalMoran(scaled * lag, lag, chance)


def _first_of_shuffled(marks: Array, count: int) -> npt.NDArray[np.int64]:
    """The positions of the `count` smallest marks of each row, smallest first: the others need no order."""
    least = np.argpartition(marks, min(count, marks.shape[1] - 1), axis=1)[:, :count]
    return np.take_along_axis(least, np.argsort(np.take_along_axis(marks, least, axis=1), axis=1), axis=1)


def _chance(place: int, scaled: Array, weights: Array, lag: float, picked: npt.NDArray[np.int64]) -> float:
    own = weights[weights > 0]
    drawn = np.delete(scaled, place).take(picked[:, : len(own)]) @ own
    beyond = min((drawn >= lag - TIED).sum(), (drawn <= lag + TIED).sum())
    return float(min(1.0, 2 * (beyond + 1) / (len(picked) + 1)))


def passed_false_discovery(chances: npt.ArrayLike, level: float = 0.1) -> npt.NDArray[np.bool_]:
    """Which of many chances may be called found if a share `level` of what is called so may be false.

    Of the shape of the chances.

    Source: benjamini1995. Limits: one chance: found if it is at most `level`; all 1: none.
    """
    p = np.asarray(chances, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    below = p[order] <= level * np.arange(1, len(p) + 1) / len(p)
    values = np.zeros(len(p), dtype=bool)
    if below.any():
        values[order[: int(np.flatnonzero(below)[-1]) + 1]] = True
    return values


def _checked(values: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Array, Array]:
    y, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if w.shape != (len(y), len(y)):
        raise RelodeError("measures.neighbour_weights", shape=w.shape, places=len(y))
    if not np.isfinite(y).all() or np.ptp(y) == 0:
        raise RelodeError("measures.values_alike_or_missing", places=len(y))
    return y - y.mean(), w
