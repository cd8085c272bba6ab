"""What a deal takes for granted, each with interval, source and row of the facts; what its place has, as published."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from relode import shipped_tables
from relode.arrays import Array
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows, table_list
from relode.language import Bilingual
from relode.places import Place
from relode.record import Blank, Doc, Record
from relode.streams import stream
from relode.usual import SEED

DISCOUNT_ROWS = ("discount_china", "discount_china_long")
"""Rows of the official rate and of that for long-lived projects."""
PRICE_ROW = "jobyear_band"
"""Row of the published cost of a year of a job."""
BUDGET_RATE = 0.03
"""Rate of the city's own money: the low end of what public lenders use (row discount_eu). [share per year]"""


@dataclass(frozen=True)
class Default(Record):
    """A value that a deal takes where the user states none, uniform between `low` and `high` in the draws."""

    name: Annotated[str, Doc("name of the default")]
    label: Annotated[Bilingual, Doc("what it is")]
    value: Annotated[float, Doc("middle value", "unit")]
    low: Annotated[float, Doc("low end", "unit")]
    high: Annotated[float, Doc("high end", "unit")]
    unit: Annotated[str, Doc("unit of the three")]
    reason: Annotated[Bilingual, Doc("why this range")]
    source: Annotated[str, Doc("key of the source")]
    row: Annotated[Blank, Doc("row of deal_parameters that it is from")]


@cache
def parameter_rows() -> Mapping[str, Mapping[str, str]]:
    """Id -> row of the published parameters of deals."""
    return {row["id"]: row for row in rows("deal_parameters")}


@cache
def defaults() -> Mapping[str, Default]:
    """Name -> default of a deal.

    Example:
        >>> rl.deals.defaults()["displacement"].row
        'displacement_uk'
    """
    return {row["name"]: _default(row) for row in shipped_tables.rows(__package__, "deal_defaults")}


def _default(row: Mapping[str, str]) -> Default:
    """What the table leaves blank is that of the published row; one that has no interval is not drawn."""
    published = parameter_rows().get(row["row"], {})
    middle = row["value"] or published["value"]
    value, low, high = (float(row[end] or published.get(end) or middle) for end in ("value", "low", "high"))
    label = Bilingual(row["label_en"], row["label_zh"])
    reason = Bilingual(row["reason_en"], row["reason_zh"])
    return Default(row["name"], label, value, low, high, row["unit"], reason, row["source"], row["row"])


@dataclass(frozen=True)
class Setting:
    """What a deal is judged by: what is taken for granted, law by gift, rates of discount. Money is in `unit`.

    `law`: measure -> rows of its rule, None for the law of China; `price`: published cost of a year of a job, low end,
    middle and high end; `money`: what is known of the place, None where that is looked up; `country`: None for China.
    """

    defaults: Mapping[str, Default]
    discount: tuple[float, ...]
    price: tuple[float, float, float]
    unit: str = "yuan"
    law: Mapping[str, tuple[dict[str, str], ...]] | None = None
    money: "CityMoney | None" = None
    country: Bilingual | None = None


@cache
def china() -> Setting:
    """What deals of Chinese cities are judged by."""
    rows_of = parameter_rows()
    official, long_lived = (float(rows_of[row]["value"]) for row in DISCOUNT_ROWS)
    low, middle, high = (float(rows_of[PRICE_ROW][end]) for end in ("low", "value", "high"))
    return Setting(defaults(), (official, long_lived, BUDGET_RATE), (low, middle, high))


def overrun_classes() -> tuple[str, ...]:
    """Classes of works with a published overrun."""
    return tuple(name.removeprefix("overrun_") for name in defaults() if name.startswith("overrun_"))


KIND = ("cluster_support", "money")
"""Jobs of a new plant, as multipliers of jobs hold them: nothing of what brought the plant."""
FAMILY = "G"


@cache
def orders_in_a_new_place() -> Array:
    """Other local jobs for each job in one new place, (draw,). [1]

    Below 0 where the plant's wages draw people from others; it is not cut there.
    """
    return np.asarray(expected(shipped_draws(), KIND, FAMILY, stream("deal_orders", SEED)).here)


def local_orders(rng: np.random.Generator, draws: int) -> Array:
    """Draws of other local jobs for each job, (draw,). [1]"""
    known = orders_in_a_new_place()
    return np.asarray(known[rng.integers(len(known), size=draws)])


TABLES_OF_MONEY = {
    "budget_revenue": (("accounts_budgets",), 1e8),
    "government_debt": (("accounts_budgets", "accounts_debt"), 1e8),
    "government_debt_limit": (("accounts_budgets", "accounts_debt"), 1e8),
    "average_wage": (("accounts_people",), 1.0),
}
"""Quantity -> tables that may hold it, and yuan of its unit."""


@dataclass(frozen=True)
class KnownMoney(Record):
    """A published figure of a place."""

    value: Annotated[float, Doc("value", "yuan")]
    year: Annotated[int, Doc("its year", "year")]
    source: Annotated[str, Doc("key of its source")]


@dataclass(frozen=True)
class CityMoney(Record):
    """What is known of a city's money; null where nothing is published."""

    revenue: Annotated[KnownMoney | None, Doc("budget revenue of the newest year")]
    debt_room: Annotated[KnownMoney | None, Doc("limit less balance of statutory debt, newest year with both")]
    wage: Annotated[KnownMoney | None, Doc("average wage of urban units, newest year")]


NOTHING_KNOWN = CityMoney(None, None, None)


@cache
def city_money(place: Place | None) -> CityMoney:
    """What is known of a place; nothing for none."""
    if place is None:
        return NOTHING_KNOWN
    balance, limit = (_by_year(place.code, name) for name in ("government_debt", "government_debt_limit"))
    both = sorted(balance.keys() & limit.keys())
    room = None
    if both:
        year = both[-1]
        room = KnownMoney(max(limit[year].value - balance[year].value, 0.0), year, limit[year].source)
    return CityMoney(_newest(place.code, "budget_revenue"), room, _newest(place.code, "average_wage"))


def _newest(code: str, quantity: str) -> KnownMoney | None:
    years = _by_year(code, quantity)
    return years[max(years)] if years else None


def _by_year(code: str, quantity: str) -> dict[int, KnownMoney]:
    return {known.year: known for known in _all_of(quantity).get(code, ())}


@cache
def _all_of(quantity: str) -> dict[str, list[KnownMoney]]:
    """Place -> figures of a quantity."""
    tables, size = TABLES_OF_MONEY[quantity]
    result: dict[str, list[KnownMoney]] = {}
    for row in (row for table in tables if table in table_list() for row in rows(table)):
        is_wide = "quantity" not in row
        cell = row.get(quantity, "") if is_wide else row["value"] if row["quantity"] == quantity else ""
        if cell:
            known = KnownMoney(float(cell) * size, int(row["year"]), row["source"])
            result.setdefault(row["place"], []).append(known)
    return result
