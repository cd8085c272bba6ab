"""The terms that speak for or against an industry in a place, each a table of place x industry."""

from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.errors import RelodeError
from relode.pathways.entry.market_size import chance, fit_market_size, market_log_odds
from relode.pathways.entry.surprise import count_surprise, industry_weights, presence_surprise
from relode.pathways.entry.surroundings import Borders, rest_of_group
from relode.pathways.entry.transitions import Mask

# A presence below this many times the smallest visible count is near the threshold of visibility.
NEAR = 1.5
# Pseudo-counts of momentum, in smallest visible counts.
MOMENTUM_PRIOR = 3.0


class Terms(NamedTuple):
    """`columns` by name, each (place, industry); the surprises and the industry weights that they are made of."""

    columns: dict[str, Array]
    presence_surprise: Array
    count_surprise: Array
    presence_weights: Array
    count_weights: Array


def terms(base: Array, around: Borders, fit_places: Mask, cross: Groups | None = None) -> Terms:
    """All terms that can be known on the last day of `base` (year, place, industry).

    Curves, deviations and industry weights are learnt from `fit_places` (place,) only and applied to all.
    `cross` (place,) cross-fits the industry weights: those applied to a group are learnt without it, so that
    relatedness is as far out of sample where a model learns as where it is used.
    Raises RelodeError if there are fewer than two places to learn from or fewer than two industries.
    """
    if fit_places.sum() < 2 or base.shape[2] < 2:
        raise RelodeError("entry.too_small", places=int(fit_places.sum()), industries=base.shape[2])
    counts = base.mean(axis=0)
    present, size = (counts > 0).astype(np.float64), np.log1p(counts.sum(axis=1))
    market = market_log_odds(fit_market_size(size[fit_places], present[fit_places]), size)
    by_presence = presence_surprise(present, chance(market))
    by_count = count_surprise(counts, size, fit_places)
    related, presence_weights = _related(by_presence, fit_places, cross)
    related_counts, count_weights = _related(by_count, fit_places, cross)
    columns = {"market_size": market, "related": related, "related_counts": related_counts}
    columns["own_count"] = np.log1p(counts)
    columns |= _around(by_presence, by_count, around)
    columns |= _industry_columns(base[:, fit_places], market.shape)
    return Terms(columns, by_presence, by_count, presence_weights, count_weights)


def _related(surprise: Array, fit_places: Mask, cross: Groups | None) -> tuple[Array, Array]:
    weights = industry_weights(surprise[fit_places])
    related = surprise @ weights
    if cross is not None:
        for group in sorted(set(cross[fit_places].tolist())):
            inside = fit_places & (cross == group)
            related[inside] = surprise[inside] @ industry_weights(surprise[fit_places & (cross != group)])
    return related, weights


def _around(by_presence: Array, by_count: Array, around: Borders) -> dict[str, Array]:
    columns = {}
    if around.adjacent is not None:
        columns["adjacent"] = around.adjacent @ by_presence
        columns["adjacent_counts"] = around.adjacent @ by_count
    if around.second_ring is not None:
        columns["second_ring"] = around.second_ring @ by_presence
    if around.region is not None:
        columns["own_region"] = rest_of_group(by_presence, around.region)
    if around.parent is not None:
        columns["siblings"] = rest_of_group(by_presence.T, around.parent).T
    return columns


def _industry_columns(base: Array, shape: tuple[int, ...]) -> dict[str, Array]:
    """What an industry is like everywhere: its usual size, how much of it is barely visible, where it is heading."""
    counts = base.mean(axis=0)
    is_there = counts > 0
    places = np.maximum(is_there.sum(axis=0), 1)
    visible = base[base > 0].min() if is_there.any() else 1.0
    mean_size = np.where(is_there.any(axis=0), counts.sum(axis=0) / places, visible)
    near = (is_there & (counts < NEAR * visible)).sum(axis=0) / places
    lines = {"mean_size": np.log(mean_size), "near_threshold": np.log(near + 0.02)}
    if len(base) > 1:
        first, last = base[0].sum(axis=0), base[-1].sum(axis=0)
        lines["momentum"] = np.log((last + MOMENTUM_PRIOR * visible) / (first + MOMENTUM_PRIOR * visible))
    return {name: np.broadcast_to(line, shape) for name, line in lines.items()}
