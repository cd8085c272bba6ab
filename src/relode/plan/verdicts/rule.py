"""The rule: from evidence, practical sizes and a published band to a verdict.

It sees draws, never a truth, and knows of no quota.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.arrays import Bools, Values
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.verdict_tables import Band, aims
from relode.records import Doc, Record

DO, DO_IF_GRANTED, LEAVE, CANNOT_TELL = "do", "do_if_granted", "leave", "cannot_tell"
KINDS = (DO, DO_IF_GRANTED, LEAVE, CANNOT_TELL)
ORDER = (LEAVE, CANNOT_TELL, DO_IF_GRANTED, DO)
"""Verdicts from the worst to the best, for choosing a dose and the money that a card tells its verdict on."""
MOST, HALF = 0.8, 0.5
"""Eight of ten draws decide whether a measure works or does not; half of them for the rest, which is their median."""
ALMOST_NONE = 0.1
"""An effect below a tenth of the practical size is almost none: its draw sets no upper end to what a unit costs."""


@dataclass(frozen=True)
class VerdictCondition(Record):
    """One condition of "do": it holds where at least `needed` of the draws meet it."""

    name: Annotated[str, Doc("works, published_cost, not_suspicious, not_dear, no_harm, plan_needs_it or local_effect")]
    held: Annotated[bool, Doc("whether it holds")]
    share: Annotated[float, Doc("share of draws that meet it", "share")]
    needed: Annotated[float, Doc("share of draws that it takes", "share")]
    outcome: Annotated[str, Doc("outcome that a condition no_harm is about", blank=True)] = ""

    @property
    def lacking(self) -> float:
        """By how much of all draws it fails. [0-1]"""
        return self.needed - self.share


@dataclass(frozen=True)
class Harm(Record):
    """An outcome that is worse by more than its practical size in half of the draws."""

    outcome: Annotated[str, Doc("outcome of practical_sizes.csv")]
    share: Annotated[float, Doc("share of draws in which it is worse by more than the practical size", "share")]
    known: Annotated[bool, Doc("whether the lever's row in aims.csv said so beforehand")]


@dataclass(frozen=True)
class CardVerdict(Record):
    """What the rule says of a measure, and why."""

    kind: Annotated[str, Doc("do, do_if_granted, leave or cannot_tell")]
    reason: Annotated[str, Doc("key of the sentence that says why")]
    lever: Annotated[str, Doc("name of the lever")]
    aim: Annotated[str, Doc("the outcome that it is judged by")]
    works: Annotated[
        float, Doc("share of draws in which it beats doing nothing by more than the practical size", "share")
    ]
    size: Annotated[float, Doc("practical size of the aim, in its unit")]
    effect: Annotated[
        tuple[float, float, float], Doc("effect on the aim, in its unit", shape="5th, 50th, 95th per cent")
    ]
    unit_cost: Annotated[
        tuple[float | None, ...] | None,
        Doc(
            "yuan of 2020 for a unit of what is gained; null for endless, and for a 95th per cent that nobody can tell "
            "since a draw in twenty has almost no effect (below a tenth of the practical size)",
            shape="5th, 50th, 95th per cent",
        ),
    ]
    band: Annotated[tuple[float, float, float] | None, Doc("published cost", shape="suspicious, low, high")]
    band_unit: Annotated[str, Doc("unit of cost and band", blank=True)]
    band_sources: Annotated[tuple[str, ...], Doc("keys of sources of the band")]
    conditions: Annotated[tuple[VerdictCondition, ...], Doc("conditions of do, in the order of the rule")]
    harms: Annotated[tuple[Harm, ...], Doc("what it worsens, also where that was known beforehand")]
    missing: Annotated[str, Doc("what the measure needs and the city lacks", blank=True)]


def verdict(evidence: Evidence, sizes: Mapping[str, float], band: Band | None) -> CardVerdict:
    """The verdict on a measure, in this order.

    1. Leave it if what it needs is missing in the city.
    2. Leave it if in eight of ten draws it does not beat doing nothing by more than the practical size of its aim, or
       costs more than three times the published band.
    3. Do it if in eight of ten draws it beats doing nothing by more than that size, half of the draws cost no more than
       the published band and half no less than its suspicious end, no outcome is worse by more than its practical size
       in half of the draws without that having been known beforehand, and the plan loses in half of the draws when it
       is left out (where there is a plan). In a country that the simulator was not fitted to, published effects of
       that country must bear it out too. With money that is not assured: do it if that is granted.
    4. Cannot tell: the rest. The reason is the condition that failed by the fewest draws.

    `sizes`: outcome -> practical size, of the aim and of every outcome among `evidence.others`. `band`: the published
    cost, None where there is none: then nothing can be "do".
    Raises KeyError for an outcome without a size or a lever without an aim: a defect of ours.
    """
    aim = aims()[evidence.lever]
    size = sizes[aim.outcome]
    works = evidence.effect > size
    cost = evidence.unit_cost() if band is not None else None
    harms = tuple(_harms(evidence.others, sizes, aim.outcome, aim.known_harms))
    conditions = tuple(_conditions(evidence, works, cost, band, harms))
    kind, reason = _kind(evidence, works, cost, band, conditions)
    return CardVerdict(
        kind=kind,
        reason=reason,
        lever=evidence.lever,
        aim=aim.outcome,
        works=_share(works),
        size=size,
        effect=_spread(evidence.effect),
        unit_cost=None if cost is None else _cost_spread(cost, evidence.effect, size),
        band=None if band is None else (band.suspicious, band.low, band.high),
        band_unit="" if band is None else band.unit,
        band_sources=() if band is None else band.sources,
        conditions=conditions,
        harms=harms,
        missing=evidence.missing or "",
    )


def _kind(
    evidence: Evidence,
    works: Bools,
    cost: Values | None,
    band: Band | None,
    conditions: tuple[VerdictCondition, ...],
) -> tuple[str, str]:
    if evidence.missing is not None:
        return LEAVE, "missing"
    if _in_at_least(~works, MOST):
        return LEAVE, "no_effect"
    if cost is not None and band is not None and _in_at_least(cost > band.too_dear, MOST):
        return LEAVE, "too_dear"
    failed = [condition for condition in conditions if not condition.held]
    if failed:
        return CANNOT_TELL, min(failed, key=lambda condition: condition.lacking).name
    return (DO if evidence.assured else DO_IF_GRANTED), "works"


def _conditions(
    evidence: Evidence, works: Bools, cost: Values | None, band: Band | None, harms: tuple[Harm, ...]
) -> Iterator[VerdictCondition]:
    yield _condition("works", works, MOST)
    if cost is None or band is None:
        yield VerdictCondition("published_cost", False, 0.0, 1.0)
    else:
        yield _condition("not_suspicious", cost >= band.suspicious, HALF)
        yield _condition("not_dear", cost <= band.high, HALF)
    for harm in harms:
        yield VerdictCondition("no_harm", harm.known, 1 - harm.share, HALF, harm.outcome)
    if evidence.left_out is not None:
        yield _condition("plan_needs_it", evidence.left_out > 0, HALF)
    if evidence.local is not None:
        yield VerdictCondition("local_effect", evidence.local, float(evidence.local), 1.0)


def _harms(
    others: Mapping[str, Values], sizes: Mapping[str, float], aim: str, known: tuple[str, ...]
) -> Iterator[Harm]:
    for outcome, effect in others.items():
        worse = effect < -sizes[outcome]
        if outcome != aim and _in_at_least(worse, HALF):
            yield Harm(outcome, _share(worse), outcome in known)


def _condition(name: str, met: Bools, needed: float) -> VerdictCondition:
    return VerdictCondition(name, _in_at_least(met, needed), _share(met), needed)


def _in_at_least(met: Bools, part: float) -> bool:
    """In whole draws: eight of ten are enough, whatever the last bit of a share."""
    return 100 * int(met.sum()) >= round(100 * part) * met.size


def _share(met: Bools) -> float:
    return int(met.sum()) / met.size


def _cost_spread(cost: Values, effect: Values, size: float) -> tuple[float | None, ...]:
    """What a unit costs; without an upper end where a draw in twenty has (almost) no effect to divide by."""
    low, middle, _ = _spread(cost)
    high = _spread(np.where(effect < ALMOST_NONE * size, np.inf, cost))[2]
    return tuple(end if np.isfinite(end) else None for end in (low, middle, high))


def _spread(values: Values) -> tuple[float, float, float]:
    """5th, 50th and 95th per cent: values of the draws themselves, so that an endless one spoils no other."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf")
    return float(low), float(middle), float(high)
