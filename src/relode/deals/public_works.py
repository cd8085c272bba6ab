"""Public works: cost with the overruns of their class, users in 2030 and 2035, and who pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from relode import shipped_tables
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws
from relode.deals.judgement import MissingField, Verdict
from relode.errors import NoVerdict
from relode.facts import rows
from relode.language import Bilingual, has_sentence, say
from relode.needs import Needs, ServiceNeed, of, services
from relode.panel import load
from relode.panel.coal_mines import mines_of
from relode.places import Place, official
from relode.record import Blank, Doc, Record

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
    users = {}
    if users_now is not None:
        users = {
            year: (middle * users_now, low * users_now, high * users_now)
            for year, (middle, low, high) in change.items()
        }
    sure = {str(year): one.at(year).sure for year in YEARS} if one.capacity is not None else {}
    return WorksNeed(one.service, one.name, one.unit, change, users, sure, one.capacity is not None)


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


ENOUGH, TOO_FEW = 0.9, 0.6
"""Users of 2035 over capacity from which on works are filled, and below which they are not built: assumptions."""
LAST = "2035"


@dataclass(frozen=True)
class WorksAppraisal(Record):
    """What public works cost, and who will use them."""

    cost: Annotated[float | None, Doc("stated cost", "yuan")]
    cost_middle: Annotated[float | None, Doc("median cost with overruns of the class", "yuan")]
    cost_band: Annotated[tuple[float, float] | None, Doc("90 % interval of the cost", "yuan", "end")]
    capacity: Annotated[float | None, Doc("users that fit in", "persons")]
    users: Annotated[
        dict[str, float],
        Doc("users now, in 2030 and in 2035 that the verdict rests on, where known", "persons", "year"),
    ]
    users_from: Annotated[Blank, Doc("where those of 2035 come from: file, or needs of the city; blank for none")]
    filled: Annotated[float | None, Doc("users of 2035 over capacity", "ratio")]
    need: Annotated[WorksNeed | None, Doc("users of the service in the whole city; null where none is known")]
    cost_per_user: Annotated[float | None, Doc("median cost over users of 2035", "yuan")]
    share_of_revenue: Annotated[float | None, Doc("median cost over a year's revenue", "ratio")]


def works_appraisal(deal: Deal, draws: DealDraws, revenue: float | None, need: WorksNeed | None) -> WorksAppraisal:
    """Cost and users of public works. Users that the file leaves out change as those of the whole city do."""
    works = deal.works
    cost = works.cost if works.cost is not None else deal.promise.investment
    stated = (("now", works.users_now), ("2030", works.users_2030), (LAST, works.users_2035))
    told = {year: value for year, value in stated if value is not None}
    reckoned = {year: band[0] for year, band in need.users.items()} if need else {}
    users = {
        year: number for year in ("now", "2030", LAST) if (number := told.get(year, reckoned.get(year))) is not None
    }
    last = users.get(LAST)
    middle, band = None, None
    if cost is not None:
        low, middle, high = (float(each) for each in cost * (1 + np.quantile(draws.overrun, (0.05, 0.5, 0.95))))
        band = (low, high)
    return WorksAppraisal(
        cost=cost,
        cost_middle=middle,
        cost_band=band,
        capacity=works.capacity,
        users=users,
        users_from="file" if LAST in told else "needs" if LAST in reckoned else "",
        filled=last / works.capacity if last is not None and works.capacity else None,
        need=need,
        cost_per_user=middle / last if middle is not None and last else None,
        share_of_revenue=middle / revenue if middle is not None and revenue else None,
    )


def works_missing(
    deal: Deal, result: WorksAppraisal, revenue: float | None, is_stopped: bool
) -> tuple[MissingField, ...]:
    """Fields that turn the verdict on public works between what they may be: each is judged at both ends.

    Users of 2035 are such a field too where the file states some, and those by the needs of the city turn the verdict.
    """
    filled = result.filled if result.filled is not None else 1.0
    by_needs = result.need.users.get(LAST) if result.need else None
    is_disputed = (
        by_needs is not None and result.users_from == "file" and not by_needs[1] <= result.users[LAST] <= by_needs[2]
    )
    parts = [0.0, 1.0]
    if by_needs is not None and result.filled is not None and result.capacity:
        parts = sorted((by_needs[0] / result.capacity, result.filled))
    dear = result.cost_band[1] if result.cost_band else 0.0
    low_cost, high_cost = (0.0, np.inf) if result.cost is None else (dear, dear)
    fields = {
        "works.cost": (result.cost is None, [(filled, cost, True) for cost in (high_cost, low_cost)]),
        "works.capacity": (result.capacity is None, [(part, low_cost, True) for part in (0.0, 1.0)]),
        "works.users_2035": (LAST not in result.users or is_disputed, [(part, low_cost, True) for part in parts]),
        "works.channel": (not deal.works.channel, [(filled, low_cost, paid) for paid in (False, True)]),
    }
    missing = []
    for field, (is_absent, ends) in fields.items():
        low, high = (works_verdict(part, cost, revenue, is_stopped, paid) for part, cost, paid in ends)
        if is_absent and low != high:
            missing.append(MissingField(field, low, high))
    return tuple(missing)


def works_verdict(
    filled: float | None, high_cost: float, revenue: float | None, is_stopped: bool, is_funded: bool = True
) -> Verdict:
    """Built where users of 2035 fill it; smaller where they fill a part; not where too few are left, or nobody pays.

    `filled` is users of 2035 over capacity, `high_cost` the upper end of the cost, `revenue` that of a year [yuan].

    Limits: as many users as capacity, sign; none, do not sign.
    """
    if is_stopped or not is_funded or filled is None or filled < TOO_FEW:
        return "do_not_sign"
    too_dear = revenue is not None and high_cost > revenue
    return "sign" if filled >= ENOUGH and not too_dear else "sign_if"


def channel_of(name: str | None) -> tuple[str | None, float | None]:
    """Id of a channel and the most that one project or place got from it; None for what is not known. [yuan]"""
    if not name:
        return None, None
    for row in rows("funding_channels"):
        said = channel_name(row["id"])
        if name.strip() in (row["id"], row["name_zh"], row["name_en"], said.zh, said.en):
            return row["id"], _most_of(row)
    return None, None


SUBSIDENCE = "subsidence_mining_district"


def channel_name(channel: str, place: str = "") -> Bilingual:
    """The name of a channel as officials say it, else as its rules have it.

    Where it is of a `place` without coal, that for coal-subsidence areas and mining districts is of the latter alone.
    """
    is_without = channel == SUBSIDENCE and has_no_coal(place)
    key = "channels.mining_districts" if is_without else f"channels.name.{channel}"
    if has_sentence(key):
        return Bilingual(say(key, "en"), say(key, "zh"))
    row = next(row for row in rows("funding_channels") if row["id"] == channel)
    return Bilingual(row["name_en"], row["name_zh"])


def has_no_coal(place: str) -> bool:
    """Whether a listed place is listed for other resources, and no coal mine of the tracker works in it."""
    listed = official().get(place)
    return (
        listed is not None
        and "coal" not in listed.resource_detail
        and not any(mine.status == "Operating" for mine in mines_of(place))
    )


def _most_of(channel: Mapping[str, str]) -> float | None:
    """The ceiling of a project, or else the largest sum that one place got. [yuan]"""
    if channel["ceiling_project_1e8_yuan"]:
        return float(channel["ceiling_project_1e8_yuan"]) * 1e8
    got = [
        float(row["value"]) * 1e8
        for row in rows("funding_channel_sums")
        if row["channel"] == channel["id"]
        and (row["item"] == "received" or row["place_name"].startswith("mean of a place"))
    ]
    return max(got, default=None)
