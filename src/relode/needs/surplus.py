"""What of a surplus or shortage is sure: under every norm, at the unfavourable end of the band, and since when."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from relode.arrays import Values
from relode.needs.needs_records import FirstSureYear, Surplus, YearNeed

PRACTICAL = 0.05
"""Part of the capacity below which a surplus or shortage is none, fixed before anything was reckoned."""
ENDS = (0.05, 0.95)
WITHOUT_VERDICT = ("ratio", "money", "ages")
"""Kinds of service of which nothing is there that could be too much."""


def surplus_of(capacity: float, need: Values) -> Surplus:
    """What is there less `need`, (future,), in the unit of the capacity.

    Limits: need certain: sure is the median. A band that holds the capacity: sure is 0.
    """
    low, middle, high = (float(v) for v in capacity - np.quantile(need, (ENDS[1], 0.5, ENDS[0])))
    return Surplus(middle, max(low, 0.0) + min(high, 0.0))


def sure_of(capacity: float, by_norm: Sequence[Surplus]) -> float:
    """What is left under every norm, 0 within PRACTICAL of the capacity or where norms disagree. [unit of capacity]"""
    values = [each.sure for each in by_norm]
    if not values or min(values) * max(values) <= 0:
        return 0.0
    least = min(values, key=abs)
    return least if abs(least) > PRACTICAL * capacity else 0.0


def without_verdict(years: Sequence[YearNeed]) -> tuple[YearNeed, ...]:
    """The years with nothing sure: forecasts without skill, and what cannot be too much."""
    return tuple(replace(each, sure=0.0) for each in years)


def verdict_of(kind: str, told: YearNeed, capacity: float | None, no_skill: bool) -> str:
    """Surplus, shortage, norms_disagree or not_sure; no_capacity or no_skill where nothing can be said of either."""
    if kind in WITHOUT_VERDICT or capacity is None:
        return "no_capacity"
    if no_skill:
        return "no_skill"
    if told.sure:
        return "surplus" if told.sure > 0 else "shortage"
    middles = [each.median for each in told.surplus.values()]
    if middles and min(middles) < -PRACTICAL * capacity and max(middles) > PRACTICAL * capacity:
        return "norms_disagree"
    return "not_sure"


def sure_since(years: Sequence[YearNeed]) -> FirstSureYear:
    """The first years from which on a surplus and a shortage are sure in every year up to the last."""
    return FirstSureYear(*(_since(years, sign) for sign in (1, -1)))


def _since(years: Sequence[YearNeed], sign: int) -> int | None:
    held = list(takewhile(lambda each: each.sure * sign > 0, reversed(years)))
    return held[-1].year if held else None
