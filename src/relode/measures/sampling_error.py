"""Sampling error of counts from a survey of households, and of what is computed from them."""

from math import sqrt

import numpy as np
import numpy.typing as npt

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
