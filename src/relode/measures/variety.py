"""How evenly things are spread: entropy, Herfindahl index, related and unrelated variety."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.location_quotient import checked_counts, checked_table, positive_totals


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


def unrelated_variety(counts: npt.ArrayLike, groups: npt.ArrayLike) -> Array:
    """Entropy of the shares of industry groups in each place, from (..., place, industry). [nat]

    `groups` (industry,) names the group of each industry. Raises RelodeError for bad counts, a place with
    nothing, or groups that do not match. Source: frenken2007.
    Limits: one group only: 0; each industry its own group: the entropy.

    Example:
        >>> rl.measures.unrelated_variety([[1, 1, 2]], groups=["mining", "mining", "services"]).round(3).tolist()
        [0.693]
    """
    table = checked_table(counts)
    names, position = np.unique(_checked_groups(table, groups), return_inverse=True)
    membership = np.zeros((table.shape[-1], len(names)))
    membership[np.arange(table.shape[-1]), position] = 1
    return entropy(table @ membership)


def related_variety(counts: npt.ArrayLike, groups: npt.ArrayLike) -> Array:
    """Mean entropy within industry groups, weighted by the groups' shares, in each place, (place,). [nat]

    It is the entropy less the unrelated variety: the two add up. Arguments, errors and source as there.
    Limits: each industry its own group: 0; one group only: the entropy.

    Example:
        >>> rl.measures.related_variety([[1, 1, 2]], groups=["mining", "mining", "services"]).round(3).tolist()
        [0.347]
    """
    # Rounding may leave a difference of -1e-17 where all is unrelated.
    return np.maximum(entropy(counts) - unrelated_variety(counts, groups), 0.0)


def _checked_groups(table: Array, groups: npt.ArrayLike) -> npt.NDArray[np.str_]:
    names = np.asarray(groups).astype(str)
    if names.shape != (table.shape[-1],):
        raise RelodeError("measures.shapes_differ", first=names.shape, second=(table.shape[-1],))
    return names
