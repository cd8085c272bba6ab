"""What a deal takes for granted: each default with its interval, its source and the row of the facts behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode import shipped_tables
from relode.facts import rows
from relode.language import Bilingual
from relode.records import Blank, Doc, Record

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


def discount_rates() -> tuple[float, float, float]:
    """The official rate, that of long-lived projects, and that of the city's own money. [share per year]"""
    official, long_lived = (float(parameter_rows()[row]["value"]) for row in DISCOUNT_ROWS)
    return official, long_lived, BUDGET_RATE


@cache
def published_price() -> tuple[float, float, float]:
    """Published cost of a year of a job: low end, middle and high end. [yuan]"""
    row = parameter_rows()[PRICE_ROW]
    return float(row["low"]), float(row["value"]), float(row["high"])


def overrun_classes() -> tuple[str, ...]:
    """Classes of works with a published overrun."""
    return tuple(name.removeprefix("overrun_") for name in defaults() if name.startswith("overrun_"))
