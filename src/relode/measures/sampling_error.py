"""Errors of samples: of shares and entropies, and of location quotients shrunken to their mean."""

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.location_quotient import checked_table, positive_totals

NORMAL_90 = 1.6448536269514722
"""Quantile of the normal distribution that leaves 5 % in each tail."""


def effective_size(size: float, sampled_share: float, design_effect: float) -> float:
    """Size of the simple random sample from an endless population that would be as precise. [persons]

    `size` persons were asked, `sampled_share` of all; `design_effect` is the variance over that of a simple
    random sample of the same size. Source: kish1965.
    Limits: design effect 1 and a small share: the size itself; everybody asked: infinite.
    """
    left_out = 1 - sampled_share
    return float("inf") if left_out <= 0 else size / (design_effect * left_out)


def share_interval(share: float, size: float) -> tuple[float, float]:
    """90 % interval of a share measured on `size` independent persons (Wilson's score interval).

    Source: wilson1927. Limits: infinite size: the share itself; share 0: from 0 upwards, never below.
    """
    if not np.isfinite(size):
        return share, share
    z2 = NORMAL_90**2
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_90 / (1 + z2 / size) * sqrt(share * (1 - share) / size + z2 / (4 * size**2))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    # At the ends the formula gives the end itself, but for rounding.
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def entropy_standard_error(shares: npt.ArrayLike, size: float) -> float:
    """Standard error of the Shannon entropy of `shares` measured on `size` independent persons. [nat]

    First-order (delta) method. Source: basharin1959. Limits: equal shares: 0 to first order.
    """
    p = np.asarray(shares, dtype=float)
    p = p[p > 0]
    logs = np.log(p)
    return sqrt(max(0.0, float((p * logs**2).sum() - (p * logs).sum() ** 2)) / size)


def herfindahl_standard_error(shares: npt.ArrayLike, size: float) -> float:
    """Standard error of the Herfindahl index of `shares` measured on `size` independent persons. [1]

    First-order (delta) method. Source: basharin1959. Limits: equal shares: 0 to first order.
    """
    p = np.asarray(shares, dtype=float)
    return 2 * sqrt(max(0.0, float((p**3).sum() - (p**2).sum() ** 2)) / size)


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
