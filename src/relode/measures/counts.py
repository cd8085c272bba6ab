"""What every measure asks of its counts, checked once and refused in plain words."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError, first_three


def checked_counts(counts: npt.ArrayLike) -> Array:
    """`counts` as 64-bit floats of the same shape, in their unit.

    RelodeError where a cell is missing, infinite or negative.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim == 0 or table.size == 0:
        raise RelodeError("measures.nothing_there", shape=table.shape)
    # The smallest cell is missing or negative if any is, so that the usual case costs one pass and no copy.
    lowest, highest = table.min(), table.max()
    if not (np.isfinite(lowest) and np.isfinite(highest)):
        raise RelodeError("measures.missing_cells", **_where(~np.isfinite(table)))
    if lowest < 0:
        raise RelodeError("measures.negative_cells", **_where(table < 0))
    return table


def checked_table(counts: npt.ArrayLike) -> Array:
    """Counts of shape (..., place, industry), checked; RelodeError if there are fewer than two axes.

    In the unit of the counts.
    """
    table = checked_counts(counts)
    if table.ndim < 2:
        raise RelodeError("measures.not_a_table", shape=table.shape)
    return table


def positive_totals(table: Array, axis: int, key: str) -> Array:
    """Sums of `table` (...) over `axis`, kept with length one, in its unit; RelodeError `key` where one is zero."""
    totals: Array = table.sum(axis=axis, keepdims=True)
    if not (totals > 0).all():
        raise RelodeError(key, **_where(np.squeeze(totals, axis=axis) == 0))
    return totals


def _where(is_wrong: npt.NDArray[np.bool_]) -> dict[str, object]:
    positions = [tuple(int(i) for i in position) for position in np.argwhere(is_wrong)]
    plain = [position[0] if len(position) == 1 else position for position in positions]
    return {"count": len(plain), "where": first_three(plain) if plain != [()] else "all"}
