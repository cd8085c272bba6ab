"""Predictive distributions of many places and years, and what is asked of them: chance below, quantile, CRPS."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid


class Distribution(Protocol):
    """What can be scored: a distribution for each place and year."""

    def below(self, outcome: Grid) -> Grid:
        """The chance of an outcome below `outcome`, shape (place, year)."""
        ...

    def quantile(self, chance: float) -> Grid:
        """The value below which the outcome falls with `chance`, shape (place, year)."""
        ...

    def crps(self, outcome: Grid) -> Grid:
        """The continuous ranked probability score, in the unit of the outcome; less is better."""
        ...


@dataclass(frozen=True)
class Spread:
    """Student-t around `centre` with `scale`, both (place, year); normal where `degrees` is infinite.

    On logarithms of a quantity this is the log-normal (or log-t) of the quantity itself.
    """

    centre: Grid
    scale: Grid
    degrees: float = np.inf

    def below(self, outcome: Grid) -> Grid:
        """The chance of an outcome below `outcome`."""
        return chance_below((outcome - self.centre) / self.scale, self.degrees)

    def quantile(self, chance: float) -> Grid:
        """The value below which the outcome falls with `chance`."""
        from scipy import special  # an outlook does without

        normal = np.isinf(self.degrees)
        standard = special.ndtri(chance) if normal else special.stdtrit(self.degrees, chance)
        return np.asarray(self.centre + self.scale * standard)

    def crps(self, outcome: Grid) -> Grid:
        """The closed form. Source: gneiting2007 (normal), jordan2019 (Student-t). In the unit of the outcome."""
        z = (outcome - self.centre) / self.scale
        nu = self.degrees
        reach = 1.0 if np.isinf(nu) else (nu + z**2) / (nu - 1)
        body = z * (2 * chance_below(z, nu) - 1) + 2 * np.exp(log_density(z, nu)) * reach
        return np.asarray(self.scale * (body - _mean_half_distance(nu)))


@dataclass(frozen=True)
class Draws:
    """An empirical distribution: equally likely `draws` of shape (draw, place, year)."""

    draws: NDArray[np.float64]

    def below(self, outcome: Grid) -> Grid:
        """The share of draws below `outcome`; draws equal to it count half."""
        less, equal = (self.draws < outcome).mean(axis=0), (self.draws == outcome).mean(axis=0)
        return np.asarray(less + equal / 2)

    def quantile(self, chance: float) -> Grid:
        """The value below which a draw falls with `chance`, linear between draws."""
        return np.asarray(np.quantile(self.draws, chance, axis=0))

    def crps(self, outcome: Grid) -> Grid:
        """Exact for the empirical distribution: mean distance to the outcome less half that between draws.

        In the unit of the outcome.
        """
        ordered = np.sort(self.draws, axis=0)
        count = len(ordered)
        weights = (2 * np.arange(1, count + 1) - count - 1).reshape(-1, *([1] * (ordered.ndim - 1)))
        between = (weights * ordered).sum(axis=0) / count**2
        return np.asarray(np.abs(self.draws - outcome).mean(axis=0) - between)


def chance_below(standard: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """The chance below a standard value of Student-t, or of the normal where `degrees` is infinite.

    Of the shape of `standard`. [0-1]
    """
    from scipy import special  # an outlook does without

    return np.asarray(special.ndtr(standard) if np.isinf(degrees) else special.stdtr(degrees, standard))


def log_density(standard: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """Logarithm of the density of a standard value. Of the shape of `standard`. [ln]"""
    from scipy import special  # an outlook does without

    if np.isinf(degrees):
        return np.asarray(-(standard**2) / 2 - np.log(2 * np.pi) / 2)
    size = special.gammaln((degrees + 1) / 2) - special.gammaln(degrees / 2) - np.log(degrees * np.pi) / 2
    return np.asarray(size - (degrees + 1) / 2 * np.log1p(standard**2 / degrees))


def _mean_half_distance(degrees: float) -> float:
    """Half the mean distance of two independent standard draws."""
    from scipy import special  # an outlook does without

    if np.isinf(degrees):
        return float(1 / np.sqrt(np.pi))
    beta = special.beta(0.5, degrees - 0.5) / special.beta(0.5, degrees / 2) ** 2
    return float(2 * np.sqrt(degrees) / (degrees - 1) * beta)
