"""What is there of a service, and how many use it, as counted here and in all places with a count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from weakref import ref

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Values
from relode.facts import rows
from relode.needs.needs_records import FirstSureYear, Surplus, YearNeed
from relode.needs.service import AgeBand, Norm, Service, usual_ages
from relode.outlook.people_by_age.single_years import AGES, alone, census_by_year, levels_of
from relode.panel.number import Number, number
from relode.places import Place, by_code

CENSUS = 2020
ROUNDED = "rounded_to_10000"
ENOUGH_FOR_ROUNDED = 100_000
"""From so many pupils on a figure in ten thousands is within 5 % of what was counted."""
NEWEST, OLDEST = 2025, 2018
NORM_SOURCE = "service_norm_texts"


def newest(panel: xr.Dataset | None, place: Place, quantities: Sequence[str]) -> Number | None:
    """The sum of quantities in the newest year that has them all; None where no year has, and without a panel."""
    if panel is None:
        return None
    for year in range(NEWEST, OLDEST - 1, -1):
        found = [number(panel, place.code, name, year) for name in quantities]
        known = [each for each in found if each is not None]
        if quantities and len(known) == len(quantities):
            sources = tuple(dict.fromkeys(source for each in known for source in each.sources))
            flags = tuple(dict.fromkeys(flag for each in known for flag in each.flags))
            interval = known[0].interval_90 if len(known) == 1 else None
            total = sum(each.value for each in known)
            return Number("+".join(quantities), total, known[0].unit, year, interval, sources, flags)
    return None


def exact(counted: Number) -> bool:
    """Whether a count is near enough to tell the share of an age group that uses a service."""
    return ROUNDED not in counted.flags or counted.value >= ENOUGH_FOR_ROUNDED


@cache
def norm_value(row: str) -> tuple[float, float | None, float | None]:
    """Value, low and high of a row of service_norms, in its unit. Raises StopIteration for an unknown one."""
    found = next(each for each in rows("service_norms") if each["id"] == row)
    ends = [float(found[end]) if found[end] else None for end in ("low", "high")]
    return float(found["value"]), ends[0], ends[1]


@cache
def was_read(row: str) -> bool:
    """Whether the text of a norm was read, not only told of."""
    return next(each for each in rows("service_norms") if each["id"] == row)["read"] != "not read"


def band_weights(bands: Sequence[AgeBand], coverage: bool = True) -> Values:
    """Users for each person by year of age, (age,): weight, and the share of service_norms if `coverage`. [ratio]"""
    weights = np.zeros(AGES)
    for band in bands:
        share = norm_value(band.row)[0] if coverage and band.row and band.weight == 1.0 else 1.0
        weights[band.low : band.high + 1] += band.weight * share
    return weights


@dataclass(frozen=True)
class Everywhere:
    """Places with a count, all together: its sum, and the reckoned users of the year. [unit of the count; persons]"""

    capacity: float
    users: float
    places: int


_KEPT: dict[tuple[int, str, tuple[str, ...], bytes], tuple[ref[xr.Dataset], Everywhere]] = {}
"""What was computed of a panel, with the panel: another one may stand where one that is gone stood."""


def everywhere(panel: xr.Dataset, quantities: tuple[str, ...], weights: Values) -> Everywhere:
    """All prefectures with a count in its newest common year, users by `weights` (age,) if nobody had moved. [persons]

    Moves within the nation even out in the sum.
    """
    key = (id(panel), "everywhere", quantities, weights.tobytes())
    held = _KEPT.get(key)
    if held is None or held[0]() is not panel:
        grid = panel["value"].sel(quantity=list(quantities))
        complete = grid.notnull().all("quantity")
        counts = complete.sum("place").values
        years = panel["year"].values
        year = int(max(y for y, n in zip(years.tolist(), counts.tolist(), strict=True) if n >= counts.max() / 2))
        codes, people = _alone_now(year)
        at = grid.sel(year=year).reindex(place=list(codes)).sum("quantity", skipna=False).values
        known = np.isfinite(at)
        users = people[known].sum(axis=1) @ weights
        held = ref(panel), Everywhere(float(at[known].sum()), float(users.sum()), int(known.sum()))
        _KEPT[key] = held
    return held[1]


@cache
def _alone_now(year: int) -> tuple[tuple[str, ...], Values]:
    """Prefectures and their residents of `year` if nobody had moved since the census, (place, sex, age)."""
    codes, people = census_by_year(CENSUS)
    kinds = by_code()
    here = tuple(code for code in codes if code in kinds and kinds[code].level == "prefecture")
    start = people[[codes.index(code) for code in here]]
    return here, alone(start, levels_of(here, CENSUS, max(year, CENSUS)), CENSUS)[-1]


def norm_weights(service: Service, norm: Norm, user_weights: Values, panel: xr.Dataset | None) -> Values | None:
    """Need for each person by year of age, (age,), [capacity a person]; None for "own", which takes today's users.

    A norm without rates is that of all places of the panel: None without one.
    """
    bands = norm.ages or service.ages
    if norm.id == "own":
        return None
    if norm.rates:
        weights = np.zeros(AGES)
        for band, rate in zip(bands, norm.rates, strict=True):
            whole = norm.of_all or bool(norm.ages)
            base = band_weights((band,), coverage=False) if whole else np.where(_inside(band), user_weights, 0.0)
            weights += base * rate.value / rate.per
        return weights
    if panel is None:
        return None
    by_all = norm.of_all or bool(norm.ages)
    counted = band_weights(bands, coverage=not by_all)
    usual = band_weights(norm.ages or usual_ages(service), coverage=not by_all)
    nation = everywhere(panel, service.capacity, usual)
    here = counted if by_all else user_weights
    return here * nation.capacity / nation.users


def _inside(band: AgeBand) -> Values:
    age = np.arange(AGES)
    return np.asarray((age >= band.low) & (age <= band.high))


PRACTICAL = 0.05
"""Part of the capacity below which a surplus or shortage is none, fixed before anything was reckoned."""
ENDS = (0.05, 0.95)
WITHOUT_VERDICT = frozenset({"ratio", "money", "ages"})
"""Kinds of service of which nothing is there that could be too much."""


def surpluses(capacity: float, need: NDArray[np.float64]) -> tuple[Surplus, ...]:
    """What is there less `need` (future, year) in each year, in the unit of the capacity.

    Limits: need certain: sure is the median. A band that holds the capacity: sure is 0.
    """
    ends = capacity - np.quantile(need, (ENDS[1], 0.5, ENDS[0]), axis=0)
    return tuple(Surplus(middle, max(low, 0.0) + min(high, 0.0)) for low, middle, high in ends.T.tolist())


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
