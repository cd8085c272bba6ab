"""The projects of a list as decisions, beside needs and programmes: the same verdicts, law, money and yardstick.

The yardstick of jobs is what published programmes pay for a year of a job (row `jobyear_band`): a project gains what
its net job-years for a million yuan are above it. Public works have users and not jobs: no yardstick is told of them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from relode.deals.amounts import COMPUTED, share, yuan
from relode.deals.appraisal_record import DealAppraisal, FillIn
from relode.deals.chapter import fill_in_words, reasons
from relode.deals.deal_defaults import published_price
from relode.deals.review import ListFault, ReviewedProject, reviewed
from relode.diagnosis.profiles.number import Number
from relode.language import Amount, Sentence, Word
from relode.places import Place
from relode.records import Doc, Record
from relode.story import Block, Chapter, Column, Heading, Passage, Span, Table

ProjectVerdict = Literal["do", "do_if_granted", "leave", "fill_in"]
VERDICT_OF: dict[str, ProjectVerdict] = {
    "sign": "do",
    "sign_if": "do_if_granted",
    "do_not_sign": "leave",
    "fill_in": "fill_in",
}
"""Verdict on a deal -> that of a decision: what is signed on terms is done if the terms are granted."""
STRICTEST = ("not_allowed", "not_known", "conditional", "allowed")
MILLION = 1e6
PRICE_YEAR = 2020
"""Year of the published cost of a year of a job."""


@dataclass(frozen=True)
class LawOfProject(Record):
    """The strictest that the law says of what is given."""

    verdict: Annotated[str, Doc("allowed, conditional, not_allowed or not_known; allowed where nothing is given")]
    basis: Annotated[str, Doc("the basis that the file states for it", blank=True)]


@dataclass(frozen=True)
class CostOfProject(Record):
    """What a project costs all payers, mean of the draws."""

    yuan_a_year: Annotated[float, Doc("over the years with a payment", "yuan per year")]
    by_payer: Annotated[dict[str, float], Doc("over all years", "yuan", "payer")]
    by_year: Annotated[dict[str, float], Doc("the city's own part", "yuan", "year after signing")]


@dataclass(frozen=True)
class ProjectDecision(Record):
    """A project as a decision."""

    kind: Annotated[str, Doc("project")]
    name: Annotated[str, Doc("name of the project")]
    where: Annotated[str, Doc("row of the sheet")]
    verdict: Annotated[ProjectVerdict, Doc("do, do_if_granted (on the terms that are listed), leave or fill_in")]
    reason: Annotated[tuple[Sentence, ...], Doc("why, the deciding reason first", shape="reason")]
    law: Annotated[LawOfProject, Doc("what the law says")]
    channel: Annotated[str | None, Doc("channel that pays; null where none is named")]
    own_effect: Annotated[Number | None, Doc("net jobs, mean and 90 % interval; null without promised jobs")]
    money_effect: Annotated[Number | None, Doc("null: gifts to one firm are no spending of which an effect is known")]
    yardstick: Annotated[
        Number | None, Doc("years of a job that a million yuan buys in published programmes; null without jobs")
    ]
    chance_here: Annotated[
        float | None, Doc("chance that a year of a net job costs less than published; null without jobs", "share")
    ]
    gain_per_million: Annotated[
        float | None, Doc("net years of a job for a million yuan less the yardstick; null without jobs or cost")
    ]
    worst_tenth: Annotated[float | None, Doc("mean net of the city in the worst tenth; null of public works", "yuan")]
    cost: Annotated[CostOfProject, Doc("what it costs")]
    first_step: Annotated[Sentence, Doc("what to do first")]
    bureau: Annotated[Sentence, Doc("who leads")]
    date: Annotated[int | None, Doc("promised year of first output; null where none is promised")]
    fill_in: Annotated[tuple[FillIn, ...], Doc("cells that turn the verdict, with verdicts at both ends", shape="cell")]
    faults: Annotated[tuple[str, ...], Doc("faults of the row of the list", shape="fault")]


@dataclass(frozen=True)
class ListedProjects(Record):
    """The projects of a workbook as decisions, and the rows that cannot be read."""

    decisions: Annotated[tuple[ProjectDecision, ...], Doc("in the order of the sheet", shape="project")]
    faults: Annotated[tuple[ListFault, ...], Doc("faults of the list", shape="fault")]


def listed_projects(workbook: Path, place: Place, seed: int = 1) -> ListedProjects:
    """The projects of a workbook as decisions of a place.

    Raises RelodeError for a workbook that cannot be read.
    """
    review = reviewed(workbook, place, seed)
    return ListedProjects(tuple(_decision(one) for one in review.projects), review.faults)


def project_decisions(workbook: Path, place: Place, seed: int = 1) -> list[ProjectDecision]:
    """The same without what is wrong with the list."""
    return list(listed_projects(workbook, place, seed).decisions)


def _decision(one: ReviewedProject) -> ProjectDecision:
    deal, is_works = one.deal, one.deal.kind == "public_works"
    jobs, price = deal.jobs, published_price()
    has_jobs = bool(jobs.promised) and not is_works
    own, yardstick, gain = None, None, None
    if has_jobs:
        ends = (jobs.net.low, jobs.net.high)
        own = Number("employment", jobs.net.mean, "persons", jobs.year, ends, COMPUTED, ("years_after_signing",))
        bought = (MILLION / price[2], MILLION / price[0])
        yardstick = Number(
            "job_years", MILLION / price[1], "person-years", PRICE_YEAR, bought, ("deal_literature",), ()
        )
        gain = jobs.net_job_years * MILLION / one.asked - yardstick.value if one.asked else None
    return ProjectDecision(
        kind="project",
        name=deal.name,
        where=one.where,
        verdict=VERDICT_OF[deal.verdict],
        reason=reasons(deal),
        law=_law(deal),
        channel=one.channel,
        own_effect=own,
        money_effect=None,
        yardstick=yardstick,
        chance_here=jobs.cheaper_than_published if has_jobs else None,
        gain_per_million=gain,
        worst_tenth=None if is_works else deal.city.worst_tenth,
        cost=_cost(one),
        first_step=_first_step(deal),
        bureau=deal.fill_in[0].bureau if deal.fill_in else Sentence(f"deals.bureau.of_{deal.kind}", {}),
        date=one.due,
        fill_in=deal.fill_in,
        faults=one.faults,
    )


def _law(deal: DealAppraisal) -> LawOfProject:
    if not deal.lawful:
        return LawOfProject("allowed", "")
    strictest = min(deal.lawful, key=lambda law: STRICTEST.index(law.verdict))
    return LawOfProject(strictest.verdict, strictest.basis)


def _cost(one: ReviewedProject) -> CostOfProject:
    city = one.deal.city
    if one.deal.kind == "public_works":
        return CostOfProject(one.asked, {one.channel or "city": one.asked}, {})
    paid = {str(each.year): each.paid for each in city.by_year if each.paid}
    total = sum(city.by_payer.values())
    return CostOfProject(total / max(len(paid), 1), city.by_payer, paid)


def _first_step(deal: DealAppraisal) -> Sentence:
    """The cell to be filled, the term to be asked for, the contract to be written, or nothing to be signed."""
    if deal.fill_in:
        return fill_in_words(deal.fill_in[0], deal.kind)
    if deal.verdict == "sign_if" and deal.terms_that_turn:
        return Sentence("deals.step_first.terms", {"term": Sentence(f"deals.term.{deal.terms_that_turn[0]}", {})})
    return Sentence(f"deals.step_first.{deal.kind}_{deal.verdict}", {})


def projects_chapter(listed: ListedProjects) -> Chapter:
    """Projects under one yardstick, by verdict."""
    columns = (
        Column("deals.side.name", "name", width=2),
        Column("deals.projects.why", lambda one: list(one.reason[:2]), width=4),
        Column("deals.law.verdict", lambda one: Sentence(f"deals.law_word.{one.law.verdict}", {}), width=1.5),
        Column("deals.review.asked", lambda one: yuan(sum(one.cost.by_payer.values()))),
        Column(
            "deals.review.channel", lambda one: None if one.channel is None else Word("funding_channel", one.channel)
        ),
        Column("deals.side.net_jobs", "own_effect"),
        Column("deals.projects.gain", _gain),
        Column("deals.projects.chance", lambda one: None if one.chance_here is None else share(one.chance_here)),
        Column("deals.side.worst", lambda one: None if one.worst_tenth is None else yuan(one.worst_tenth)),
        Column("deals.projects.first", "first_step", width=3),
        Column("deals.projects.bureau", "bureau", width=1.5),
    )
    rows: list[object] = []
    for verdict in ("do", "do_if_granted", "fill_in", "leave"):
        of_it = [each for each in listed.decisions if each.verdict == verdict]
        if of_it:
            rows += [Span(Sentence(f"deals.projects.{verdict}", {}), verdict), *of_it]
    low, middle, high = published_price()
    price = Amount(middle, "yuan", (low, high), ("deal_literature",))
    blocks: list[Block] = [
        Passage((Sentence("deals.projects.lead", {"price": price}),), sources=("deal_literature",)),
        Table(None, columns, tuple(rows), COMPUTED),
    ]
    if listed.faults:
        faults = (
            Column("deals.side.name", "project", width=2),
            Column("deals.review.fault", "told", width=4),
            Column("deals.review.where", lambda fault: fault.where.rpartition("!")[2]),
        )
        blocks += [Heading(Sentence("deals.review.faults", {})), Table(None, faults, listed.faults, COMPUTED)]
    return Chapter("projects", Sentence("deals.projects.heading", {}), tuple(blocks))


def _gain(one: ProjectDecision) -> Amount | None:
    if one.gain_per_million is None:
        return None
    return Amount(one.gain_per_million, "person-years", None, COMPUTED)
