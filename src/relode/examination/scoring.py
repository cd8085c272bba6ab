"""The rule by which a simulated effect is held against a published one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError

BAND = (0.05, 0.95)
FACTOR = 2.0
"""The simulated median may differ from the estimate by so much where it lies outside the published interval."""
SAME_SIGN = 0.8
"""Share of draws that must have the published sign."""


@dataclass(frozen=True)
class Score:
    """Simulated median and 90 % band, whether it and the published interval share a value, and what the rule says.

    `checks`: each part of the rule by name -> whether it holds. `met`: all of them.
    """

    median: float
    p05: float
    p95: float
    above: float
    overlap: bool
    checks: Mapping[str, bool]
    left_out: int = 0
    """Draws without an effect that could be read: in them nothing moved."""

    @property
    def met(self) -> bool:
        """Whether the rule holds."""
        return all(self.checks.values())


def score(
    draws: Values,
    estimate: float,
    low: float | None = None,
    high: float | None = None,
    *,
    by_sign: bool = False,
    less: float = 0.0,
    practical_size: float | None = None,
) -> Score:
    """Hold draws (draw,) of an effect against its published estimate with or without an interval.

    By value: the estimate lies in the 90 % band of the draws, and their median in the published interval or within a
    factor of two of the estimate. By sign, of the draws less `less`: for 0 the median is inside the practical size;
    for +1 or -1 eight in ten draws have that sign.
    """
    # The order statistic, not a value between two draws: some are endless.
    p05, median, p95 = (float(q) for q in np.quantile(draws, (BAND[0], 0.5, BAND[1]), method="inverted_cdf"))
    above = float((draws > less).mean())
    if by_sign:
        checks = _by_sign(draws - less, np.sign(estimate), median - less, practical_size)
        overlap = (
            bool(p05 - less <= 0 <= p95 - less) if estimate == 0 else bool(above > 0 if estimate > 0 else above < 1)
        )
        return Score(median, p05, p95, above, overlap, checks)
    bottom, top = (estimate, estimate) if low is None or high is None else (low, high)
    checks = {
        "estimate_in_band": p05 <= estimate <= p95,
        "median_near": bottom <= median <= top or _within_factor(median, estimate),
    }
    return Score(median, p05, p95, above, bool(p05 <= top and bottom <= p95), checks)


def _by_sign(draws: Values, sign: float, median: float, practical_size: float | None) -> dict[str, bool]:
    if sign == 0:
        if practical_size is None:
            raise RelodeError("examine.no_practical_size", where="score", outcome="0")
        return {"median_inside_practical_size": abs(median) <= practical_size}
    return {"sign_in_most_draws": bool((np.sign(draws) == sign).mean() >= SAME_SIGN)}


def _within_factor(median: float, estimate: float) -> bool:
    """Same sign, and neither more than twice the other."""
    return estimate != 0 and np.isfinite(median) and bool(1 / FACTOR <= median / estimate <= FACTOR)
