"""What `relode fund` is asked for: provinces or some of their places, and the money."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import ClassVar, Self

import xarray as xr
from pydantic import model_validator

from relode.decisions.options import MoneyRequest, parse_money
from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.panel import newest
from relode.places import Place, all_places, by_code, find, official
from relode.places.lookup import short_province
from relode.places.place import plain
from relode.settings import Settings
from relode.usual import HORIZON, SEED

YUAN = 1e8
"""Yuan in a unit of money of the facts."""
SPENDING_YEARS = range(2018, 2026)


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
    seed: int = SEED

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.budget:
            raise RelodeError("fund.no_budget")
        PlanRequest(budget=self.budget, horizon=self.horizon, seed=self.seed)
        return self

    @cached_property
    def money(self) -> MoneyRequest:
        """The budget as it was typed."""
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
class FundGround:
    """What money may go to: prefectures and listed counties of the provinces, or those that were named.

    `budget` in yuan a year.
    """

    provinces: tuple[Place, ...]
    budget: float
    places: tuple[Place, ...]


def ground_of(panel: xr.Dataset, request: FundRequest) -> FundGround:
    """The places and the money. Raises RelodeError for what cannot be asked, before anything runs.

    A share of spending is one of the sum of published spending of the prefectures.
    """
    provinces = provinces_of(request.province)
    codes, names = {province.code for province in provinces}, short_slugs(provinces)
    inside = [
        place for place in all_places()
        if place.province in codes
        and (place.level == "prefecture" or (place.level != "province" and place.code in official()))
    ]  # fmt: skip
    if not inside:
        raise RelodeError("fund.nobody", province=names)
    named = [find(name) for name in request.places]
    outside = [place.slug for place in named if place not in inside]
    if outside:
        raise RelodeError(
            "fund.outside", places=outside, province=names, allowed=", ".join(place.slug for place in inside)
        )
    places = tuple(place for place in inside if not named or place in named)
    found = [newest(panel, place, ("budget_expenditure",), SPENDING_YEARS) for place in places]
    spent = sum(each[0].value * YUAN for each in found if each)
    return FundGround(provinces, float(round(request.money.yuan(spent or None, names))), places)
