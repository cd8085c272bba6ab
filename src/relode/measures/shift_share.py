"""Shift-share: how much of a change is the nation's, the industry's, and the place's own."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.location_quotient import checked_table, positive_totals


class ShiftShare(NamedTuple):
    """Three parts of the change of each cell, (place, industry), in the unit of the counts; they add up to it."""

    nation: Array
    industry: Array
    place: Array


def shift_share(before: npt.ArrayLike, after: npt.ArrayLike) -> ShiftShare:
    """Classic shift-share of the change from `before` to `after`, both (place, industry).

    What the cell would have gained at the nation's growth, what the industry's growth adds to that, and what
    is left to the place. Raises RelodeError for bad counts, different shapes, or nothing before.
    Source: dunn1960.
    Limits: every cell grows alike: only the nation's part; parts of place sum to 0 within an industry that was there.

    Example:
        >>> found = rl.measures.shift_share(before=[[10, 10], [20, 20]], after=[[5, 15], [20, 32]])
        >>> [part.round(2).tolist() for part in found]
        [[[2.0, 2.0], [4.0, 4.0]], [[-3.67, 3.67], [-7.33, 7.33]], [[-3.33, -0.67], [3.33, 0.67]]]
    """
    first, last = _pair(before, after)
    growth = last.sum() / first.sum() - 1
    industry_growth = _growth(first.sum(axis=0), last.sum(axis=0), growth)
    return ShiftShare(first * growth, first * (industry_growth - growth), last - first * (1 + industry_growth))


def exposed_shift_share(
    before: npt.ArrayLike, after: npt.ArrayLike, shocks: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[Array, Array, Array]:
    """Shift-share by shocks of one's own: what the nation's mean shock, the place's weights and the place itself give.

    `before` and `after` are (place, industry); `shocks` (industry,) growth as a share, NaN where none is known;
    `weights` (place, industry), shares of the place before. Nation, industry and place, (place,) in the unit of the
    counts, add up to the change of the place's total. The mean shock is weighted by all counts before. What has no
    shock counts as the place's own. Raises RelodeError as the classic one, and for shapes that do not fit.
    Limits: shocks that are the table's own growth and weights that are its shares: the classic one, summed.

    Example:
        >>> before, after = [[10, 10], [20, 20]], [[5, 15], [20, 32]]
        >>> parts = rl.measures.exposed_shift_share(before, after, [0.0, 0.5], [[0.5, 0.5], [0.2, 0.8]])
        >>> [part.round(2).tolist() for part in parts]
        [[5.0, 10.0], [0.0, 6.0], [-5.0, -4.0]]
    """
    first, last = _pair(before, after)
    shock, weight = np.asarray(shocks, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if shock.shape != first.shape[1:] or weight.shape != first.shape:
        raise RelodeError("measures.shapes_differ", first=weight.shape, second=first.shape)
    known = np.isfinite(shock)
    total, counts = first.sum(axis=1), first.sum(axis=0) * known
    mean = float(counts @ np.where(known, shock, 0.0) / counts.sum()) if counts.sum() > 0 else 0.0
    exposure = weight @ np.where(known, shock, 0.0)
    return total * mean, total * (exposure - mean), last.sum(axis=1) - total * (1 + exposure)


def _pair(before: npt.ArrayLike, after: npt.ArrayLike) -> tuple[Array, Array]:
    first, last = checked_table(before), checked_table(after)
    if first.shape != last.shape or first.ndim != 2:
        raise RelodeError("measures.shapes_differ", first=first.shape, second=last.shape)
    positive_totals(first.reshape(1, -1), 1, "measures.empty_totals")
    return first, last


def _growth(first: Array, last: Array, otherwise: npt.ArrayLike) -> Array:
    """Relative change, `otherwise` where there was nothing: its weight there is 0 anyway."""
    fallback: Array = np.array(np.broadcast_to(otherwise, first.shape), dtype=np.float64)
    return np.asarray(np.divide(last - first, first, out=fallback, where=first > 0))
