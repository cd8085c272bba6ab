"""The record of a plan run: typed, versioned, small, and all that a report, a page and the command line tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.decisions.decision_records import Decisions
from relode.plan.asked.pots import Pot, Spending
from relode.plan.cards.card_records import Card, Effect, Payment, PotPart
from relode.plan.estimate import Estimate
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord
from relode.records import Doc, Record


@dataclass(frozen=True)
class PlanStep(Record):
    """A measure of a plan: what, how much, when, who gives the money."""

    name: Annotated[str, Doc("name of its card")]
    lever: Annotated[str, Doc("name of the lever")]
    sector: Annotated[str, Doc("sector", blank=True)]
    dose: Annotated[float, Doc("in `unit`")]
    unit: Annotated[str, Doc("unit of the dose")]
    start: Annotated[int, Doc("first year")]
    until: Annotated[int, Doc("last year")]
    ramp: Annotated[int, Doc("years until the full dose", "years")]
    granted: Annotated[bool, Doc("whether its money is not assured")]
    smaller: Annotated[bool, Doc("whether it was made smaller so that it fits the money")]
    missed: Annotated[Effect | None, Doc("what the plan loses on its aim without it")]


@dataclass(frozen=True)
class YearPaid(Record):
    """Money of one year, on average over futures of the printing half."""

    year: Annotated[int, Doc("year")]
    payers: Annotated[Mapping[str, float], Doc("by payer", "yuan", "payer")]
    pots: Annotated[Mapping[str, float], Doc("by pot", "yuan", "pot")]
    total: Annotated[float, Doc("all payers", "yuan")]


@dataclass(frozen=True)
class MeasuresPlan(Record):
    """Measures together: steps in the order of years, money by year, pot and payer, effects of the whole."""

    name: Annotated[str, Doc("plan, granted, own, or the outcome of an alternative")]
    steps: Annotated[tuple[PlanStep, ...], Doc("in the order of their years", shape="measure")]
    left: Annotated[
        tuple[str, ...],
        Doc("names of cards whose money gains more elsewhere in it, that did not fit, or that it does not miss"),
    ]
    planned: Annotated[float, Doc("public money planned a year, on average in the choosing half", "yuan per year")]
    spent: Annotated[float, Doc("public money spent a year, on average in the printing half", "yuan per year")]
    worst_tenth: Annotated[float, Doc("the same in the worst tenth of futures", "yuan per year")]
    years: Annotated[tuple[YearPaid, ...], Doc("money by year, not told of alternatives", shape="year")]
    payments: Annotated[tuple[Payment, ...], Doc("by payer", shape="payer")]
    pots: Annotated[tuple[PotPart, ...], Doc("by pot", shape="pot")]
    effects: Annotated[tuple[Effect, ...], Doc("against doing nothing", shape="outcome")]
    job_year: Annotated[Estimate | None, Doc("yuan for a job-year, null where the median future gains none")]
    regret: Annotated[Mapping[str, float], Doc("90th percentile of what another plan would have given, in sizes")]


@dataclass(frozen=True)
class Course(Record):
    """A quantity if nothing is done, and with the plan where there is one."""

    quantity: Annotated[str, Doc("quantity of the runs")]
    unit: Annotated[str, Doc("unit")]
    years: Annotated[tuple[int, ...], Doc("years")]
    nothing: Annotated[Mapping[str, tuple[float, ...]], Doc("p05, median and p95 of doing nothing", "unit", "year")]
    plan: Annotated[Mapping[str, tuple[float, ...]] | None, Doc("with the plan, null without", "unit", "year")]
    moved_by: Annotated[
        float | None,
        Doc("added to the simulator's futures of the last year, median; null where it is the simulator's own", "unit"),
    ] = None
    interval_50: Annotated[
        tuple[float, float] | None, Doc("middle half of doing nothing in the last year, null as for moved_by", "unit")
    ] = None
    simulator_alone: Annotated[
        float | None,
        Doc(
            "what the simulator's own futures say of that year, median; null inside interval_50: it is not used", "unit"
        ),
    ] = None


@dataclass(frozen=True)
class KeepMoney(Record):
    """Money a year that keeps something, from outside the city, and the measures with their doses."""

    yuan: Annotated[float, Doc("all payers, on average", "yuan per year")]
    pots: Annotated[tuple[tuple[str, float], ...], Doc("by pot", "yuan per year")]
    measures: Annotated[tuple[tuple[str, float], ...], Doc("name of the card and dose")] = ()


@dataclass(frozen=True)
class KeepAnswer(Record):
    """What it would take to keep `level` of today's jobs or people."""

    what: Annotated[str, Doc("jobs, people or working_age")]
    level: Annotated[float, Doc("part of the year before the plan", "ratio")]
    nothing: Annotated[Estimate, Doc("part that is left if nothing is done")]
    chance_nothing: Annotated[float, Doc("share of futures in which nothing done keeps it", "share")]
    half: Annotated[KeepMoney | None, Doc("least money that keeps it in half of the futures, null: nothing known does")]
    nine_of_ten: Annotated[KeepMoney | None, Doc("the same in nine of ten futures")]
    everything: Annotated[Estimate, Doc("part that is left with every measure that helps at its largest dose")]
    chance_everything: Annotated[float, Doc("share of futures in which that keeps it", "share")]


@dataclass(frozen=True)
class Failing(Record):
    """When a plan fails, by PRIM: conditions as bounds of factors, or why none are told."""

    plan: Annotated[str, Doc("name of the plan, or do_nothing")]
    thresholds: Annotated[tuple[str, ...], Doc("what it should meet")]
    reason: Annotated[str, Doc("why no conditions are told", blank=True)]
    bounds: Annotated[tuple[tuple[str, float | None, float | None], ...], Doc("factor, low, high")]
    coverage: Annotated[float, Doc("share of failures inside", "share")]
    density: Annotated[float, Doc("share of failures among those inside", "share")]
    density_90: Annotated[tuple[float, float] | None, Doc("of that, in futures left out of the search", "share")]
    base_rate: Annotated[float, Doc("share of futures that fail", "share")]
    futures: Annotated[int, Doc("futures looked at")]


@dataclass(frozen=True)
class NeighbourEffects(Record):
    """What the plan adds here and takes from all other places at the horizon, by the whole system."""

    plan: Annotated[str, Doc("name of the plan")]
    futures: Annotated[int, Doc("futures that it was run in")]
    own_jobs: Annotated[Estimate, Doc("jobs here")]
    other_jobs: Annotated[Estimate, Doc("jobs in all other places")]
    own_people: Annotated[Estimate, Doc("people here")]
    other_people: Annotated[Estimate, Doc("people in all other places")]


@dataclass(frozen=True)
class Sign(Record):
    """A rule for starting the plan, or changing it, by what is seen; told only if it surely helps."""

    to: Annotated[str, Doc("the plan to change to")]
    quantity: Annotated[str, Doc("quantity to watch")]
    side: Annotated[str, Doc("below or above")]
    level: Annotated[float, Doc("level, in the unit of the quantity")]
    gain: Annotated[Estimate, Doc("mean gain in jobs of the last year over the better fixed plan")]
    triggered: Annotated[float, Doc("share of futures in which it acts", "share")]
    futures: Annotated[int, Doc("futures that it was scored in")]


@dataclass(frozen=True)
class PublishedMeasure(Record):
    """A lever at its published cost: nothing is simulated."""

    lever: Annotated[str, Doc("name of the lever")]
    aim: Annotated[str, Doc("the outcome that it is for")]
    bought: Annotated[str, Doc("what the cost is for: job-year, yuan of income, hectare or m2")]
    low: Annotated[float, Doc("lower published cost", "yuan")]
    high: Annotated[float, Doc("higher published cost", "yuan")]
    least: Annotated[float, Doc("what the money of a year buys at the higher cost, in `bought`")]
    most: Annotated[float, Doc("the same at the lower cost")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]


@dataclass(frozen=True)
class PublishedPlan(Record):
    """What the money of a place without a simulator buys at published costs, with figures of its prefecture."""

    host: Annotated[str, Doc("code of the prefecture that figures are taken from")]
    budget: Annotated[float, Doc("money asked for", "yuan per year")]
    spending: Annotated[float | None, Doc("public spending of the prefecture by heads, null without", "yuan per year")]
    year: Annotated[int | None, Doc("year of that spending")]
    output_per_worker: Annotated[float, Doc("value added of a worker outside mining in the prefecture", "yuan")]
    measures: Annotated[tuple[PublishedMeasure, ...], Doc("every lever with a published cost", shape="lever")]


@dataclass(frozen=True)
class PlanRecord(Record):
    """Everything that a plan run says of a city."""

    state: Annotated[str, Doc("money (before anything ran), cards, or done")]
    why_not: Annotated[str, Doc("why there is no plan for this place", blank=True)]
    published: Annotated[PublishedPlan | None, Doc("at published costs, for a place without a simulator")]
    asked: Annotated[Mapping[str, Any], Doc("settings")]
    command: Annotated[str, Doc("how the run is made again")]
    budget: Annotated[float, Doc("money asked for", "yuan per year")]
    bonds: Annotated[float, Doc("of it at most from bonds", "yuan per year")]
    granted: Annotated[float, Doc("money that may be granted beside it", "yuan per year")]
    spending: Annotated[Spending | None, Doc("public spending that per cent are of, null where not published")]
    pots: Annotated[tuple[Pot, ...], Doc("the four pots", shape="pot")]
    start: Annotated[int, Doc("first year of plans")]
    horizon: Annotated[int, Doc("last year")]
    price_year: Annotated[int, Doc("money is in yuan of this year")]
    futures: Annotated[int, Doc("futures, half of them to choose in and half to print")]
    seed: Annotated[int, Doc("seed of all draws")]
    prices: Annotated[Mapping[str, int], Doc("resource kind: last year with a published price, which all futures have")]
    shrinks: Annotated[bool, Doc("whether the city loses people of working age in nine of ten futures")]
    nothing: Annotated[tuple[Course, ...], Doc("what comes if nothing is done, and with the plan")]
    cards: Annotated[tuple[Card, ...], Doc("one for each measure", shape="measure")]
    plan: Annotated[MeasuresPlan | None, Doc("measures to do, null where none is")]
    granted_plan: Annotated[MeasuresPlan | None, Doc("measures to do if the money is granted, null where none is")]
    alternatives: Annotated[tuple[MeasuresPlan, ...], Doc("one for each aim")]
    own: Annotated[MeasuresPlan | None, Doc("the user's own policy, null without")]
    fails: Annotated[Failing | None, Doc("when the plan, or doing nothing, fails")]
    neighbours: Annotated[NeighbourEffects | None, Doc("what other places lose, null without a plan")]
    signs: Annotated[tuple[Sign, ...], Doc("what to watch")]
    kept: Annotated[tuple[KeepAnswer, ...], Doc("what it would take")]
    sensitivity: Annotated[SensitivityRecord | None, Doc("where the uncertainty comes from")]
    decisions: Annotated[Decisions | None, Doc("what is decided on, null in older runs and for other countries")] = None

    def kinds(self, kind: str) -> tuple[Card, ...]:
        """The cards with a verdict of this kind."""
        return tuple(card for card in self.cards if card.verdict.kind == kind)
