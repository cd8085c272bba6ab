"""The record of a plan run: typed, versioned, small, and all that a report, a page and the command line tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.decisions.records import Decisions
from relode.plan.estimate import Estimate
from relode.plan.uncertainty.records import SensitivityRecord
from relode.record import Blank, Doc, Record

PAYERS = ("city", "province", "centre", "insurance", "firm")
"""As `model.policy.levers` has them, whose engine a report does not load."""


@dataclass(frozen=True)
class YearPaid(Record):
    """Money of one year, on average over futures."""

    year: Annotated[int, Doc("year")]
    payers: Annotated[Mapping[str, float], Doc("by payer", "yuan", "payer")]
    pots: Annotated[Mapping[str, float], Doc("by pot", "yuan", "pot")]
    total: Annotated[float, Doc("all payers", "yuan")]


@dataclass(frozen=True)
class OwnEffect(Record):
    """What a policy changes in one outcome against doing nothing, and in how many futures for the better."""

    outcome: Annotated[str, Doc("name of the outcome")]
    amount: Annotated[Estimate, Doc("change in a reader's unit")]
    per_million: Annotated[
        tuple[float, float, float] | None,
        Doc("change for a million yuan of all payers, null where nothing is paid", shape="median, p05, p95"),
    ]
    better_share: Annotated[float, Doc("share of futures in which it is better", "share")]


@dataclass(frozen=True)
class OwnPolicy(Record):
    """The user's own policy as the simulator has it: money by year, pot and payer, effects of the whole.

    No rule judges it: its effects rest on the simulator's own priors.
    """

    spent: Annotated[float, Doc("public money spent a year, on average", "yuan per year")]
    worst_tenth: Annotated[float, Doc("the same in the worst tenth of futures", "yuan per year")]
    years: Annotated[tuple[YearPaid, ...], Doc("money by year", shape="year")]
    effects: Annotated[tuple[OwnEffect, ...], Doc("against doing nothing", shape="outcome")]
    job_year: Annotated[Estimate | None, Doc("yuan for a job-year, null where the median future gains none")]


@dataclass(frozen=True)
class Course(Record):
    """A quantity if nothing is done."""

    quantity: Annotated[str, Doc("quantity of the runs")]
    unit: Annotated[str, Doc("unit")]
    years: Annotated[tuple[int, ...], Doc("years")]
    nothing: Annotated[Mapping[str, tuple[float, ...]], Doc("p05, median and p95 of doing nothing", "unit", "year")]
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
class KeepAnswer(Record):
    """How likely `level` of today's jobs or people is still there in the last year if nothing is done."""

    what: Annotated[str, Doc("jobs, people or working_age")]
    level: Annotated[float, Doc("part of the year before the plan", "ratio")]
    nothing: Annotated[Estimate, Doc("part that is left if nothing is done")]
    chance_nothing: Annotated[float, Doc("share of futures in which nothing done keeps it", "share")]


@dataclass(frozen=True)
class Failing(Record):
    """When doing nothing fails, by PRIM: conditions as bounds of factors, or why none are told."""

    thresholds: Annotated[tuple[str, ...], Doc("what it should meet")]
    reason: Annotated[Blank, Doc("why no conditions are told")]
    bounds: Annotated[tuple[tuple[str, float | None, float | None], ...], Doc("factor, low, high")]
    coverage: Annotated[float, Doc("share of failures inside", "share")]
    density: Annotated[float, Doc("share of failures among those inside", "share")]
    density_90: Annotated[tuple[float, float] | None, Doc("of that, in futures left out of the search", "share")]
    base_rate: Annotated[float, Doc("share of futures that fail", "share")]
    futures: Annotated[int, Doc("futures looked at")]


@dataclass(frozen=True)
class PlanRecord(Record):
    """Everything that a plan run says of a city."""

    state: Annotated[str, Doc("money (before anything ran) or done")]
    why_not: Annotated[Blank, Doc("why there is no plan for this place")]
    asked: Annotated[Mapping[str, Any], Doc("settings")]
    command: Annotated[str, Doc("how the run is made again")]
    start: Annotated[int, Doc("first year of plans")]
    horizon: Annotated[int, Doc("last year")]
    price_year: Annotated[int, Doc("money is in yuan of this year")]
    futures: Annotated[int, Doc("futures")]
    seed: Annotated[int, Doc("seed of all draws")]
    prices: Annotated[Mapping[str, int], Doc("resource kind: last year with a published price, which all futures have")]
    shrinks: Annotated[bool, Doc("whether the city loses people of working age in nine of ten futures")]
    nothing: Annotated[tuple[Course, ...], Doc("what comes if nothing is done")]
    decisions: Annotated[Decisions | None, Doc("what is decided on, null where nothing can be judged")]
    own: Annotated[OwnPolicy | None, Doc("the user's own policy, null without")]
    fails: Annotated[Failing | None, Doc("when doing nothing fails")]
    kept: Annotated[tuple[KeepAnswer, ...], Doc("chances of levels that the user typed")]
    sensitivity: Annotated[SensitivityRecord | None, Doc("where the uncertainty comes from")]
