"""The one statistic of plans: a median over futures with its 90 % interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.arrays import Values
from relode.record import Doc, Record


@dataclass(frozen=True)
class Estimate(Record):
    """A figure: the median over futures with the 5 and 95 % points, or a published figure without an interval."""

    value: Annotated[float, Doc("median over futures, or the published figure", "unit")]
    unit: Annotated[str, Doc("unit")]
    interval_90: Annotated[tuple[float, float] | None, Doc("5 and 95 % points, null without", "unit")] = None


def estimate(draws: Values, unit: str) -> Estimate:
    """Median and 90 % interval of draws (draw,)."""
    middle, low, high = spread(draws)
    return Estimate(middle, unit, (low, high))


def spread(draws: Values) -> tuple[float, float, float]:
    """Median, 5 and 95 % point of draws (draw,). In the unit of the draws."""
    middle, low, high = (rounded(float(each)) for each in np.quantile(draws, (0.5, 0.05, 0.95)))
    return middle, low, high


def per(cost: Values, gain: Values, unit: str) -> Estimate | None:
    """What a unit of the gain costs, draw by draw: no price where nothing is gained. None where that is the median.

    `cost` and `gain` (draw,). A draw without gain counts as dearer than any price: the upper end is None then.
    """
    price = np.where(gain > 0, cost / np.where(gain > 0, gain, 1.0), np.inf)
    low, middle, high = np.quantile(price, (0.05, 0.5, 0.95), method="higher")
    if not np.isfinite(middle):
        return None
    return Estimate(
        rounded(float(middle)), unit, (rounded(float(low)), rounded(float(high))) if np.isfinite(high) else None
    )


def rounded(value: float) -> float:
    """Five digits: more are noise, and the record stays small. In the unit of the value."""
    return float(f"{value:.5g}")


def summed(parts: Sequence[float]) -> float:
    """Yuan with cents, added as whole cents so that sums add up as they stand. [yuan]"""
    return sum(round(part * 100) for part in parts) / 100
