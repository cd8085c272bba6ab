"""The commission's own list: each project, the sum against the city's money, each target in the do-nothing band."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import computed_field

from relode.deals.appraisal import appraised
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal import Deal
from relode.deals.defaults import CityMoney, city_money, published_price
from relode.deals.file import ELSEWHERE, DealOfFile, RowFault, deals_and_faults
from relode.deals.flows import below_floor
from relode.deals.public_works import TOO_FEW, channel_of
from relode.deals.targets import ListedTarget, StatedTarget, listed_targets, stated_targets
from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.places import Place, find
from relode.record import Blank, Doc, Inline, Record
from relode.usual import SEED

JOB_LASTS = 10
"""Years that a promised job is taken to last where its price is compared: an assumption in the firm's favour."""


@dataclass(frozen=True)
class ListFault(Record):
    """What is wrong with a project or target of the list."""

    project: Annotated[Blank, Doc("name of the project, or of the target's quantity")]
    where: Annotated[str, Doc("rows of the sheet")]
    fault: Annotated[str, Doc("kind of fault; `example` is the invented one of the template")]
    told: Annotated[Sentence, Doc("the fault in words")]


@dataclass(frozen=True)
class ReviewedProject(Record):
    """A project of the list."""

    deal: Annotated[DealAppraisal, Doc("its appraisal"), Inline]
    where: Annotated[str, Doc("row of the sheet")]
    channel: Annotated[str | None, Doc("channel that may pay it; null where none is named or known")]
    ceiling: Annotated[float | None, Doc("most that the channel gave to a project or city", "yuan")]
    asked: Annotated[float, Doc("what it asks of the city and of channels, given in full", "yuan")]
    cost_per_job_year: Annotated[
        float | None, Doc("expected payment over expected years of jobs; null without jobs", "yuan")
    ]
    given_per_job: Annotated[float, Doc("given in full over jobs promised", "yuan")]
    need: Annotated[dict[str, float], Doc("users of 2030 and 2035, stated or by the city's needs", "persons", "year")]
    due: Annotated[int | None, Doc("promised year of first output; null where none is promised", "year")]
    faults: Annotated[tuple[str, ...], Doc("faults", shape="fault")]


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

    place: Annotated[Place | None, Doc("the place; null where none is named")]
    projects: Annotated[tuple[ReviewedProject, ...], Doc("projects in the order of the sheet", shape="project")]
    targets: Annotated[tuple[ListedTarget, ...], Doc("targets in the order of the sheet", shape="target")]
    money: Annotated[MoneyOfList, Doc("the sum of the list against the city's money")]
    net_jobs: Annotated[float, Doc("sum of mean net jobs", "persons")]
    city_mean: Annotated[float, Doc("sum of the mean net of the city", "yuan")]
    faults: Annotated[tuple[ListFault, ...], Doc("faults found", shape="fault")]

    @computed_field
    @property
    def tags(self) -> tuple[str, ...]:
        """What holds of the answer. (tag)"""
        return ("users_as_stated",)


def reviewed(workbook: Path, place: Place | None = None, seed: int = SEED) -> ListReview:
    """The list of a workbook, judged; what cannot be read, and an example, is a fault, and the others are judged.

    Raises RelodeError for a workbook that cannot be read, an unknown place, or a list of several places.
    """
    read = deals_and_faults(workbook)
    if not read:
        raise RelodeError("deals.none_in_file", path=workbook)
    return reviewed_list([*read, *stated_targets(workbook)], place, seed)


def reviewed_list(
    read: Sequence[DealOfFile | StatedTarget | RowFault], place: Place | None = None, seed: int = SEED
) -> ListReview:
    """Projects that were read, judged beside the targets of their place. Raises RelodeError as `reviewed`."""
    if place is not None:
        read = [_of_place(each, place) if isinstance(each, DealOfFile) else each for each in read]
    where = place or _one_place([each.deal for each in read if isinstance(each, DealOfFile)])
    projects, faults = reviewed_projects([each for each in read if not isinstance(each, StatedTarget)], where, seed)
    return ListReview(
        place=where,
        projects=projects,
        targets=listed_targets([each for each in read if isinstance(each, StatedTarget)], where),
        money=_money(projects, city_money(where)),
        net_jobs=sum(one.deal.jobs.net.mean for one in projects if one.deal.kind == "deal"),
        city_mean=sum(one.deal.city.mean for one in projects if one.deal.kind == "deal"),
        faults=faults,
    )


def _of_place(each: DealOfFile, place: Place) -> DealOfFile | RowFault:
    """The project, or that it lies elsewhere; an unknown place is a fault that is told when it is judged."""
    named = each.deal.project.place
    try:
        own = find(named) if named else place
    except RelodeError:
        return each
    return each if own == place else RowFault(each.deal.project.name, each.where, RelodeError(ELSEWHERE, place=own))


def reviewed_projects(
    read: Sequence[DealOfFile | RowFault], place: Place | None, seed: int
) -> tuple[tuple[ReviewedProject, ...], tuple[ListFault, ...]]:
    """The projects of a list, judged, and what is wrong with the list: what is not judged first."""
    deals = [each for each in read if isinstance(each, DealOfFile)]
    faults = [_not_judged(each) for each in read if isinstance(each, RowFault)]
    same = _same_promises([each.deal for each in deals])
    projects = []
    for at, each in enumerate(deals):
        try:
            one = _project(each.deal, each.where, place, seed, at in same)
        except RelodeError as error:
            faults.append(_not_judged(RowFault(each.deal.project.name, each.where, error)))
            continue
        projects.append(one)
        faults += [ListFault(one.deal.name, each.where, fault, fault_words(fault, one)) for fault in one.faults]
    return tuple(projects), tuple(faults)


def _not_judged(row: RowFault) -> ListFault:
    return ListFault(row.name, row.where, row.kind, Sentence(f"deals.fault.{row.kind}", {"reason": _words(row.error)}))


def _words(error: RelodeError) -> Sentence:
    return Sentence(f"errors.{error.key}", {name: _plain(value) for name, value in error.values.items()})


def _plain(value: object) -> object:
    if isinstance(value, RelodeError):
        return _words(value)
    return value if isinstance(value, (str | int | float, list, Place)) else str(value)


def _one_place(deals: Sequence[Deal]) -> Place | None:
    named = {find(deal.project.place) for deal in deals if deal.project.place}
    if len(named) > 1:
        raise RelodeError("deals.several_places", places=sorted(named, key=lambda each: each.code))
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
    one = appraised(deal, own, seed)
    channel, ceiling = channel_of(deal.works.channel)
    is_works, paid = deal.project.kind == "public_works", sum(one.city.by_payer.values())
    asked = (one.works.cost_middle or 0.0) if is_works and one.works else asked_for(deal, one)
    job_years = one.jobs.gross_job_years
    price = paid / job_years if paid and job_years and not is_works else None
    per_job = asked / one.jobs.promised if one.jobs.promised and not is_works else 0.0
    _, middle, dearest = published_price()
    users = {year: number for year, number in (one.works.users if one.works else {}).items() if year != "now"}
    revenue = one.money.revenue.value if one.money.revenue else None
    pot = revenue if channel is None else ceiling
    gone = deal.works.capacity is not None and any(n < TOO_FEW * deal.works.capacity for n in users.values())
    seen = {
        "unlawful": any(law.verdict == "not_allowed" for law in one.lawful),
        "above_pot": pot is not None and asked > pot,
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
    land = sum(
        float(below_floor(give, give.floor_price))
        for give in deal.give
        if give.what == "land" and give.amount is None and give.floor_price is not None
    )
    return max(stated + land, sum(one.city.by_payer.values()))


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
