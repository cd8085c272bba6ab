"""Boxes in the space of factors: which futures lie inside, and how well the box tells failures from the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from relode.arrays import Bools
from relode.errors import RelodeError


@dataclass(frozen=True)
class Restriction:
    """What a box asks of one factor: a number from `low` to `high`."""

    low: float = -inf
    high: float = inf

    def holds(self, column: "pd.Series[float]") -> Bools:
        """Where the factor meets it, (future,)."""
        values = column.to_numpy(dtype=np.float64)
        return np.asarray((values >= self.low) & (values <= self.high))

    def sides(self) -> frozenset[str]:
        """Which sides are closed: "low", "high"."""
        return frozenset(side for side, end in (("low", self.low), ("high", self.high)) if isfinite(end))


Box = Mapping[str, Restriction]
"""Factor -> restriction; a factor that is not named is free."""


@dataclass(frozen=True)
class BoxFit:
    """`inside` futures are in the box, `failing_inside` of them fail, of `failing` in `futures` in all.

    Source: bryant2010 for coverage and density.
    """

    inside: int
    failing_inside: int
    failing: int
    futures: int

    @property
    def coverage(self) -> float:
        """Failures inside over all failures. [share]"""
        return self.failing_inside / self.failing

    @property
    def density(self) -> float:
        """Failures inside over all futures inside. [share]"""
        return self.failing_inside / self.inside

    @property
    def base_rate(self) -> float:
        """Failures over all futures: the density of knowing nothing. [share]"""
        return self.failing / self.futures

    @property
    def harmonic_mean(self) -> float:
        """The harmonic mean of coverage and density, 0 where no failure is inside: both count the same. [0-1]"""
        return 2 * self.failing_inside / (self.inside + self.failing)


def inside(table: pd.DataFrame, box: Box) -> Bools:
    """Which futures lie in the box, (future,). Limits: an empty box holds every future."""
    values = np.ones(len(table), dtype=bool)
    for name, restriction in box.items():
        values &= restriction.holds(table[name])
    return values


def fit(table: pd.DataFrame, fails: Bools, box: Box) -> BoxFit:
    """How well the box tells the futures that fail, (future,), from the rest.

    `table` has a row for each future, `fails` is (future,).
    """
    within = inside(table, box)
    return BoxFit(int(within.sum()), int(fails[within].sum()), int(fails.sum()), len(fails))


def quasi_p(table: pd.DataFrame, fails: Bools, box: Box) -> dict[str, dict[str, float]]:
    """Factor -> side ("low", "high") -> the chance of as many failures in the box if it did not matter.

    `table` has a row for each future, `fails` is (future,).

    One-sided binomial test of the failures inside against the density of the box without that side: small where
    the side matters. "Quasi", since the box was chosen on the same futures. Source: bryant2010.
    """
    here = fit(table, fails, box)
    values: dict[str, dict[str, float]] = {}
    for name, restriction in box.items():
        for side, wider in _without_one_side(restriction).items():
            other = {k: v for k, v in box.items() if k != name} | ({name: wider} if wider else {})
            density = fit(table, fails, other).density
            values.setdefault(name, {})[side] = float(
                scipy.stats.binom.sf(here.failing_inside - 1, here.inside, density)
            )
    return values


def significant(table: pd.DataFrame, fails: Bools, box: Box, level: float, most: int) -> Box:
    """The box without restrictions that tell little, the least telling taken off first.

    `table` has a row for each future, `fails` is (future,).

    Those go whose quasi-p-value is `level` or more, and then as many as leave at most `most` factors.
    """
    while box:
        values = quasi_p(table, fails, box)
        worst, name, side = max((p, name, side) for name, sides in values.items() for side, p in sides.items())
        if worst < level and len(box) <= most:
            return box
        wider = _without_one_side(box[name])[side]
        box = {k: (wider if k == name and wider else v) for k, v in box.items() if k != name or wider}
    return box


def checked(table: pd.DataFrame, fails: npt.ArrayLike) -> Bools:
    """`fails` as bools (future,). Raises RelodeError unless there is one for each row and no factor is missing."""
    bools = np.asarray(fails)
    if bools.dtype != bool or bools.shape != (len(table),) or not len(table):
        raise RelodeError("plan.fails", shape=bools.shape, count=len(table))
    missing = [str(name) for name in table.columns if table[name].isna().any()]
    if missing:
        raise RelodeError("plan.missing_factors", offenders=missing)
    return bools


def _without_one_side(restriction: Restriction) -> dict[str, Restriction | None]:
    """Side -> the restriction without it, None where nothing is left."""
    low, high = isfinite(restriction.low), isfinite(restriction.high)
    wider: dict[str, Restriction | None] = {}
    if low:
        wider["low"] = Restriction(high=restriction.high) if high else None
    if high:
        wider["high"] = Restriction(low=restriction.low) if low else None
    return wider
