"""The four pots that pay for a plan: own money, grants, special bonds, firms and households, from facts.

Own money is moved from other uses, which costs what it displaced. Grants are what a city of its kind has had a year
from programmes of the centre: not assured. Special bonds are repaid with interest; the room for them is the mean yearly
rise of the special balance over three years. What firms and households pay follows from the measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.facts import rows
from relode.panel import cell
from relode.places import Place, official
from relode.places.listed import Official
from relode.plan.estimate import Estimate
from relode.records import Doc, Record

POTS = ("own", "granted", "bonds", "others")
"""Own money; transfers and earmarked funds of centre and province; special bonds; firms, households and insurance."""
YUAN = 1e8
"""Yuan in a unit of money of the facts."""
RISE_YEARS = 3
"""The room for special bonds is the mean rise of the special balance over so many years."""
GRANT_SPREAD = (1 / 3, 3.0)
"""A city's grant lies between these multiples of the mean of its programme: no amounts by city ship. Assumed."""
NEWEST = 2025
OLDEST = 2018


@dataclass(frozen=True)
class Pot(Record):
    """Money of one pot in a year: what facts say of it, whether that is estimated, and from what."""

    name: Annotated[str, Doc("own, granted, bonds or others")]
    amount: Annotated[Estimate | None, Doc("what it holds in a year, null where it follows from the measures")]
    how: Annotated[str, Doc("observed, estimated, none, or measures (it follows from the measures)")]
    years: Annotated[tuple[int, ...], Doc("years that the figure is of", shape="year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]


@dataclass(frozen=True)
class Spending(Record):
    """Public spending and own revenue of the newest year in which both are published."""

    year: Annotated[int, Doc("year of the figures")]
    spending: Annotated[float, Doc("general public budget expenditure", "yuan per year")]
    revenue: Annotated[float, Doc("general public budget revenue", "yuan per year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("what is known of the figures", shape="flag")]


def spending_of(panel: xr.Dataset, place: Place) -> Spending | None:
    """Newest public spending with the revenue of that year, None where neither is published."""
    for year in range(NEWEST, OLDEST - 6, -1):
        spent, own = (cell(panel, place.code, name, year) for name in ("budget_expenditure", "budget_revenue"))
        if spent is not None and own is not None:
            sources = tuple(dict.fromkeys((*spent.sources, *own.sources)))
            flags = tuple(dict.fromkeys((*spent.flags, *own.flags)))
            return Spending(year, spent.value * YUAN, own.value * YUAN, sources, flags)
    return None


def pots_of(panel: xr.Dataset, place: Place, spending: Spending | None) -> tuple[Pot, ...]:
    """The four pots of a place in the order of POTS."""
    own = (
        Pot("own", None, "none", (), ())
        if spending is None
        else Pot("own", Estimate(spending.revenue, "yuan per year"), "observed", (spending.year,), spending.sources)
    )
    return (
        own,
        granted(official().get(place.code)),
        bonds(panel, place, spending),
        Pot("others", None, "measures", (), ()),
    )


def granted(listed: Official | None) -> Pot:
    """What a city of this kind has had a year from programmes of the centre; nothing for a city on no list."""
    programmes = (
        [("exhausted_city_transfer", "2020", "total", EXHAUSTED_CITIES)] if listed and listed.is_exhausted else []
    )
    if listed:
        programmes.append(("subsidence_and_mining_districts", "2021", "central money", 1))
    if not programmes:
        return Pot("granted", None, "none", (), ())
    pairs = [(_fund(pot, period, item) / cities, period) for pot, period, item, cities in programmes]
    total = sum(value for value, _ in pairs) * YUAN
    low, high = GRANT_SPREAD
    amount = Estimate(total, "yuan per year", (total * low, total * high))
    return Pot(
        "granted", amount, "estimated", tuple(int(period) for _, period in pairs), ("fund_notices", "assumption")
    )


EXHAUSTED_CITIES = 69
"""Cities and districts that the transfer is shared among. Source: fund_notices (cumulative 2007-2012, 69 cities)."""


def _fund(pot: str, period: str, item: str) -> float:
    """The figure of a programme whose item begins so. [10^8 yuan]"""
    return next(
        float(row["value"])
        for row in rows("funds")
        if (row["pot"], row["period"]) == (pot, period) and row["item"].startswith(item)
    )


def bonds(panel: xr.Dataset, place: Place, spending: Spending | None) -> Pot:
    """Room for special bonds in a year: the mean rise of the special balance over the three newest years.

    Where the balance is not published: the rises over spending of the cities that publish theirs, 5, 50 and 95 %.
    """
    own = rises(_balance(panel, place.code))
    if own is not None:
        newest, each = own
        mean = float(np.mean(each))
        years = tuple(range(newest - RISE_YEARS + 1, newest + 1))
        room = max(mean, 0.0) * YUAN
        half = STUDENT_95 * float(np.std(each, ddof=1) / np.sqrt(RISE_YEARS)) * YUAN
        return Pot("bonds", Estimate(room, "yuan per year", (max(room - half, 0.0), room + half)), "observed", years,
                   ("local_debt_tables",))  # fmt: skip
    if spending is None:
        return Pot("bonds", None, "none", (), ())
    low, middle, high = (float(q) * spending.spending for q in np.quantile(_shares(panel), (0.05, 0.5, 0.95)))
    amount = Estimate(max(middle, 0.0), "yuan per year", (max(low, 0.0), max(high, 0.0)))
    return Pot("bonds", amount, "estimated", (), ("local_debt_tables", "assumption"))


STUDENT_95 = 2.920
"""95 % point of Student's t with two degrees of freedom: three rises tell little of their mean."""


def rises(balance: Values) -> tuple[int, Values] | None:
    """Newest year and the three newest yearly rises of a balance (year,) from OLDEST on, None without four in a row.

    [yuan/yr]
    """
    for last in range(len(balance) - 1, RISE_YEARS - 1, -1):
        part = balance[last - RISE_YEARS : last + 1]
        if np.isfinite(part).all():
            return OLDEST + last, np.diff(part)
    return None


def _balance(panel: xr.Dataset, code: str) -> Values:
    cells = [cell(panel, code, "government_debt_special", year) for year in range(OLDEST, NEWEST + 1)]
    return np.array([np.nan if each is None else each.value for each in cells])


def _shares(panel: xr.Dataset) -> Sequence[float]:
    """Mean rise over public spending of every place that publishes both."""
    table = panel["value"]
    balances = table.sel(quantity="government_debt_special", year=slice(OLDEST, NEWEST)).to_numpy()
    spent = table.sel(quantity="budget_expenditure", year=slice(OLDEST, NEWEST)).to_numpy()
    values = []
    for balance, spends in zip(balances, spent, strict=True) if balances.shape[1] == NEWEST - OLDEST + 1 else ():
        known = rises(balance)
        if known is not None and np.isfinite(spends).any():
            values.append(float(np.mean(known[1]) / spends[np.isfinite(spends)][-1]))
    return values
