"""What places have more of than their size explains: counts, location quotients, presence, diversity and ubiquity."""

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


def location_quotient(counts: npt.ArrayLike) -> Array:
    """Share of an industry in a place over its share in all places together, (..., place, industry). [1]

    The same formula is revealed comparative advantage on exports. 1 means the average presence, 0 none.
    Raises RelodeError for missing or negative counts, and for a place or an industry without any count
    (its share is undefined: drop it).

    Source: balassa1965.
    Limits: every place alike: 1 everywhere; an industry found in one place only: total / total of the place.

    Example:
        >>> rl.measures.location_quotient([[8, 2], [2, 8]]).tolist()
        [[1.6, 0.4], [0.4, 1.6]]
    """
    table = checked_table(counts)
    place_total = positive_totals(table, -1, "measures.empty_places")
    industry_total = positive_totals(table, -2, "measures.empty_industries")
    quotient: Array = table / place_total * (place_total.sum(axis=-2, keepdims=True) / industry_total)
    return quotient


Presence = npt.NDArray[np.bool_]


def presence_by_quotient(location_quotient: npt.ArrayLike, at_least: float = 1.0) -> Presence:
    """Whether a place has at least `at_least` times its expected share of an industry, (..., place, industry).

    Raises RelodeError for missing or negative quotients. Source: balassa1965.

    Example:
        >>> rl.measures.presence_by_quotient([[1.6, 0.4], [0.4, 1.6]]).tolist()
        [[True, False], [False, True]]
    """
    return checked_counts(location_quotient) >= at_least


def checked_presence(presence: npt.ArrayLike) -> Array:
    """`presence` of shape (place, industry) as 0.0 and 1.0 [1]; RelodeError for other values or axes."""
    table = checked_table(presence)
    if table.ndim != 2:
        raise RelodeError("measures.not_a_table", shape=table.shape)
    if np.asarray(presence).dtype != np.bool_ and ((table != 0) & (table != 1)).any():
        raise RelodeError("measures.not_presence")
    return table


def diversity(presence: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of industries present in each place, from (place, industry). [1]

    Raises RelodeError unless `presence` is a table of 0 and 1. Source: hidalgo2009.
    Limits: nothing present: 0; all present: the number of industries.

    Example:
        >>> rl.measures.diversity([[1, 1, 0], [0, 1, 0]]).tolist()
        [2, 1]
    """
    return np.asarray(checked_presence(presence).sum(axis=1), dtype=np.int64)


def ubiquity(presence: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of places where each industry is present, from (place, industry). [1]

    Raises RelodeError unless `presence` is a table of 0 and 1. Source: hidalgo2009.
    Limits: found nowhere: 0; found everywhere: the number of places.

    Example:
        >>> rl.measures.ubiquity([[1, 1, 0], [0, 1, 0]]).tolist()
        [1, 2, 0]
    """
    return np.asarray(checked_presence(presence).sum(axis=0), dtype=np.int64)
