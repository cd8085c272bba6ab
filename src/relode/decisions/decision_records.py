"""What decisions are told as: verdict and reason, law and channel before numbers, gain with its parts, money, steps.

Texts are not in them: names come from the files of programmes and services, reasons from the room of language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from relode.decisions.local_facts import LocalFact
from relode.decisions.rule import thresholds
from relode.language import Bilingual
from relode.record import Blank, Doc, Record


@dataclass(frozen=True)
class DrawnNumber(Record):
    """Mean of draws with the 5 and 95 % points."""

    value: Annotated[float, Doc("mean over draws", "unit")]
    unit: Annotated[str, Doc("unit")]
    interval_90: Annotated[tuple[float, float] | None, Doc("5 and 95 % points, null without", "unit")] = None


@dataclass(frozen=True)
class DecisionLaw(Record):
    """What the law says of a measure."""

    verdict: Annotated[
        str, Doc("allowed, conditional, not_allowed, unknown, or not_known of a project whose basis is not stated")
    ]
    basis: Annotated[tuple[str, ...], Doc("rows of the table of law", shape="row")]


@dataclass(frozen=True)
class DecisionChannel(Record):
    """The money that a measure is judged with."""

    pot: Annotated[str, Doc("own, granted, bonds or none")]
    channel: Annotated[Blank, Doc("key of funding_channels")]
    known: Annotated[bool, Doc("whether what it holds for this place is known")]
    room: Annotated[tuple[float, float] | None, Doc("what it holds, lowest and highest", "unit")]
    unit: Annotated[str, Doc("unit of the room")] = "yuan per year"
    sources: Annotated[tuple[str, ...], Doc("keys of sources of the room", shape="source")] = ()


@dataclass(frozen=True)
class TurningCell(Record):
    """A fact that the verdict turns on: who has it, and the verdict at both ends of it."""

    cell: Annotated[str, Doc("cell of the workbook, or a figure of this list")]
    verdict_low: Annotated[str, Doc("verdict at its low end")]
    verdict_high: Annotated[str, Doc("verdict at its high end")]
    switch: Annotated[float | None, Doc("where it turns: of a price the yuan a year of the dose, null where not known")]


@dataclass(frozen=True)
class DecisionCost(Record):
    """What a decision costs, all payers."""

    yuan_a_year: Annotated[float, Doc("mean over the years of the plan", "unit")]
    low: Annotated[float, Doc("the same at the lower end of its price", "unit")]
    high: Annotated[float, Doc("the same at the upper end of its price", "unit")]
    by_payer: Annotated[Mapping[str, float], Doc("mean over the years of the plan", "unit", "payer")]
    by_year: Annotated[Mapping[str, float], Doc("all payers", "unit", "year")]
    after: Annotated[float, Doc("what stays to be paid in the year after", "unit")]
    price_source: Annotated[str, Doc("sources of the price of a dose")]
    price_printed: Annotated[bool, Doc("whether a study or document prints that price")]
    unit: Annotated[str, Doc("unit of its sums")] = "yuan per year"
    trial: Annotated[float | None, Doc("of a trial, in each of its years; null of what is not tried", "unit")] = None

    def planned(self, start: int) -> Mapping[str, float]:
        """Year -> what all payers pay in it; of a trial that begins in `start` the same in each of its years. [unit]"""
        if self.trial is None:
            return self.by_year
        years = range(start, start + round(thresholds()["trial_years"].value))
        return dict.fromkeys(map(str, years), self.trial)


@dataclass(frozen=True)
class GainRecord(Record):
    """The gain of a programme over the yardstick, and the yardstick itself: the same money on ordinary services."""

    outcome: Annotated[str, Doc("jobs, output or income")]
    own_effect: Annotated[DrawnNumber, Doc("what the measure does beside what its money does")]
    money_effect: Annotated[DrawnNumber, Doc("what the money does")]
    yardstick: Annotated[DrawnNumber, Doc("the same money on ordinary public services")]
    gain: Annotated[DrawnNumber, Doc("own effect and money less the yardstick, here")]
    average_above: Annotated[float, Doc("share of draws in which the mean over places is above 0", "share")]
    chance_here: Annotated[float, Doc("share of draws in which the gain here is above 0", "share")]
    gain_per_million: Annotated[float, Doc("expected gain for a million yuan", "unit of the outcome x years")]
    break_even: Annotated[
        float | None, Doc("cost of the dose at which the expected gain is 0, null where it never is", "yuan per year")
    ]
    printed_most: Annotated[
        float | None,
        Doc("most that a study of public money prints for a million yuan, null where none does", "unit x years"),
    ]
    worst_tenth: Annotated[float, Doc("mean of the worst tenth of the average's draws", "unit of the outcome")]
    worst_tenth_here: Annotated[float, Doc("mean of the worst tenth of places", "unit of the outcome")]
    yardstick_chance: Annotated[float, Doc("share of draws in which the yardstick does more than nothing", "share")]
    yardstick_per_million: Annotated[
        float, Doc("its expected effect for a million yuan", "unit of the outcome x years")
    ]
    yardstick_worst_tenth: Annotated[float, Doc("mean of its worst tenth of draws", "unit of the outcome")]
    doses: Annotated[float, Doc("dose over that which studies looked at", "ratio")]
    extrapolated: Annotated[bool, Doc("whether it is beyond what studies saw")]
    studies: Annotated[int, Doc("rows of studies of this lever and outcome", "count")]
    trial_value: Annotated[float, Doc("what a trial of three years is worth", "unit of the outcome x years")]
    trial_cost: Annotated[float, Doc("what its money would do as the yardstick", "unit of the outcome x years")]
    seen: Annotated[float, Doc("part of the effect that is there when the trial is read", "share")]


@dataclass(frozen=True)
class SaidText(Record):
    """What a list says, in both languages."""

    en: Annotated[str, Doc("in English")]
    zh: Annotated[str, Doc("in Chinese")]

    @property
    def said(self) -> Bilingual:
        """As tables take it."""
        return Bilingual(self.en, self.zh)


@dataclass(frozen=True)
class ProjectGain(Record):
    """What a deal does beside the same money from the same pots on ordinary services, mean a year to the horizon."""

    net_jobs: Annotated[DrawnNumber, Doc("jobs that the city would not have otherwise")]
    money_effect: Annotated[DrawnNumber, Doc("jobs by what the money does beside the promise")]
    yardstick: Annotated[DrawnNumber, Doc("the same money on ordinary public services")]
    gain: Annotated[DrawnNumber, Doc("net jobs and money less the yardstick")]
    chance_here: Annotated[float, Doc("share of draws in which the gain is above 0", "share")]
    gain_per_million: Annotated[
        float | None, Doc("expected gain for a million yuan, null where nothing is paid", "job-years")
    ]
    yardstick_per_million: Annotated[
        float | None,
        Doc("expected effect of the yardstick for a million yuan, null where nothing is paid", "job-years"),
    ]
    worst_tenth: Annotated[float, Doc("mean of the worst tenth of draws of the gain", "persons")]


@dataclass(frozen=True)
class ListedProject(Record):
    """What is said of a project of a list and of no other decision."""

    kind: Annotated[str, Doc("deal or public_works")]
    where: Annotated[str, Doc("row of the sheet")]
    reason: Annotated[SaidText, Doc("why the verdict is what it is")]
    first_step: Annotated[SaidText, Doc("what to do first")]
    bureau: Annotated[SaidText, Doc("who leads")]
    net_of_city: Annotated[float | None, Doc("mean net of the city's budget, null of public works", "yuan")]
    worst_of_city: Annotated[float | None, Doc("mean of its worst tenth, null of public works", "yuan")]
    gain: Annotated[ProjectGain | None, Doc("null of public works, without promised jobs, and before accounts ran")]


@dataclass(frozen=True)
class ListedFault(Record):
    """What is wrong with a row of the list."""

    project: Annotated[Blank, Doc("name of the project")]
    where: Annotated[str, Doc("row of the sheet")]
    fault: Annotated[str, Doc("kind of fault")]
    said: Annotated[SaidText, Doc("the fault in words")]


@dataclass(frozen=True)
class Decision(Record):
    """A decision of one of three kinds."""

    kind: Annotated[str, Doc("need, programme or project")]
    name: Annotated[str, Doc("key of the measure, or name of the project as the list has it")]
    lever: Annotated[Blank, Doc("lever of a programme")]
    service: Annotated[Blank, Doc("service of a need")]
    verdict: Annotated[str, Doc("do, do_if_granted, do_on_terms, try_small, leave or fill_in")]
    reason: Annotated[str, Doc("why: key of the sentence")]
    because: Annotated[
        tuple[str, ...], Doc("what a gain that may be expected lacks, and why no trial helps", shape="reason")
    ]
    law: Annotated[DecisionLaw, Doc("what the law says")]
    channel: Annotated[DecisionChannel, Doc("the money that it is judged with")]
    amount: Annotated[float | None, Doc("sure surplus or shortage, or persons and hectares of its need")]
    year: Annotated[int | None, Doc("year of the need")]
    fact: Annotated[LocalFact | None, Doc("what it needs here and who says so, null where nothing")]
    gain: Annotated[GainRecord | None, Doc("null of a need and of a project")]
    cost: Annotated[DecisionCost | None, Doc("null where no source says")]
    fill_in: Annotated[tuple[TurningCell, ...], Doc("what the verdict turns on", shape="cell")]
    project: Annotated[ListedProject | None, Doc("of a project of a list, null of others")] = None


@dataclass(frozen=True)
class Decisions(Record):
    """The decisions of a place, in the order of their verdicts."""

    place: Annotated[str, Doc("code of the place")]
    horizon: Annotated[int, Doc("last year")]
    futures: Annotated[int, Doc("futures of the accounts, 0 before they ran")]
    seed: Annotated[int, Doc("seed of all draws")]
    decisions: Annotated[tuple[Decision, ...], Doc("best verdict first", shape="decision")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    faults: Annotated[tuple[ListedFault, ...] | None, Doc("faults of the list of projects, null without a list")] = None

    def of(self, verdict: str) -> tuple[Decision, ...]:
        """Those with this verdict."""
        return tuple(each for each in self.decisions if each.verdict == verdict)
