"""Related and unrelated variety: spread within groups of industries, and spread across them."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.counts import checked_table
from relode.measures.entropy import entropy


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
