"""The record of a funding run: typed, versioned, and all that its pages and the command line tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.plan.cards.card_records import Card
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import PublishedPlan
from relode.records import Doc, Record


@dataclass(frozen=True)
class TriedDose(Record):
    """One dose of a measure in a place, paid by the funder: what the rule says, and what it costs the funder."""

    PACKED = True
    measure: Annotated[str, Doc("name of the card")]
    dose: Annotated[float, Doc("in the unit of the lever")]
    verdict: Annotated[str, Doc("do_if_granted, leave or cannot_tell, in the choosing half")]
    yuan: Annotated[float, Doc("of the funder, on average in the choosing half", "yuan per year")]
    worst: Annotated[float, Doc("of the funder in the worst tenth of the choosing half", "yuan per year")]


@dataclass(frozen=True)
class PlaceCards(Record):
    """Every measure in one place, judged by the rule with the funder's money; kept, so that a run can go on.

    `tried` stands in the order of the first axis of the array of gains beside it.
    """

    place: Annotated[str, Doc("code")]
    ceiling: Annotated[float, Doc("the most that the place may get", "yuan per year")]
    need: Annotated[float, Doc("part of its jobs that it loses by the horizon if nothing is done", "share")]
    cards: Annotated[tuple[Card, ...], Doc("one for each measure, in the printing half", shape="measure")]
    tried: Annotated[tuple[TriedDose, ...], Doc("every dose tried", shape="dose")]


@dataclass(frozen=True)
class FundedGain(Record):
    """What is gained: the median over futures with its interval, and the mean, which adds up over places."""

    PACKED = True
    estimate: Annotated[Estimate, Doc("median with 90 % interval")]
    mean: Annotated[float, Doc("mean over the same futures", "unit")]


@dataclass(frozen=True)
class CurvePoint(Record):
    """What a dose of a measure costs the funder and gains."""

    PACKED = True
    dose: Annotated[float, Doc("in the unit of the lever")]
    yuan: Annotated[Estimate, Doc("of the funder in a year")]
    jobs: Annotated[Estimate, Doc("job-years more than with nothing done")]


@dataclass(frozen=True)
class Curve(Record):
    """The return of a measure in a place, by the doses tried."""

    place: Annotated[str, Doc("code")]
    measure: Annotated[str, Doc("name of the card")]
    unit: Annotated[str, Doc("unit of the dose")]
    points: Annotated[tuple[CurvePoint, ...], Doc("from the smallest dose", shape="dose")]


@dataclass(frozen=True)
class FundedStep(Record):
    """A measure that is funded in a place."""

    PACKED = True
    measure: Annotated[str, Doc("name of the card")]
    dose: Annotated[float, Doc("in `unit`")]
    unit: Annotated[str, Doc("unit of the dose")]
    start: Annotated[int, Doc("first year")]
    until: Annotated[int, Doc("last year")]
    smaller: Annotated[bool, Doc("whether it was made smaller to fit the money")]


@dataclass(frozen=True)
class Unfunded(Record):
    """A measure that is worth funding and was not: why."""

    PACKED = True
    measure: Annotated[str, Doc("name of the card")]
    reason: Annotated[str, Doc("no_money, or not_missed: the place loses nothing without it")]


@dataclass(frozen=True)
class FundedPlace(Record):
    """One place: what it gets, what that gains before neighbours answer, and what it loses if nothing is done.

    Of a place that gets nothing all gains are nothing.
    """

    place: Annotated[str, Doc("code")]
    spending: Annotated[float, Doc("public spending", "yuan per year")]
    spending_year: Annotated[int, Doc("year of that spending")]
    spending_sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    ceiling: Annotated[float, Doc("the most that it may get", "yuan per year")]
    floor: Annotated[float, Doc("the least that was asked for it", "yuan per year")]
    verdicts: Annotated[Mapping[str, int], Doc("fund, leave, cannot_tell: how many measures", shape="verdict")]
    steps: Annotated[tuple[FundedStep, ...], Doc("what is funded", shape="measure")]
    unfunded: Annotated[tuple[Unfunded, ...], Doc("worth it and not funded", shape="measure")]
    funder: Annotated[FundedGain, Doc("what the funder pays in a year")]
    city: Annotated[FundedGain, Doc("what the city itself pays in a year")]
    others: Annotated[FundedGain, Doc("what firms, households and insurance pay in a year")]
    worst: Annotated[float, Doc("of the funder in the worst tenth of futures", "yuan per year")]
    jobs: Annotated[FundedGain, Doc("job-years more")]
    services: Annotated[
        FundedGain, Doc("public services more for those who live there if nothing is done, over all years")
    ]
    equity: Annotated[FundedGain, Doc("job-years weighted by need")]
    job_year: Annotated[Estimate | None, Doc("yuan of the funder for a job-year, null where none is gained")]
    low_skilled: Annotated[FundedGain, Doc("adults without a degree at the horizon")]
    high_skilled: Annotated[FundedGain, Doc("adults with one at the horizon")]
    need: Annotated[float, Doc("part of its jobs that it loses if nothing is done, in the choosing half", "share")]
    weight: Annotated[float, Doc("weight of its job-years by need, 1 on average over places", "ratio")]
    kept_nothing: Annotated[Estimate, Doc("part of its jobs that is left at the horizon if nothing is done")]
    kept: Annotated[Estimate, Doc("the same with what is funded, before neighbours answer")]


@dataclass(frozen=True)
class Allocation(Record):
    """One way to use the money: what it serves, where it goes, what it comes to in every criterion."""

    criterion: Annotated[str, Doc("jobs, services, equity, mix, or spread: the proposed one spread by public spending")]
    planned: Annotated[float, Doc("of the funder in a year, in the choosing half, measures added up", "yuan per year")]
    planned_worst: Annotated[float, Doc("the same in the worst tenth of the choosing half", "yuan per year")]
    used: Annotated[FundedGain, Doc("of the funder in a year, as it was run")]
    worst: Annotated[float, Doc("the same in the worst tenth of futures", "yuan per year")]
    places: Annotated[tuple[str, ...], Doc("codes of the places that get money", shape="place")]
    yuan: Annotated[tuple[float, ...], Doc("what each of them gets on average", "yuan per year", "place")]
    gains: Annotated[Mapping[str, FundedGain], Doc("criterion -> what it gains", shape="criterion")]
    job_year: Annotated[Estimate | None, Doc("yuan of the funder for a job-year, null where none is gained")]
    given_up: Annotated[
        Mapping[str, float],
        Doc("criterion -> part of the mean gain of the allocation for that criterion alone", "share", "criterion"),
    ]


@dataclass(frozen=True)
class LastYuan(Record):
    """What the last tenth of the money gains, as the sum over measures alone; and the published cost of a job-year."""

    part: Annotated[float, Doc("part of the money that is the last", "share")]
    yuan: Annotated[float, Doc("that much of the funder, on average", "yuan per year")]
    jobs: Annotated[Estimate, Doc("job-years that go without it")]
    job_year: Annotated[Estimate | None, Doc("yuan of the funder for one of these, null where none goes")]
    published: Annotated[tuple[float, float] | None, Doc("published cost of a job-year over the funded places", "yuan")]
    published_sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]


@dataclass(frozen=True)
class NetPlace(Record):
    """A place of the provinces in the coupled system: with all that is funded anywhere, and without."""

    place: Annotated[str, Doc("code")]
    funded: Annotated[bool, Doc("whether it gets money")]
    jobs: Annotated[FundedGain, Doc("job-years more with all that is funded")]
    people: Annotated[FundedGain, Doc("people more at the horizon")]
    kept_before: Annotated[Estimate, Doc("part of its jobs left at the horizon if nothing is done")]
    kept_after: Annotated[Estimate, Doc("the same with all that is funded")]


@dataclass(frozen=True)
class Net(Record):
    """Gains net of what neighbours lose: all that is funded at once in the coupled system.

    `alone` is the gross gain of the funded places in the same futures. Parts add up to `system`; `balance` says how
    nearly.
    """

    futures: Annotated[int, Doc("printing futures that it was run in")]
    alone: Annotated[FundedGain, Doc("job-years of the funded places, each by itself")]
    funded: Annotated[FundedGain, Doc("job-years of the funded places")]
    province: Annotated[FundedGain, Doc("job-years of the places of the provinces that get nothing")]
    elsewhere: Annotated[FundedGain, Doc("job-years of all places outside the provinces")]
    system: Annotated[FundedGain, Doc("job-years of all places")]
    people_funded: Annotated[FundedGain, Doc("people of the funded places at the horizon")]
    people_province: Annotated[FundedGain, Doc("people of the places of the provinces that get nothing")]
    people_elsewhere: Annotated[FundedGain, Doc("people of all other places")]
    moved: Annotated[Estimate | None, Doc("of 1,000 job-years gained, lost elsewhere; null where too few futures gain")]
    gaining: Annotated[
        float, Doc("share of futures in which the funded places gain: those that `moved` is of", "share")
    ]
    losers: Annotated[tuple[str, ...], Doc("codes of the places that lose most job-years", shape="place")]
    losses: Annotated[tuple[FundedGain, ...], Doc("job-years that they lose, negative", shape="place")]
    places: Annotated[tuple[NetPlace, ...], Doc("every place of the provinces", shape="place")]
    balance: Annotated[
        float, Doc("largest difference between the sum over places and the total, over all that places gain and lose")
    ]


@dataclass(frozen=True)
class ErrorRate(Record):
    """How often the rule errs on planted worlds, with an interval of 90 %."""

    PACKED = True
    name: Annotated[str, Doc("false_do, power, false_leave or wrong_do")]
    share: Annotated[float, Doc("share", "share")]
    low: Annotated[float, Doc("5 per cent", "share")]
    high: Annotated[float, Doc("95 per cent", "share")]
    of: Annotated[int, Doc("verdicts that it is a share of")]


@dataclass(frozen=True)
class CountyMoney(Record):
    """A listed place below the prefecture level: what its money buys at published costs. Nothing is simulated."""

    place: Annotated[str, Doc("code")]
    published: Annotated[PublishedPlan | None, Doc("at published costs, null where its spending is not known")]


@dataclass(frozen=True)
class FundedAges(Record):
    """People of a place by age: what ageing alone makes of them, and what the money changes.

    The simulator knows people of 15 to 59 by schooling, and no five-year groups.
    """

    PACKED = True
    place: Annotated[str, Doc("code")]
    nothing: Annotated[Estimate, Doc("people of 15 to 59 at the horizon if nothing is done")]
    working: Annotated[FundedGain, Doc("people of 15 to 59 more at the horizon with what the place gets")]
    others: Annotated[FundedGain, Doc("younger and older people more at the horizon")]
    ageing: Annotated[
        tuple[float, float] | None,
        Doc("people of 15 to 59 if nobody came or went since the census; null without", "persons", "2025, horizon"),
    ]


@dataclass(frozen=True)
class FundRecord(Record):
    """Everything that a funding run says of a province, or of several."""

    province: Annotated[str, Doc("code; of several, separated by commas")]
    asked: Annotated[Mapping[str, Any], Doc("settings")]
    command: Annotated[str, Doc("how the run is made again")]
    budget: Annotated[float, Doc("money asked for", "yuan per year")]
    start: Annotated[int, Doc("first year of the money")]
    horizon: Annotated[int, Doc("last year")]
    price_year: Annotated[int, Doc("money is in yuan of this year")]
    futures: Annotated[int, Doc("futures, half of them to choose in and half to print")]
    seed: Annotated[int, Doc("seed of all draws")]
    absorbable: Annotated[
        tuple[float, float, float],
        Doc("part of its public spending that a place may get at most: assumed, with its range", "share"),
    ]
    absorbable_low: Annotated[
        Mapping[str, float],
        Doc("criterion -> gain at the lower end of that range over the gain at the value", "share", "criterion"),
    ]
    unpublished: Annotated[tuple[str, ...], Doc("codes of places whose public spending is not published")]
    absent: Annotated[tuple[str, ...], Doc("codes of prefecture-level places that the simulator does not have")]
    places: Annotated[tuple[FundedPlace, ...], Doc("every place that may get money", shape="place")]
    allocation: Annotated[Allocation, Doc("the allocation that is proposed")]
    frontier: Annotated[tuple[Allocation, ...], Doc("each criterion alone, and their mix", shape="criterion")]
    curves: Annotated[tuple[Curve, ...], Doc("of every measure worth funding", shape="place, measure")]
    low_skilled: Annotated[FundedGain, Doc("adults without a degree at the horizon, in all places")]
    high_skilled: Annotated[FundedGain, Doc("adults with one at the horizon, in all places")]
    working_age: Annotated[FundedGain, Doc("people of 15 to 59 at the horizon, in all places")]
    other_ages: Annotated[FundedGain, Doc("younger and older people at the horizon, in all places")]
    ages: Annotated[tuple[FundedAges, ...], Doc("people by age", shape="place")]
    last: Annotated[LastYuan | None, Doc("what the last yuan gains, null where nothing is funded")]
    net: Annotated[Net | None, Doc("net of neighbours, null where nothing is funded")]
    rates: Annotated[tuple[ErrorRate, ...], Doc("how often such verdicts are wrong", shape="rate")]
    counties: Annotated[tuple[CountyMoney, ...], Doc("listed places below the prefecture level", shape="place")]
