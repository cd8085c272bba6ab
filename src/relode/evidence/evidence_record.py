"""What `relode evidence` answers: each lever's effect, how forecasts of next studies did, the studies, what is thin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.errors import RelodeError
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import fingerprint
from relode.evidence.studies import Family, Price, PublishedStudy, families
from relode.evidence.synthesis import Kind, kind_of
from relode.records import Doc, Record
from relode.streams import stream

SEED = 1
"""Seed of the places that are drawn: the same answer each time."""
FEW = 3
"""Studies of a lever's own doing below which its evidence is called thin. A choice of this project."""
FORECASTS = ("pool", "synthesis", "as_shipped", "simulator", "simulator_recalibrated", "no_effect", "grand_mean",
             "lever_mean", "pooled_priors")  # fmt: skip


@dataclass(frozen=True)
class EffectSpread(Record):
    """A distribution in three numbers."""

    median: Annotated[float, Doc("median", "unit of the effect")]
    p05: Annotated[float, Doc("5 % quantile", "unit of the effect")]
    p95: Annotated[float, Doc("95 % quantile", "unit of the effect")]


@dataclass(frozen=True)
class LeverEffect(Record):
    """What the evidence lets us expect of a lever, on one outcome."""

    lever: Annotated[str, Doc("lever as studied")]
    holds: Annotated[str, Doc("money: a multiplier of money alone; measure: the measure with its money")]
    family: Annotated[str, Doc("family of effects")]
    outcome: Annotated[str, Doc("what it is on")]
    unit: Annotated[str, Doc("unit of the effect")]
    dose: Annotated[str, Doc("the standard dose")]
    average: Annotated[EffectSpread, Doc("mean over places")]
    here: Annotated[EffectSpread, Doc("one new place")]
    average_above: Annotated[float, Doc("chance that the mean over places is above 0", "share")]
    here_above: Annotated[float, Doc("chance that it is above 0 in a new place", "share")]
    other_priors: Annotated[
        tuple[float, float] | None,
        Doc(
            "lowest and highest median of the mean over places under other priors; null with own studies",
            "unit of the effect",
        ),
    ]
    studies: Annotated[int, Doc("rows", "count")]
    clusters: Annotated[int, Doc("independent groups of studies", "count")]
    direct: Annotated[int, Doc("rows from places like these", "count")]
    signs_only: Annotated[int, Doc("rows that tell a sign only", "count")]
    priced: Annotated[int, Doc("rows with the price of a dose", "count")]


@dataclass(frozen=True)
class EvidenceScore(Record):
    """How a forecast did on left-out clusters."""

    forecast: Annotated[str, Doc("the forecast")]
    group: Annotated[str, Doc("which rows")]
    n: Annotated[int, Doc("rows", "count")]
    numbers: Annotated[int, Doc("rows with a number", "count")]
    coverage_50: Annotated[float | None, Doc("share of numbers in the 50 % interval", "share")]
    coverage_80: Annotated[float | None, Doc("share of numbers in the 80 % interval", "share")]
    coverage_90: Annotated[float | None, Doc("share of numbers in the 90 % interval", "share")]
    coverage_90_range: Annotated[tuple[float, float] | None, Doc("95 % interval of that, by clusters", "share")]
    crps: Annotated[float | None, Doc("mean CRPS of numbers", "scale of the family")]
    log_score: Annotated[float, Doc("mean log density of numbers and log chance of signs")]
    to_no_effect: Annotated[tuple[float, float, float], Doc("log score less that of no effect, 95 % interval")]
    to_simulator: Annotated[tuple[float, float, float], Doc("the same to the simulator")]


@dataclass(frozen=True)
class EvidenceStudy(Record):
    """A published effect."""

    id: Annotated[str, Doc("key of the row")]
    study: Annotated[str, Doc("the study")]
    cluster: Annotated[str, Doc("rows that are not independent share it")]
    lever: Annotated[str, Doc("lever as studied")]
    family: Annotated[str, Doc("family of effects")]
    value: Annotated[float | None, Doc("effect in the unit of the family; null where only a sign is told")]
    low: Annotated[float | None, Doc("lower end of its interval")]
    high: Annotated[float | None, Doc("upper end of its interval")]
    sign: Annotated[int | None, Doc("sign, where no number is told")]
    printed: Annotated[float | None, Doc("what the study prints")]
    printed_unit: Annotated[str, Doc("unit of what it prints")]
    conversion: Annotated[str, Doc("how it was brought to the unit of the family")]
    dose: Annotated[float, Doc("dose of the study")]
    dose_unit: Annotated[str, Doc("unit of the dose")]
    dose_source: Annotated[str, Doc("where the dose is from: assumption, identity or a source")]
    horizon: Annotated[float, Doc("years after the dose", "years")]
    transfer: Annotated[str, Doc("direct, near or far")]
    verified: Annotated[str, Doc("how the row was read")]
    holds: Annotated[str, Doc("money, own_and_money or own")]
    used: Annotated[bool, Doc("whether the synthesis uses it: shocks of prices and ordered cuts are no measures")]
    scored: Annotated[bool, Doc("whether forecasts of it are scored")]
    price: Annotated[float | None, Doc("price of a dose, where a study or a named source tells it")]
    price_unit: Annotated[str | None, Doc("unit of the price")]
    price_source: Annotated[str | None, Doc("source of the price")]
    source: Annotated[str, Doc("key of the source")]
    read_in: Annotated[str, Doc("where it was read")]


@dataclass(frozen=True)
class ThinEvidence(Record):
    """A measure of which too little is known."""

    lever: Annotated[str, Doc("the measure")]
    studies: Annotated[int, Doc("rows that hold its own doing", "count")]
    reason: Annotated[str, Doc("key of the sentence that says why")]


@dataclass(frozen=True)
class EvidenceAnswer(Record):
    """The answer of the command, whole or of one lever."""

    effects: Annotated[tuple[LeverEffect, ...], Doc("one a lever and outcome", shape="effect")]
    scores: Annotated[tuple[EvidenceScore, ...], Doc("one a forecast and group", shape="score")]
    studies: Annotated[tuple[EvidenceStudy, ...], Doc("the rows", shape="study")]
    thin: Annotated[tuple[ThinEvidence, ...], Doc("measures of which too little is known", shape="lever")]
    lever: Annotated[str | None, Doc("the lever asked for, null for all")]
    same_for_every_city: Annotated[bool, Doc("always: the evidence does not depend on the city")]
    fingerprint: Annotated[str, Doc("mark of the rows that the draws come from")]
    own_studies: Annotated[int, Doc("rows of the user's", "count")]
    largest_rhat: Annotated[float, Doc("largest R-hat of the chains")]


def evidence(table: Sequence[PublishedStudy], draws: EffectDraws, lever: str | None = None) -> EvidenceAnswer:
    """What `draws` of these rows say. Raises RelodeError for a lever that no row speaks of."""
    levers = dict.fromkeys(study.lever for study in table)
    if lever is not None and lever not in {*levers, *(row.lever for row in thin(table))}:
        raise RelodeError("evidence.unknown_lever", lever=lever, allowed=", ".join(levers))
    own = [study for study in table if lever in (None, study.lever)]
    kinds: dict[tuple[Kind, str], None] = dict.fromkeys((kind_of(s), s.family) for s in own if not s.shock)
    return EvidenceAnswer(
        effects=tuple(_effect(table, draws, kind, families()[family]) for kind, family in kinds),
        scores=tuple(row for row in shipped_scores() if lever is None or row.group in ("all", f"lever {lever}")),
        studies=tuple(map(_study, own)),
        thin=tuple(row for row in thin(table) if lever in (None, row.lever)),
        lever=lever,
        same_for_every_city=True,
        fingerprint=fingerprint(table),
        own_studies=sum(study.own for study in table),
        largest_rhat=draws.rhat,
    )


def _effect(table: Sequence[PublishedStudy], draws: EffectDraws, kind: Kind, family: Family) -> LeverEffect:
    rows = [s for s in table if (kind_of(s), s.family) == (kind, family.name) and not s.shock]
    says = expected(draws, kind, family.name, stream("expected_effect", SEED))
    return LeverEffect(
        *kind, family.name, family.outcome, family.unit, family.standard_dose,
        average=_spread(says.average),
        here=_spread(says.here),
        average_above=float((says.average > 0).mean()),
        here_above=float((says.here > 0).mean()),
        other_priors=None if any(s.own for s in table) else prior_range().get((*kind, family.name)),
        studies=len(rows),
        clusters=len({s.cluster for s in rows}),
        direct=sum(s.transfer == "direct" for s in rows),
        signs_only=sum(s.y is None for s in rows),
        priced=sum(s.price is not None for s in rows),
    )  # fmt: skip


def _spread(values: Vector) -> EffectSpread:
    p05, median, p95 = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95)))
    return EffectSpread(median, p05, p95)


def _study(s: PublishedStudy) -> EvidenceStudy:
    price: Price | None = s.price
    return EvidenceStudy(
        s.effect_id, s.study, s.cluster, s.lever, s.family, s.y, s.low, s.high, s.sign, s.printed, s.printed_unit,
        s.conversion, s.dose.value, s.dose_unit, s.dose_source, s.horizon, s.transfer, s.verified, s.holds,
        not s.shock, s.scored, price.value if price else None, price.unit if price else None,
        price.source if price else None, s.source, s.read_in,
    )  # fmt: skip


def thin(table: Sequence[PublishedStudy]) -> tuple[ThinEvidence, ...]:
    """Measures of `thin_evidence.csv`, with how many rows hold their own doing."""
    rows = shipped_tables.rows("relode.evidence", "thin_evidence")
    return tuple(
        ThinEvidence(row["lever"], sum(s.lever == row["lever"] and s.holds != "money" for s in table), row["reason"])
        for row in rows
    )


@cache
def prior_range() -> Mapping[tuple[str, str, str], tuple[float, float]]:
    """Lever, what it holds, family -> lowest and highest median of the mean over places under other priors."""
    medians: dict[tuple[str, str, str], list[float]] = {}
    for row in shipped_tables.rows("relode.evidence", "prior_sensitivity"):
        medians.setdefault((row["lever"], row["holds"], row["family"]), []).append(float(row["average_median"]))
    return {key: (min(values), max(values)) for key, values in medians.items()}


@cache
def shipped_scores() -> tuple[EvidenceScore, ...]:
    """Scores of all forecasts on left-out clusters."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    return tuple(
        EvidenceScore(
            forecast=row["forecast"],
            group=row["group"],
            n=int(row["n"]),
            numbers=int(row["numbers"]),
            coverage_50=number(row["coverage_50"]),
            coverage_80=number(row["coverage_80"]),
            coverage_90=number(row["coverage_90"]),
            coverage_90_range=_range(row),
            crps=number(row["crps"]),
            log_score=float(row["log_score"]),
            to_no_effect=_gap(row, "no_effect"),
            to_simulator=_gap(row, "simulator"),
        )
        for row in shipped_tables.rows("relode.evidence", "evidence_scores")
    )


def _range(row: dict[str, str]) -> tuple[float, float] | None:
    low, high = row["coverage_90_low"], row["coverage_90_high"]
    return (float(low), float(high)) if low else None


def _gap(row: dict[str, str], of: str) -> tuple[float, float, float]:
    low, high = float(row[f"to_{of}_low"]), float(row[f"to_{of}_high"])
    return float(row[f"to_{of}"]), low, high
