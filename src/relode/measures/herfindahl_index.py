"""Herfindahl index: how concentrated a total is on few parts."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.measures.counts import checked_counts, positive_totals


def herfindahl_index(counts: npt.ArrayLike, axis: int = -1) -> Array:
    """Sum of squared shares along `axis`, of the shape of `counts` without that axis. [1]

    Raises RelodeError for missing or negative counts, and where the total along `axis` is zero.

    Source: hirschman1964.
    Limits: one part has all: 1; n equal parts: 1 / n.

    Example:
        >>> rl.measures.herfindahl_index([[5, 5], [10, 0]]).tolist()
        [0.5, 1.0]
    """
    table = checked_counts(counts)
    share = table / positive_totals(table, axis, "measures.empty_totals")
    return np.asarray((share * share).sum(axis=axis))
