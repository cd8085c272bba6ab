"""Shrunken location quotient: what a small cell can and cannot tell, with its interval."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.counts import checked_table, positive_totals


class ShrunkenQuotient(NamedTuple):
    """Posterior mean and interval, each (place, industry); concentration of each industry, (industry,)."""

    mean: Array
    low: Array
    high: Array
    concentration: Array


def shrunken_location_quotient(counts: npt.ArrayLike, level: float = 0.9) -> ShrunkenQuotient:
    """Location quotients pulled towards 1 as far as their counts are small, (place, industry), with intervals. [1]

    Counts are taken as Poisson around expectation times quotient, quotients as gamma with mean 1 around the
    places, their spread estimated from each industry by moments. An industry whose counts vary no more than
    chance has infinite concentration: 1 everywhere.

    Raises RelodeError for missing, negative or fractional counts, places or industries without any, and levels
    outside 0-1. Source: clayton1987.
    Limits: expectation large: the plain quotient; expectation 0: the spread of all places.

    Example:
        >>> found = rl.measures.shrunken_location_quotient([[30, 1], [2, 40], [10, 10]])
        >>> found.mean.round(2).tolist()
        [[2.05, 0.15], [0.16, 1.68], [1.09, 0.92]]
    """
    from scipy.special import gammaincinv

    if not 0 < level < 1:
        raise RelodeError("measures.level", level=level)
    shape, rate, concentration = _posterior(counts)
    tail = (1 - level) / 2
    mean, low, high = shape / rate, gammaincinv(shape, tail) / rate, gammaincinv(shape, 1 - tail) / rate
    mean, low, high = (np.where(np.isfinite(concentration), part, 1.0) for part in (mean, low, high))
    return ShrunkenQuotient(mean, low, high, concentration)


def shrunken_quotient_mean(counts: npt.ArrayLike) -> Array:
    """The posterior means alone, (place, industry), in a fraction of the time. [1]

    Raises RelodeError as `shrunken_location_quotient`. Source: clayton1987.
    """
    shape, rate, concentration = _posterior(counts)
    return np.where(np.isfinite(concentration), shape / rate, 1.0)


def _posterior(counts: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Shape and rate of the gamma posteriors, (place, industry) each, and concentrations, (industry,).

    Infinite concentration is the value 1 for sure: computed with a stand-in, for the caller to put in place.
    """
    table = checked_table(counts)
    if table.ndim != 2:
        raise RelodeError("measures.not_a_table", shape=table.shape)
    if (table % 1).any():
        raise RelodeError("measures.fractional_counts", count=int((table % 1 > 0).sum()))
    places = positive_totals(table, 1, "measures.empty_places")
    expected = places * positive_totals(table, 0, "measures.empty_industries") / places.sum()
    concentration = _concentration(table, expected)
    prior = np.where(np.isfinite(concentration), concentration, 1.0)
    return table + prior, expected + prior, concentration


def _concentration(table: Array, expected: Array) -> Array:
    """Negative binomial moments: the squared surprise beyond Poisson's is expected squared over concentration."""
    excess = ((table - expected) ** 2 - expected).sum(axis=0)
    squares: Array = (expected * expected).sum(axis=0)
    infinite: Array = np.full_like(squares, np.inf)
    return np.asarray(np.divide(squares, excess, out=infinite, where=excess > 0))
