"""The commission's own list: each project, the sum against the city's money, each target in the do-nothing band."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from relode.deals.appraisal import appraised
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.city_money import CityMoney, city_money
from relode.deals.deal import Deal
from relode.deals.deal_defaults import published_price
from relode.deals.deal_file import DealFault, deals_and_faults, named_sheet
from relode.deals.public_works import TOO_FEW
from relode.deals.typed_values import share as typed_share
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES, Amount, Sentence
from relode.outlook.one_future.predictive_record import AHEAD
from relode.places import Place, find
from relode.records import Doc, Record
from relode.vocabulary import quantities, quantity

if TYPE_CHECKING:  # the panel costs seconds: only a list with targets pays them
    from relode.outlook import Predictive

DRAWS_OF_LIST = 4000
"""Draws a project of a list: enough for a mean and a sign, and a list of forty is read in seconds."""
FALLS = frozenset({"debt", "budget_expenditure", "co2_emissions"})
"""Quantities whose target is kept by what is below it; of all others by what is above."""
JOB_LASTS = 10
"""Years that a promised job is taken to last where its price is compared: an assumption in the firm's favour."""
TARGET_HEADS = ("quantity", "year", "target")


@dataclass(frozen=True)
class ListFault(Record):
    """What is wrong with a project of the list."""

    project: Annotated[str, Doc("name of the project", blank=True)]
    where: Annotated[str, Doc("rows of the sheet")]
    fault: Annotated[str, Doc("kind of fault")]
    told: Annotated[Sentence, Doc("the fault in words")]


@dataclass(frozen=True)
class ReviewedProject(Record):
    """A project of the list."""

    deal: Annotated[DealAppraisal, Doc("its appraisal", inline=True)]
    where: Annotated[str, Doc("row of the sheet")]
    channel: Annotated[str | None, Doc("channel that may pay it; null where none is named or known")]
    ceiling: Annotated[float | None, Doc("most that the channel gave to a project or city", "yuan")]
    asked: Annotated[float, Doc("what it asks of the city and of channels", "yuan")]
    cost_per_job_year: Annotated[float | None, Doc("given over expected years of jobs; null without jobs", "yuan")]
    given_per_job: Annotated[float, Doc("given in full over jobs promised", "yuan")]
    need: Annotated[dict[str, float], Doc("users of 2030 and 2035 where stated", "persons", "year")]
    due: Annotated[int | None, Doc("promised year of first output; null where none is promised", "year")]
    faults: Annotated[tuple[str, ...], Doc("faults", shape="fault")]


@dataclass(frozen=True)
class ListedTarget(Record):
    """A target beside what is expected if nothing is done."""

    quantity: Annotated[str, Doc("name of the quantity")]
    unit: Annotated[str, Doc("unit of the target", blank=True)]
    year: Annotated[int, Doc("year", "year")]
    target: Annotated[float, Doc("the target", "unit")]
    chance: Annotated[
        float | None, Doc("chance that it is met if nothing is done; null where it is not forecast", "share")
    ]
    band: Annotated[
        tuple[float, float, float] | None, Doc("5, 50 and 95 % quantiles if nothing is done", "unit", "quantile")
    ]
    to_do: Annotated[float | None, Doc("target less the median", "unit")]


@dataclass(frozen=True)
class MoneyOfList(Record):
    """The list against the city's money."""

    asked: Annotated[float, Doc("sum of what is asked", "yuan")]
    by_channel: Annotated[dict[str, float], Doc("asked by channel; `city` where none is named", "yuan", "channel")]
    known: Annotated[CityMoney, Doc("what is known of the city's money")]
    share_of_revenue: Annotated[float | None, Doc("asked of the city over a year's revenue", "ratio")]


@dataclass(frozen=True)
class ListReview(Record):
    """A list of projects and targets, judged."""

    ALSO: ClassVar[Mapping[str, str]] = {"tags": "tags"}

    place: Annotated[Place | None, Doc("the place; null where none is named")]
    projects: Annotated[tuple[ReviewedProject, ...], Doc("projects in the order of the sheet", shape="project")]
    targets: Annotated[tuple[ListedTarget, ...], Doc("targets in the order of the sheet", shape="target")]
    money: Annotated[MoneyOfList, Doc("the sum of the list against the city's money")]
    net_jobs: Annotated[float, Doc("sum of mean net jobs", "persons")]
    city_mean: Annotated[float, Doc("sum of the mean net of the city", "yuan")]
    faults: Annotated[tuple[ListFault, ...], Doc("faults found", shape="fault")]

    @property
    def tags(self) -> tuple[str, ...]:
        """What holds of the answer. (tag)"""
        return ("users_as_stated",)


def reviewed(workbook: Path, place: Place | None = None, seed: int = 1) -> ListReview:
    """The list of a workbook, judged; a project that cannot be read is a fault, and the others are judged.

    Raises RelodeError for a workbook that cannot be read, an unknown place, or a list of several places.
    """
    read = deals_and_faults(workbook)
    if not read:
        raise RelodeError("deals.none_in_file", path=workbook)
    deals = [each for each in read if not isinstance(each, DealFault)]
    where = place or _one_place([each.deal for each in deals])
    unread = [
        ListFault(
            each.name, each.where, "unreadable", Sentence("deals.fault.unreadable", {"reason": _words(each.error)})
        )
        for each in read
        if isinstance(each, DealFault)
    ]
    same = _same_promises([each.deal for each in deals])
    projects, faults = [], list(unread)
    for at, each in enumerate(deals):
        try:
            one = _project(each.deal, each.where, where, seed, at in same)
        except RelodeError as error:
            told = Sentence("deals.fault.unreadable", {"reason": _words(error)})
            faults.append(ListFault(each.deal.project.name, each.where, "unreadable", told))
            continue
        projects.append(one)
        faults += [ListFault(one.deal.name, each.where, fault, fault_words(fault, one)) for fault in one.faults]
    targets = _targets(workbook, where)
    known = city_money(where)
    return ListReview(
        place=where,
        projects=tuple(projects),
        targets=targets,
        money=_money(projects, known),
        net_jobs=sum(one.deal.jobs.net.mean for one in projects if one.deal.kind == "deal"),
        city_mean=sum(one.deal.city.mean for one in projects if one.deal.kind == "deal"),
        faults=tuple(faults),
    )


def _words(error: RelodeError) -> Sentence:
    return Sentence(f"errors.{error.key}", {name: _plain(value) for name, value in error.values.items()})


def _plain(value: object) -> object:
    if isinstance(value, RelodeError):
        return _words(value)
    return value if isinstance(value, (str | int | float, list)) else str(value)


def _one_place(deals: Sequence[Deal]) -> Place | None:
    named = {find(deal.project.place) for deal in deals if deal.project.place}
    if len(named) > 1:
        raise RelodeError("deals.several_places", places=sorted(each.name_en for each in named))
    return next(iter(named), None)


def _same_promises(deals: Sequence[Deal]) -> set[int]:
    """Positions of deals that state the name, or investment, jobs and output, of another one."""
    keys: list[list[object]] = [
        [("name", deal.project.name)]
        + ([(p.investment, p.jobs, p.output)] if (p := deal.promise).investment and p.jobs else [])
        for deal in deals
    ]
    times = Counter(key for each in keys for key in each)
    return {at for at, each in enumerate(keys) if any(times[key] > 1 for key in each)}


def _project(deal: Deal, where: str, place: Place | None, seed: int, is_same: bool) -> ReviewedProject:
    own = find(deal.project.place) if deal.project.place else place
    one = appraised(deal, own, seed, DRAWS_OF_LIST)
    channel, ceiling = channel_of(deal.works.channel)
    is_works = deal.project.kind == "public_works"
    asked = (one.works.cost_middle or 0.0) if is_works and one.works else sum(one.city.by_payer.values())
    job_years = one.jobs.gross_job_years
    price = asked / job_years if asked and job_years and not is_works else None
    given = asked_for(deal, one)
    per_job = given / one.jobs.promised if one.jobs.promised else 0.0
    _, middle, dearest = published_price()
    users = {year: number for year, number in (one.works.users if one.works else {}).items() if year != "now"}
    above = ceiling is not None and asked > ceiling
    revenue = one.money.revenue
    above |= channel is None and revenue is not None and asked > revenue.value
    gone = deal.works.capacity is not None and any(n < TOO_FEW * deal.works.capacity for n in users.values())
    seen = {
        "unlawful": any(law.verdict == "not_allowed" for law in one.lawful),
        "above_pot": above,
        "same_promise": is_same,
        "tax_off": "much_tax" in one.signs or "little_tax" in one.signs,
        "users_gone": gone,
        "cost_per_job": price is not None and (price > dearest or per_job > JOB_LASTS * middle),
        "no_date": not is_works and deal.promise.due is None,
    }
    faults = tuple(fault for fault, is_seen in seen.items() if is_seen)
    return ReviewedProject(one, where, channel, ceiling, asked, price, per_job, users, deal.promise.due, faults)


def asked_for(deal: Deal, one: DealAppraisal) -> float:
    """What a project asks for if it is given in full, reliefs as they are expected. [yuan]"""
    stated = sum((give.cost if give.amount is None else give.amount) or 0.0 for give in deal.give)
    return max(stated, sum(one.city.by_payer.values()))


def channel_of(name: str | None) -> tuple[str | None, float | None]:
    """Id of a channel and the most that one project or place got from it; None for what is not known. [yuan]"""
    if not name:
        return None, None
    for row in rows("funding_channels"):
        if name.strip() in (row["id"], row["name_zh"], row["name_en"]):
            return row["id"], _most_of(row)
    return None, None


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


def fault_words(fault: str, one: ReviewedProject) -> Sentence:
    """A fault in words, with its figures."""
    values: dict[str, object] = {}
    if fault == "unlawful":
        values["gives"] = [
            Sentence(f"deals.choice.{law.give}", {}) for law in one.deal.lawful if law.verdict == "not_allowed"
        ]
    if fault == "above_pot":
        pot = (
            one.ceiling if one.ceiling is not None else one.deal.money.revenue.value if one.deal.money.revenue else 0.0
        )
        values = {
            "asked": Amount(one.asked, "yuan", None, ("reader",)),
            "pot": Amount(pot, "yuan", None, ("funding_rules",)),
        }
    if fault == "cost_per_job":
        price = Amount(one.given_per_job, "yuan", None, ("reader",))
        middle = Amount(published_price()[1], "yuan", None, ("deal_literature",))
        values = {"price": price, "middle": middle, "years": JOB_LASTS}
    if fault == "users_gone":
        values["users"] = [
            Sentence("deals.works.user_of", {"year": year, "number": Amount(number, "persons", None, ("reader",))})
            for year, number in one.need.items()
        ]
    return Sentence(f"deals.fault.{fault}", values)


def _money(projects: Sequence[ReviewedProject], known: CityMoney) -> MoneyOfList:
    by_channel: dict[str, float] = {}
    for one in projects:
        channel = one.channel or "city"
        by_channel[channel] = by_channel.get(channel, 0.0) + one.asked
    own = by_channel.get("city", 0.0)
    revenue = known.revenue.value if known.revenue else None
    return MoneyOfList(sum(by_channel.values()), by_channel, known, own / revenue if revenue else None)


def _targets(workbook: Path, place: Place | None) -> tuple[ListedTarget, ...]:
    """The targets of the sheet of targets; none where the workbook has no such sheet."""
    sheet = named_sheet(workbook, "targets")
    if sheet is None:
        return ()
    stated = []
    for number, cells in sheet.rows[1:]:
        name, year, value = (*cells, "", "", "")[:3]
        if not name:
            continue
        at = f"{workbook} {sheet.name}!{number}"
        try:
            stated.append((_quantity(name, at), int(year), _number(value)))
        except ValueError as error:
            if isinstance(error, RelodeError):
                raise
            raise RelodeError("deals.target_form", where=at, name=name, year=year, value=value) from error
    if not stated:
        return ()
    ahead = _ahead(place)
    return tuple(_target(ahead, *each) for each in stated)


def _number(text: str) -> float:
    return typed_share(text) if text.endswith("%") else float(text.replace(",", ""))


def _quantity(name: str, where: str) -> str:
    for key in quantities():
        one = quantity(key)
        if name in (key, *(one.label(language) for language in LANGUAGES)):
            return key
    raise RelodeError("deals.unknown_quantity", where=where, name=name)


def _ahead(place: Place | None) -> "Predictive | None":
    if place is None:
        return None
    from relode.outlook import predictive
    from relode.panel import load

    return predictive(load(), place)


def _target(ahead: "Predictive | None", name: str, year: int, target: float) -> ListedTarget:
    unit = quantity(name).unit
    known = None if ahead is None else ahead.quantities.get(name)
    if known is None or year not in AHEAD or year <= known.observed_until:
        return ListedTarget(name, unit, year, target, None, None, None)
    below = known.chance_below(target, year)
    low, middle, high = (float(each) for each in known.at((0.05, 0.5, 0.95))[:, AHEAD.index(year)])
    return ListedTarget(
        name, unit, year, target, below if name in FALLS else 1 - below, (low, middle, high), target - middle
    )
