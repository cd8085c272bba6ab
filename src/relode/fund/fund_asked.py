"""What `relode fund` is asked for: provinces or some of their places, the money, what it is to serve, floors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np
import xarray as xr

from relode.errors import RelodeError
from relode.language import Amount
from relode.model.opening.opening_world import World
from relode.model.quantities import PERSONS
from relode.places import Place, all_places, by_code, find, official
from relode.places.lookup import short_province
from relode.places.place import plain
from relode.plan.asked.money_asked import MoneyAsked, parse_money
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.asked.pots import Spending, spending_of
from relode.plan.making.published_plan import output_per_worker
from relode.plan.trials.judged import JOBS, bought_by
from relode.plan.trials.stage import in_system
from relode.plan.verdicts.verdict_tables import aims, published_band, sizes
from relode.shipped_tables import rows

CRITERIA = ("jobs", "services", "equity")
"""What money may serve: job-years, public services for those who stay, job-years where most jobs go."""


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


@dataclass(frozen=True)
class FundAsked:
    """What is asked for, as typed: `budget` is yuan a year from the first year of plans to the horizon.

    `province` may be several, separated by commas; `places` narrows them to some of their places; `floors` are least
    sums of the form PLACE=50M.
    Raises RelodeError for money, criteria and floors that cannot be read or contradict each other.
    """

    province: str
    budget: str
    criteria: tuple[str, ...] = CRITERIA
    floors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    horizon: int = 2035
    futures: int = 512
    seed: int = 1
    money: MoneyAsked = field(init=False, compare=False)
    parsed_floors: Mapping[str, MoneyAsked] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        unknown = [name for name in self.criteria if name not in CRITERIA]
        if unknown:
            raise RelodeError("fund.criteria", names=unknown, allowed=", ".join(CRITERIA))
        if not self.criteria:
            raise RelodeError("fund.criteria_none", allowed=", ".join(CRITERIA))
        twice = [name for name in dict.fromkeys(self.criteria) if self.criteria.count(name) > 1]
        if twice:
            raise RelodeError("fund.criteria_twice", names=twice)
        object.__setattr__(self, "money", parse_money(self.budget))
        object.__setattr__(self, "parsed_floors", _floors(self.floors))
        self.of_place()  # refuses a horizon or a number of futures that no plan may have

    def of_place(self, budget: str = "") -> PlanAsked:
        """What a plan of one of the places is asked for."""
        return PlanAsked(budget=budget or self.budget, horizon=self.horizon, futures=self.futures, seed=self.seed)

    def record(self) -> dict[str, object]:
        """The settings as the manifest keeps them; `fund_asked_from` reads them."""
        return {
            "province": self.province,
            "budget": self.budget,
            "criteria": list(self.criteria),
            "floors": list(self.floors),
            "places": list(self.places),
            "horizon": self.horizon,
            "futures": self.futures,
            "seed": self.seed,
        }


def fund_asked_from(record: Mapping[str, Any]) -> FundAsked:
    """The settings of a manifest. Raises RelodeError for what it does not hold or cannot be."""
    try:
        return FundAsked(
            province=str(record["province"]),
            budget=str(record["budget"]),
            criteria=tuple(map(str, record["criteria"])),
            floors=tuple(map(str, record["floors"])),
            places=tuple(map(str, record["places"])),
            horizon=int(record["horizon"]),
            futures=int(record["futures"]),
            seed=int(record["seed"]),
        )
    except (KeyError, TypeError) as error:
        raise RelodeError("planning.resume_nothing", run=record.get("run", "--resume")) from error


def _floors(typed: Sequence[str]) -> dict[str, MoneyAsked]:
    floors: dict[str, MoneyAsked] = {}
    for text in typed:
        name, equals, money = text.partition("=")
        if not (name.strip() and equals and money.strip()):
            raise RelodeError("fund.floor_form", text=text)
        code = find(name.strip()).code
        if code in floors:
            raise RelodeError("fund.floor_twice", place=name.strip())
        floors[code] = parse_money(money.strip(), "--floor")
    return floors


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
    """A place that money may go to: its public spending, None where none is published, and the most that it may get.

    `ceiling` and `floor` in yuan a year.
    """

    place: Place
    spending: Spending
    ceiling: float
    floor: float


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


def ground_of(panel: xr.Dataset, opened: World, asked: FundAsked) -> FundGround:
    """The places and their ceilings. Raises RelodeError for what cannot be asked, before anything runs."""
    provinces = provinces_of(asked.province)
    codes, names = [province.code for province in provinces], short_slugs(provinces)
    own = [place for place in all_places() if place.province in codes and place.level == "prefecture"]
    inside = [place for place in own if in_system(opened, place)]
    wanted = _wanted(asked, names, inside)
    known = {place.code: spending_of(panel, place) for place in wanted}
    unpublished = tuple(place for place in wanted if known[place.code] is None)
    spends = {code: spending for code, spending in known.items() if spending is not None}
    if not spends:
        raise RelodeError("fund.nobody", province=names)
    budget = asked.money.yuan(sum(each.spending for each in spends.values()), names)
    floors = _checked_floors(asked, names, spends, budget)
    candidates = tuple(
        FundCandidate(place, spends[place.code], min(budget, most(spends[place.code])), floors.get(place.code, 0.0))
        for place in wanted
        if place.code in spends
    )
    least = min(least_money(opened, each.place) for each in candidates)
    if budget < least:
        raise RelodeError("fund.too_little", budget=_yuan(budget), least=_yuan(least))
    absent = tuple(place for place in own if place not in inside)
    return FundGround(provinces, budget, candidates, unpublished, absent, _counties(codes, asked))


def most(spending: Spending) -> float:
    """The most that a place is assumed to be able to spend more in a year. [yuan]"""
    return absorbable().value * spending.spending


def least_money(opened: World, place: Place) -> float:
    """What the least effect on jobs that counts costs in a year at the lowest published cost of a job-year. [yuan]"""
    jobs = float(np.asarray(opened.observed.employment)[:, opened.position(place.code)].sum()) * PERSONS
    worth = output_per_worker(opened, place.code)
    bands = [band for lever in aims() if (band := published_band(lever, worth)) is not None]
    lowest = min(band.low for band in bands if bought_by(band.unit) == JOBS)
    return sizes()["employment"] * jobs * lowest


def _wanted(asked: FundAsked, provinces: str, inside: Sequence[Place]) -> list[Place]:
    if not inside:
        raise RelodeError("fund.nobody", province=provinces)
    if not asked.places:
        return list(inside)
    named = [find(name) for name in asked.places]
    outside = [place.slug for place in named if place not in inside]
    if outside:
        raise RelodeError(
            "fund.outside", places=outside, province=provinces, allowed=", ".join(place.slug for place in inside)
        )
    return [place for place in inside if place in named]


def _checked_floors(
    asked: FundAsked, provinces: str, spends: Mapping[str, Spending], budget: float
) -> dict[str, float]:
    named = {code: find(code) for code in asked.parsed_floors}
    outside = [place.slug for code, place in named.items() if code not in spends]
    if outside:
        allowed = ", ".join(find(code).slug for code in spends)
        raise RelodeError("fund.outside", places=outside, province=provinces, allowed=allowed)
    floors = {code: money.yuan(spends[code].spending, named[code].slug) for code, money in asked.parsed_floors.items()}
    if sum(floors.values()) > budget:
        raise RelodeError("fund.floors_above", floors=_yuan(sum(floors.values())), budget=_yuan(budget))
    above = [
        (named[code].slug, " ", _yuan(floor), " > ", _yuan(most(spends[code])))
        for code, floor in floors.items()
        if floor > most(spends[code])
    ]
    if above:
        raise RelodeError("fund.floor_above_ceiling", offenders=above)
    return floors


def _yuan(value: float) -> Amount:
    return Amount(value, "yuan")


def _counties(provinces: Sequence[str], asked: FundAsked) -> tuple[Place, ...]:
    """Listed places below the prefecture level; none where only some places were asked for."""
    if asked.places:
        return ()
    return tuple(
        place
        for place in all_places()
        if place.province in provinces and place.code in official() and place.level not in ("prefecture", "province")
    )
