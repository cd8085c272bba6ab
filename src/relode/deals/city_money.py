"""What a place has, from published facts: revenue, room for debt, average wage. No simulator is needed."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.facts import rows, table_list
from relode.places import Place
from relode.records import Doc, Record

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
