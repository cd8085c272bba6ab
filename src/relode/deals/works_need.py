"""Who will use public works: its users go with those of the service in the whole city, as the needs of it reckon."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode import shipped_tables
from relode.errors import NoVerdict
from relode.language import Bilingual
from relode.needs import Needs, ServiceNeed, of, services
from relode.panel import load
from relode.places import Place
from relode.records import Doc, Record

NOW, YEARS = 2025, (2030, 2035)
"""The year that users now are taken to be of, and those that are looked ahead to."""

Band = tuple[float, float, float]
"""Median and ends of the 90 % interval."""


@dataclass(frozen=True)
class WorksNeed(Record):
    """Users of a service in the whole city, and what its users make of those of the works."""

    service: Annotated[str, Doc("key of the service")]
    name: Annotated[Bilingual, Doc("its name")]
    unit: Annotated[str, Doc("unit of what is sure")]
    change: Annotated[
        dict[str, Band], Doc("users in the city over those of 2025: median, 5 and 95 % quantiles", "ratio", "year, end")
    ]
    users: Annotated[
        dict[str, Band], Doc("users of the works if they change as those of the city", "persons", "year, end")
    ]
    sure: Annotated[
        dict[str, float], Doc("sure surplus (positive) or shortage of the whole city without the works", "unit", "year")
    ]
    capacity_is_counted: Annotated[bool, Doc("whether the city's capacity is counted: else nothing is sure of it")]


@cache
def service_words() -> Mapping[str, str]:
    """What a service may be called -> its key: its own names, and words of works."""
    named = {text.casefold(): one.key for one in services() for text in (one.key, one.name.en, one.name.zh)}
    return named | {row["text"]: row["service"] for row in shipped_tables.rows(__package__, "service_words")}


def works_need(place: Place | None, service: str | None, users_now: float | None) -> WorksNeed | None:
    """What the needs of a place say of works for a service; None for no place, a word of none, a place without ages."""
    key = service_words().get((service or "").strip().casefold())
    if place is None or key is None:
        return None
    needs = _needs(place)
    if needs is None:
        return None
    one = needs.service(key)
    change = {str(year): _change(one, year) for year in YEARS}
    low_mid_high = {} if users_now is None else {year: _times(band, users_now) for year, band in change.items()}
    sure = {str(year): one.at(year).sure for year in YEARS} if one.capacity is not None else {}
    return WorksNeed(one.service, one.name, one.unit, change, low_mid_high, sure, one.capacity is not None)


@cache
def _needs(place: Place) -> Needs | None:
    """The needs of a place; None where nobody counts its ages."""
    try:
        return of(load(), place)
    except NoVerdict:
        return None


def _change(one: ServiceNeed, year: int) -> Band:
    """Users of a year over the median of now: how well now is known is not taken out of the interval. [1]"""
    now, then = one.at(NOW).users.value, one.at(year).users
    low, high = then.interval_90 or (then.value, then.value)
    return then.value / now, low / now, high / now


def _times(band: Band, users: float) -> Band:
    middle, low, high = band
    return middle * users, low * users, high * users
