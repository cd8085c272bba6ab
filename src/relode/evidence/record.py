"""Records of the evidence: each lever's effect, how forecasts of next studies did, the studies, what is thin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from relode.record import Doc, Record

Interval = tuple[float, float]


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
    bases: Annotated[tuple[str, ...], Doc("what the studies counted: effects are a part of it", shape="base")]
    word: Annotated[
        str | None,
        Doc("shown or mixed, by the mean over places; null of money alone, and where studies cannot judge"),
    ]
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
    """How a forecast did on left-out clusters; ranges are 95 % intervals by a bootstrap of clusters."""

    forecast: Annotated[str, Doc("the forecast")]
    group: Annotated[str, Doc("which rows")]
    n: Annotated[int, Doc("rows", "count")]
    numbers: Annotated[int, Doc("rows with a number", "count")]
    coverage_50: Annotated[float | None, Doc("share of numbers in the 50 % interval", "share")]
    coverage_50_range: Annotated[Interval | None, Doc("range of that", "share")]
    coverage_80: Annotated[float | None, Doc("share of numbers in the 80 % interval", "share")]
    coverage_80_range: Annotated[Interval | None, Doc("range of that", "share")]
    coverage_90: Annotated[float | None, Doc("share of numbers in the 90 % interval", "share")]
    coverage_90_range: Annotated[Interval | None, Doc("range of that", "share")]
    crps: Annotated[float | None, Doc("mean CRPS of numbers", "scale of the family")]
    crps_range: Annotated[Interval | None, Doc("range of that", "scale of the family")]
    log_score: Annotated[float, Doc("mean log density of numbers and log chance of signs")]
    log_score_range: Annotated[Interval, Doc("range of that")]
    above: Annotated[
        Mapping[str, tuple[float, float, float]],
        Doc("log score less that of each simple forecast, with its range", shape="forecast"),
    ]


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
    base: Annotated[str, Doc("what the study counted: its effect is a part of that")]
    base_read: Annotated[str, Doc("quote or page where that was read, or not_read; empty for a user's own")]


@dataclass(frozen=True)
class ContextStudy(Record):
    """A study of a lever whose numbers were not read, which never enters the synthesis."""

    id: Annotated[str, Doc("key of the row")]
    study: Annotated[str, Doc("the study")]
    lever: Annotated[str, Doc("lever as studied")]
    base: Annotated[str, Doc("what the study counted")]
    base_read: Annotated[str, Doc("quote or page where that was read, or not_read")]


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
    context: Annotated[tuple[ContextStudy, ...], Doc("studies whose numbers were not read", shape="study")]
    lever: Annotated[str | None, Doc("the lever asked for, null for all")]
    same_for_every_city: Annotated[bool, Doc("always: the evidence does not depend on the city")]
    fingerprint: Annotated[str, Doc("mark of the rows that the draws come from")]
    own_studies: Annotated[int, Doc("rows of the user's", "count")]
    largest_rhat: Annotated[float, Doc("largest R-hat of the chains")]
