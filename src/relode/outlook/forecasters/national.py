"""The mean path of all places, where it is not given: growth that wanders, seen through yearly noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHARES = np.linspace(0.05, 1.0, 20)
"""How much of the change of growth lasts, as tried in the fit; 1: all of it, as in a random walk of growth."""


@dataclass(frozen=True)
class LocalLevel:
    """Lasting growth now and how sure it is; variance a year of its wandering and of the noise around it."""

    growth: float
    growth_variance: float
    wander_variance: float
    noise_variance: float

    def change(self, horizon: int) -> NDArray[np.float64]:
        """Expected change since the origin, shape (horizon,). [ln]"""
        return np.asarray(self.growth * np.arange(1, horizon + 1))

    def variance(self, horizon: int) -> NDArray[np.float64]:
        """Variance of that change, shape (horizon,). [ln^2]"""
        ahead = np.arange(1, horizon + 1)
        wandering = ahead * (ahead + 1) * (2 * ahead + 1) / 6
        return np.asarray(
            ahead**2 * self.growth_variance + wandering * self.wander_variance + ahead * self.noise_variance
        )


def local_level(growth: NDArray[np.float64]) -> LocalLevel:
    """The local level model of yearly mean growth, by maximum likelihood on a grid. Source: harvey1989. Shape (year,).

    `growth` has one finite number a year, at least three.
    """
    fits = [_filtered(growth, share) for share in SHARES]
    _, scale, level, variance, share = max(fits)
    return LocalLevel(level, variance * scale, share * scale, (1 - share) * scale)


def _filtered(growth: NDArray[np.float64], share: float) -> tuple[float, float, float, float, float]:
    """Concentrated log-likelihood, scale, last level and its variance (in units of scale) for a share that lasts."""
    level, variance, surprise, log_size = float(growth[0]), 1 - share, 0.0, 0.0
    for value in growth[1:]:
        ahead = variance + share
        total = ahead + 1 - share
        error = float(value) - level
        surprise += error**2 / total
        log_size += float(np.log(total))
        gain = ahead / total
        level, variance = level + gain * error, ahead * (1 - gain)
    count = len(growth) - 1
    scale = max(surprise / count, 1e-12)
    return -0.5 * (count * float(np.log(scale)) + log_size), scale, level, variance, float(share)
