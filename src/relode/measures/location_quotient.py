"""Location quotient: how many times its expected share a place has of an industry."""

import numpy.typing as npt

from relode.arrays import Array
from relode.measures.counts import checked_table, positive_totals


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
