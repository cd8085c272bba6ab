"""Rank intervals: how far a place's rank would move if its counts were drawn again."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.connected_part import connected_part
from relode.measures.counts import checked_table
from relode.measures.location_quotient import location_quotient
from relode.measures.presence import presence_by_quotient

Index = Callable[[Array], Array]


class RankInterval(NamedTuple):
    """Ranks of places, 1 the highest, (place,); `ranked_share` is the share of draws in which a place is ranked."""

    low: Array
    high: Array
    ranked_share: Array


def rank_interval(
    counts: npt.ArrayLike, index: Index, rng: np.random.Generator, draws: int = 200, level: float = 0.9
) -> RankInterval:
    """Interval of `level` for the rank of each place by `index`, a function of presence (place, industry).

    Each draw takes the industries again with replacement, and whole counts again as Poisson around themselves,
    so that both the choice of industries and small numbers show; presence is a location quotient of 1 or more.
    Places that a draw leaves without a link to the rest have no rank in it, which `ranked_share` tells.
    Raises RelodeError for bad counts, no draw, or a level outside 0-1. Source: efron1993.
    Limits: places that differ everywhere: the interval is the rank itself.

    Example:
        >>> import numpy as np
        >>> counts, rng = [[30, 5, 1], [4, 20, 1], [3, 2, 9]], np.random.default_rng(1)
        >>> found = rl.measures.rank_interval(counts, rl.measures.diversity, rng)
        >>> found.low, found.high
        (array([1., 1., 1.]), array([3., 3., 3.]))
    """
    table = checked_table(counts)
    if draws < 1:
        raise RelodeError("measures.no_draws", draws=draws)
    if not 0 < level < 1:
        raise RelodeError("measures.level", level=level)
    ranks = np.full((draws, len(table)), np.nan)
    for draw in range(draws):
        places, values = _drawn_index(table, index, rng)
        ranks[draw, places] = (-values).argsort(kind="stable").argsort() + 1
    ranked_share = np.isfinite(ranks).mean(axis=0)
    # A place that no draw ranks may be anywhere.
    ranks[:, ranked_share == 0] = np.linspace(1, len(table), draws)[:, None]
    low, high = np.nanquantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0, method="closest_observation")
    return RankInterval(low, high, ranked_share)


def _drawn_index(table: Array, index: Index, rng: np.random.Generator) -> tuple[npt.NDArray[np.int64], Array]:
    drawn = table[:, rng.integers(table.shape[1], size=table.shape[1])]
    if not (table % 1).any():
        drawn = rng.poisson(drawn).astype(np.float64)
    places, industries = np.flatnonzero(drawn.any(axis=1)), drawn.any(axis=0)
    presence = presence_by_quotient(location_quotient(drawn[places][:, industries]))
    inside, linked = connected_part(presence)
    return places[inside], index(presence[inside][:, linked].astype(np.float64))
