"""A card: what one measure does, costs and is worth doing, as it is written."""

from dataclasses import dataclass
from typing import Annotated

from relode.plan.estimate import Estimate
from relode.plan.verdicts.rule import CardVerdict
from relode.records import Doc, Record

PAYERS = ("city", "province", "centre", "insurance", "firm")
"""As `model.policy.levers` has them, whose engine a report does not load."""


@dataclass(frozen=True)
class Need(Record):
    """What a measure needs, what the city has of it, and whether that is enough."""

    name: Annotated[str, Doc("displaced_workers, extraction, resource_revenue, damaged_land, empty_homes or sector")]
    value: Annotated[float, Doc("what the city has, median over futures where it is simulated", "unit")]
    least: Annotated[float, Doc("what it takes", "unit")]
    unit: Annotated[str, Doc("unit")]
    met: Annotated[bool, Doc("whether it has enough")]


@dataclass(frozen=True)
class Effect(Record):
    """What a measure changes in one outcome against doing nothing, and in how many futures for the better."""

    PACKED = True
    outcome: Annotated[str, Doc("outcome of practical_sizes.csv")]
    amount: Annotated[Estimate, Doc("change in a reader's unit")]
    per_million: Annotated[
        tuple[float, float, float] | None,
        Doc("change for a million yuan of all payers, null where nothing is paid", shape="median, p05, p95"),
    ]
    sizes: Annotated[float, Doc("median in practical sizes, good positive")]
    better_share: Annotated[float, Doc("share of futures in which it is better", "share")]


@dataclass(frozen=True)
class Payment(Record):
    """What one payer pays a year, on average over futures and the years of the plan."""

    PACKED = True
    payer: Annotated[str, Doc("city, province, centre, insurance or firm")]
    yuan: Annotated[float, Doc("on average", "yuan per year")]


@dataclass(frozen=True)
class PotPart(Record):
    """What one pot gives a year, on average."""

    PACKED = True
    pot: Annotated[str, Doc("own, granted, bonds or others")]
    yuan: Annotated[float, Doc("on average", "yuan per year")]


@dataclass(frozen=True)
class DoseTried(Record):
    """One of the doses tried, and what the rule says of it in the choosing half of the futures."""

    PACKED = True
    dose: Annotated[float, Doc("in the unit of the lever")]
    money: Annotated[str, Doc("assured or granted")]
    verdict: Annotated[str, Doc("do, do_if_granted, leave or cannot_tell, in the choosing half")]
    sizes: Annotated[float, Doc("median effect on the aim in practical sizes, in the choosing half")]
    yuan: Annotated[float, Doc("all payers, on average, in the choosing half", "yuan per year")]


@dataclass(frozen=True)
class Gainer(Record):
    """Who gains or loses jobs: a sector."""

    PACKED = True
    group: Annotated[str, Doc("sector of the simulator, or low_skilled, high_skilled, newcomers")]
    amount: Annotated[Estimate, Doc("change")]


@dataclass(frozen=True)
class TellingUnknown(Record):
    """The unknown whose measurement would tell most about a measure."""

    kind: Annotated[str, Doc("parameter, opening, or the part of a lever that is not known")]
    of: Annotated[str, Doc("name of the parameter, cell or lever")]
    item: Annotated[str, Doc("item of its cost", blank=True)]
    share: Annotated[float, Doc("part of the variance of works or not that goes when it is known", "share")]
    low: Annotated[float, Doc("5th per cent of that part", "share")]
    high: Annotated[float, Doc("95th per cent", "share")]


@dataclass(frozen=True)
class Card(Record):
    """One measure in one city. `effects` alone, `on_top` on top of the plan or by leaving it out of it."""

    name: Annotated[str, Doc("lever, with its sector after a dot")]
    lever: Annotated[str, Doc("name of the lever")]
    sector: Annotated[str, Doc("sector that it acts on", blank=True)]
    verdict: Annotated[CardVerdict, Doc("what the rule says, in the printing half")]
    money: Annotated[str, Doc("assured or granted: the money that the verdict is on")]
    assured_kind: Annotated[str, Doc("what the rule says with assured money", blank=True)]
    granted_kind: Annotated[str, Doc("what the rule says if the money were granted", blank=True)]
    need: Annotated[Need | None, Doc("what it needs in the city, null where nothing")]
    dose: Annotated[float, Doc("in `unit`, 0 where it was not tried")]
    unit: Annotated[str, Doc("unit of the dose")]
    start: Annotated[int, Doc("first year")]
    until: Annotated[int, Doc("last year")]
    tried: Annotated[tuple[DoseTried, ...], Doc("every dose tried", shape="dose")]
    effects: Annotated[tuple[Effect, ...], Doc("alone, with what pays for it", shape="outcome")]
    on_top: Annotated[Effect | None, Doc("its aim on top of the plan, or what the plan loses without it")]
    yuan: Annotated[Estimate | None, Doc("cost to all payers in a year, null where it was not tried")]
    payments: Annotated[tuple[Payment, ...], Doc("by payer", shape="payer")]
    pots: Annotated[tuple[PotPart, ...], Doc("by pot", shape="pot")]
    job_year: Annotated[Estimate | None, Doc("yuan for a job-year, null where the median future gains none")]
    gainers: Annotated[tuple[Gainer, ...], Doc("who gains and who loses", shape="group")]
    telling: Annotated[TellingUnknown | None, Doc("what would tell most, where the rule cannot tell")]
    evidence_grade: Annotated[str, Doc("grade of the evidence of the lever")]
