"""What `relode fund` is asked for: provinces or some of their places, and the money."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import ClassVar, Self

from pydantic import model_validator

from relode.errors import RelodeError
from relode.model.opening.opening_world import World
from relode.places import Place, all_places, by_code, find, official
from relode.places.lookup import short_province
from relode.places.place import plain
from relode.plan.asked.options import MoneyRequest, parse_money
from relode.plan.asked.pots import Spending, spending_of
from relode.plan.asked.request import PlanRequest
from relode.settings import Settings
from relode.shipped_tables import rows
from relode.usual import FUTURES, HORIZON, SEED


@dataclass(frozen=True)
class Absorbable:
    """The part of its public spending that a place is assumed to be able to spend more in a year, with a range."""

    value: float
    lower: float
    upper: float


@cache
def absorbable() -> Absorbable:
    """The assumption as it ships, with its reason in the same row."""
    row = next(row for row in rows("relode.fund", "fund_assumed") if row["name"] == "absorbable_share")
    return Absorbable(*(float(row[name]) for name in ("value", "lower", "upper")))


class FundRequest(Settings):
    """What is asked for, as typed: `budget` is yuan a year from the first year of plans to the horizon.

    `province` may be several, separated by commas; `places` narrows them to some of their places.
    Raises RelodeError for money that is not given or cannot be read, and for a horizon or a number of futures that no
    plan may have.
    """

    OPTIONS: ClassVar[Mapping[str, str]] = {"province": "", "places": "--place"}

    province: str
    budget: str = ""
    places: tuple[str, ...] = ()
    horizon: int = HORIZON
    futures: int = FUTURES
    seed: int = SEED

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.budget:
            raise RelodeError("fund.no_budget")
        PlanRequest(budget=self.budget, horizon=self.horizon, futures=self.futures, seed=self.seed)
        return self

    @cached_property
    def money(self) -> MoneyRequest:
        """The sum."""
        return parse_money(self.budget)


def province_of(name: str) -> Place:
    """The province called so: its slug with or without -province, its full or short Chinese name, or its code.

    Raises RelodeError for another place, with the province that it lies in, and for an unknown name with near ones.
    """
    index = _province_names()
    if plain(name) in index:
        return index[plain(name)]
    try:
        place = find(name)
    except RelodeError as unknown:
        near = _near_provinces(name)
        if not near:
            raise
        raise RelodeError("fund.unknown_province_near", name=name, suggestions=", ".join(near)) from unknown
    raise RelodeError(
        "fund.not_a_province", name=name, province=by_code()[place.province].slug.removesuffix("-province")
    )


def provinces_of(names: str) -> tuple[Place, ...]:
    """The provinces of a list separated by commas, each once, by code. Raises RelodeError as `province_of` does."""
    places = {province_of(name.strip()) for name in re.split(r"[,\uff0c\u3001]", names)}
    return tuple(sorted(places, key=lambda province: province.code))


def short_slugs(provinces: Sequence[Place]) -> str:
    """The provinces as they are typed: `heilongjiang,liaoning`."""
    return ",".join(province.slug.removesuffix("-province") for province in provinces)


def _near_provinces(name: str) -> list[str]:
    """Slugs of at most three provinces whose names are spelt nearly like `name`, nearest first."""
    index = _province_names()
    alike = [each for each in index if each.isascii() == name.isascii()]
    near = get_close_matches(plain(name), alike, n=3, cutoff=0.6)
    return list(dict.fromkeys(index[each].slug.removesuffix("-province") for each in near))


@cache
def _province_names() -> dict[str, Place]:
    places = {}
    for place in all_places():
        if place.level == "province":
            short = place.slug.removesuffix("-province")
            for name in (place.code, place.slug, short, place.name_en, place.name_zh, short_province(place.name_zh)):
                places[plain(name)] = place
    return places


@dataclass(frozen=True)
class FundCandidate:
    """A place that money may go to: its public spending, and the most that it can absorb in a year. [yuan]"""

    place: Place
    spending: Spending
    ceiling: float


@dataclass(frozen=True)
class FundGround:
    """What money may go to, all known before anything is simulated.

    `budget` in yuan a year; `unpublished` are places that the simulator has but whose spending is not published;
    `absent` prefecture-level places of the provinces that it does not have; `counties` those of the list of 2013 below
    the prefecture level.
    """

    provinces: tuple[Place, ...]
    budget: float
    candidates: tuple[FundCandidate, ...]
    unpublished: tuple[Place, ...]
    absent: tuple[Place, ...]
    counties: tuple[Place, ...]


def ground_of(opened: World, request: FundRequest) -> FundGround:
    """The places and their ceilings. Raises RelodeError for what cannot be asked, before anything runs."""
    provinces = provinces_of(request.province)
    codes, names = [province.code for province in provinces], short_slugs(provinces)
    own = [place for place in all_places() if place.province in codes and place.level == "prefecture"]
    inside = [place for place in own if place.code in opened.codes]
    wanted = _wanted(request, names, inside)
    known = {place.code: spending_of(opened.panel, place) for place in wanted}
    unpublished = tuple(place for place in wanted if known[place.code] is None)
    spends = {code: spending for code, spending in known.items() if spending is not None}
    if not spends:
        raise RelodeError("fund.nobody", province=names)
    budget = request.money.yuan(sum(each.spending for each in spends.values()), names)
    candidates = tuple(
        FundCandidate(place, spends[place.code], most(spends[place.code])) for place in wanted if place.code in spends
    )
    absent = tuple(place for place in own if place not in inside)
    return FundGround(provinces, budget, candidates, unpublished, absent, _counties(codes, request))


def most(spending: Spending) -> float:
    """The most that a place is assumed to be able to spend more in a year. [yuan]"""
    return absorbable().value * spending.spending


def _wanted(request: FundRequest, provinces: str, inside: Sequence[Place]) -> list[Place]:
    if not inside:
        raise RelodeError("fund.nobody", province=provinces)
    if not request.places:
        return list(inside)
    named = [find(name) for name in request.places]
    outside = [place.slug for place in named if place not in inside]
    if outside:
        raise RelodeError(
            "fund.outside", places=outside, province=provinces, allowed=", ".join(place.slug for place in inside)
        )
    return [place for place in inside if place in named]


def _counties(provinces: Sequence[str], request: FundRequest) -> tuple[Place, ...]:
    """Listed places below the prefecture level; none where only some places were asked for."""
    if request.places:
        return ()
    return tuple(
        place
        for place in all_places()
        if place.province in provinces and place.code in official() and place.level not in ("prefecture", "province")
    )
