"""TOPSIS with entropy weights: one score for many indicators, by closeness to the best and distance from the worst."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError


def entropy_weights(scaled: npt.ArrayLike) -> Array:
    """Weights (indicator,) from scaled indicators (place, indicator): the less even, the heavier. They add up to 1. [1]

    Raises RelodeError for missing or negative cells or columns all 0. Source: hwang1981.
    Limits: an indicator alike everywhere: 0; all alike: equal weights.
    """
    table = _checked(scaled)
    if (table < 0).any() or (table.sum(axis=0) == 0).any():
        raise RelodeError("measures.indicators", shape=table.shape)
    share = table / table.sum(axis=0)
    logarithm = np.log(share, out=np.zeros_like(share), where=share > 0)
    spread = np.maximum(1 + (share * logarithm).sum(axis=0) / np.log(len(table)), 0.0)
    if spread.sum() < 1e-12:
        return np.full(table.shape[1], 1 / table.shape[1])
    return np.asarray(spread / spread.sum())


def min_max(indicators: npt.ArrayLike, is_good: npt.ArrayLike) -> Array:
    """Indicators (place, indicator) from 0 (worst) to 1 (best); those not `is_good` are turned round. [1]

    Raises RelodeError for missing cells or an indicator alike everywhere.
    """
    table = _checked(indicators)
    low, high = table.min(axis=0), table.max(axis=0)
    if (low == high).any():
        raise RelodeError("measures.indicators", shape=table.shape)
    scaled = (table - low) / (high - low)
    return np.asarray(np.where(np.asarray(is_good, dtype=bool), scaled, 1 - scaled))


def topsis(scaled: npt.ArrayLike, weights: npt.ArrayLike) -> Array:
    """Closeness (place,) of scaled indicators (place, indicator), more is better, to the best of each. [1]

    Raises RelodeError for missing cells or weights that do not fit. Source: hwang1981.
    Limits: best in all: 1; worst in all: 0.
    """
    table, weight = _checked(scaled), np.asarray(weights, dtype=np.float64)
    if weight.shape != (table.shape[1],) or (weight < 0).any():
        raise RelodeError("measures.shapes_differ", first=weight.shape, second=(table.shape[1],))
    weighted = table * weight
    to_best, to_worst = (
        np.sqrt(((weighted - end) ** 2).sum(axis=1)) for end in (weighted.max(axis=0), weighted.min(axis=0))
    )
    return np.asarray(to_worst / (to_best + to_worst))


def _checked(cells: npt.ArrayLike) -> Array:
    table = np.asarray(cells, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 1 or len(table) < 2 or not np.isfinite(table).all():
        raise RelodeError("measures.indicators", shape=table.shape)
    return table
