"""Entropy: how evenly a total is spread over its parts."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.measures.counts import checked_counts, positive_totals


def entropy(counts: npt.ArrayLike, axis: int = -1) -> Array:
    """Shannon entropy of the shares along `axis`, of the shape of `counts` without that axis. [nat]

    Raises RelodeError for missing or negative counts, and where the total along `axis` is zero.

    Source: shannon1948.
    Limits: one part has all: 0; n equal parts: log n.

    Example:
        >>> rl.measures.entropy([[5, 5], [10, 0]]).round(3).tolist()
        [0.693, 0.0]
    """
    table = checked_counts(counts)
    share = table / positive_totals(table, axis, "measures.empty_totals")
    logarithm = np.log(share, out=np.zeros_like(share), where=share > 0)
    # 0.0 minus the sum: a plain minus sign would answer "-0.0" where one part has all.
    return np.asarray(0.0 - (share * logarithm).sum(axis=axis))
