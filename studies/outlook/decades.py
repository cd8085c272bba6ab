"""Simple methods for figures of two or three censuses, where one decade is all the past there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Vector
from studies.outlook.predictive import Distribution, Spread
from studies.outlook.statistical import widths
from studies.outlook.targets import Past, exposure_groups, history, rows_of

DECADE = 10

ASSUMED_RELATIVE_WIDTH = 0.5
"""No census before 2010 counts jobs by section here, so nothing says how a mining share moves: an assumption."""

SMALLEST_WIDTH = 1e-5
"""A tenth of a miner in ten thousand jobs: a place without mines is not certain to stay so."""

SMALLEST_SHARE = 0.001
"""Relative changes are taken of at least one job in a thousand: below, a handful of miners makes any ratio."""


def decade_factor(origin: int, years: Sequence[int]) -> NDArray[np.float64]:
    """How a ten-year width grows with the years ahead, (year,). [ratio]

    A random walk within the decade and a lasting drift beyond it: each is the wider of the two there.
    """
    share = shares_of_decade(origin, years)
    return np.asarray(np.maximum(np.sqrt(share), share))


def shares_of_decade(origin: int, years: Sequence[int]) -> NDArray[np.float64]:
    """How many decades after the origin each year is, (year,). [decade]"""
    return np.asarray((np.asarray(years) - origin) / DECADE)


@dataclass(frozen=True)
class DecadeDrift:
    """The place's own relative change of the last decade goes on, times `share`; 0 is the random walk.

    The width is what the method missed by in the decade before the origin, by exposure group; where only one decade
    is known, how much its relative changes spread. Where the mean path is
    not given, the mean change of the last decade goes on if `national_drift`, else the mean stays; `toward_province`
    draws the drift to the province's mean instead of the nation's.
    """

    share: float
    national_drift: bool = False
    toward_province: bool = False

    def predict(
        self,
        past: Past,
        places: Sequence[str],
        years: Sequence[int],
        rng: np.random.Generator,  # noqa: ARG002  nothing random here
    ) -> Distribution:
        """The change since the origin, on the transformed scale."""
        changes = np.diff(history(past), axis=1)
        means = np.nanmean(changes, axis=0)
        given = past.national is not None
        share = shares_of_decade(past.origin, years)
        national = share * means[-1] * self.national_drift if past.national is None else past.national
        own = self._own(past, changes[:, -1] - means[-1])
        missed = self._missed(past, changes, means, given)
        width = widths(missed[None, :, None], exposure_groups(past), 1)[:, 0]
        at = rows_of(past, places)
        return Spread(own[at, None] * share + national, width[at, None] * decade_factor(past.origin, years))

    def _own(self, past: Past, excess: Vector) -> Vector:
        """The expected excess over the mean path in ten years, from the excess of the ten years before."""
        toward = _province_excess(past, excess) if self.toward_province else 0.0
        return np.asarray(self.share * excess + (1 - self.share) * toward)

    def _missed(self, past: Past, changes: Vector, means: Vector, given: bool) -> Vector:
        """Errors of the last decade's forecast; the changes themselves where no decade came before it."""
        if changes.shape[1] == 1:
            return np.asarray(changes[:, -1] - means[-1] * (given or self.national_drift))
        expected = self._own(past, changes[:, -2] - means[-2])
        national = means[-1] if given else means[-2] * self.national_drift
        return np.asarray(changes[:, -1] - national - expected)


def _province_excess(past: Past, excess: NDArray[np.float64]) -> NDArray[np.float64]:
    from relode.outlook.forecasters.rules import Relative, province_mean
    from studies.outlook.targets import provinces

    index = np.unique(provinces(past.places), return_inverse=True)[1].astype(np.int64)
    return province_mean(Relative(excess[:, None], excess[:, None], index), excess)


@dataclass(frozen=True)
class ShareWalk:
    """A share stays, or moves by the given mean path in proportion to itself; 50 % of the share is its width."""

    proportional: bool = False

    def predict(
        self,
        past: Past,
        places: Sequence[str],
        years: Sequence[int],
        rng: np.random.Generator,  # noqa: ARG002  nothing random here
    ) -> Distribution:
        """The change since the origin, in shares."""
        levels = history(past)[:, -1]
        now = levels[rows_of(past, places)]
        centre = np.zeros((len(now), len(years)))
        if self.proportional and past.national is not None:
            centre = now[:, None] * past.national / np.nanmean(levels)
        width = np.maximum(self._relative_width(past)[rows_of(past, places)] * now, SMALLEST_WIDTH)
        return Spread(centre, width[:, None] * decade_factor(past.origin, years))

    def _relative_width(self, past: Past) -> Vector:
        """Past ten-year changes relative to the share, by exposure group; the assumption where there are none."""
        levels = history(past)
        if levels.shape[1] == 1:
            return np.full(len(levels), ASSUMED_RELATIVE_WIDTH)
        relative = (levels[:, -1] - levels[:, -2]) / np.maximum(levels[:, -2], SMALLEST_SHARE)
        return widths(relative[None, :, None], exposure_groups(past), 1)[:, 0]
