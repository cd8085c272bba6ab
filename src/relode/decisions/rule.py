"""The rule of verdicts: one ordered list, the first that matches wins. It sees grounds, never a truth, and no quota.

An assumption never yields "leave": what is not known is filled in first, where the verdict turns on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from relode import shipped_tables

Kind = Literal["do", "do_if_granted", "do_on_terms", "try_small", "leave", "fill_in"]
Paid = Literal["assured", "granted", "none"]
ORDER: tuple[Kind, ...] = ("do", "do_if_granted", "do_on_terms", "try_small", "fill_in", "leave")
"""Verdicts in the order in which they are told; `do_on_terms` is said of projects alone (`projects`)."""


@dataclass(frozen=True)
class RuleConstant:
    """A constant of the rule with its range, source and reason."""

    name: str
    value: float
    lower: float
    upper: float
    source: str
    reason_en: str
    reason_zh: str


@cache
def thresholds() -> Mapping[str, RuleConstant]:
    """Name -> constant of the rule."""
    return {
        row["name"]: RuleConstant(
            row["name"], float(row["value"]), float(row["lower"]), float(row["upper"]),
            row["source"], row["reason_en"], row["reason_zh"],
        )
        for row in shipped_tables.rows("relode.decisions", "thresholds")
    }  # fmt: skip


@dataclass(frozen=True)
class GainGrounds:
    """What is known of the gain of a programme, in the unit of its outcome, each the mean over the years of the plan.

    `average_above`: share of draws in which the average gain over places is above 0; `here` expected gain here,
    `capped` the same with its largest draws capped, `dear` the same at the upper end of the price; `worst_tenth` the
    mean of the worst tenth of the average's draws; `yardstick` its expected effect of the same money. `found_out` and
    `trial_cost`: value of a trial and what its money would do as the yardstick; `seen`: part of the effect that is
    there at its end.
    """

    average_above: float
    here: float
    capped: float
    dear: float
    worst_tenth: float
    yardstick: float
    priced: bool
    stops: bool
    found_out: float
    trial_cost: float
    seen: float


@dataclass(frozen=True)
class NeedGrounds:
    """What is known of a need: sure amount (0: neither surplus nor shortage is sure) beyond a practical size or not."""

    sure: bool
    cost_known: bool


@dataclass(frozen=True)
class MissingFact:
    """A fact that is not known: its cell, and the grounds if it is at its low and at its high end."""

    cell: str
    low: "Grounds"
    high: "Grounds"


@dataclass(frozen=True)
class Grounds:
    """What a verdict rests on. `there`: whether what it needs is here, `needed`: whether a need for it may be."""

    lawful: bool
    there: bool
    needed: bool
    paid: Paid
    gain: GainGrounds | None = None
    need: NeedGrounds | None = None
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True)
class Turned:
    """A cell that the verdict turns on, and the verdict at both of its ends."""

    cell: str
    low: Kind
    high: Kind


@dataclass(frozen=True)
class RuleVerdict:
    """What the rule says, why (the last part of a key of `decisions.reason`), and the cells that turn it.

    `because` (keys of `decisions.why`): of a gain that may be expected, what keeps it from being done, and from a
    trial.
    """

    kind: Kind
    reason: str
    turned: tuple[Turned, ...] = field(default=())
    because: tuple[str, ...] = ()


def verdict(grounds: Grounds) -> RuleVerdict:
    """The verdict of these grounds: not lawful, not there or not needed; fill in; do; if granted; try; leave.

    Example:
        >>> verdict(Grounds(lawful=False, there=True, needed=True, paid="assured")).reason
        'not_lawful'
    """
    barred = _barred(grounds)
    if barred is not None:
        return barred
    ends = [Turned(each.cell, settled(each.low).kind, settled(each.high).kind) for each in grounds.missing]
    turned = tuple(each for each in ends if each.low != each.high)
    return RuleVerdict("fill_in", "turns", turned) if turned else settled(grounds)


def settled(grounds: Grounds) -> RuleVerdict:
    """The verdict if nothing more is to be known."""
    barred = _barred(grounds)
    if barred is not None:
        return barred
    if _is_good(grounds):
        if grounds.paid == "assured":
            return RuleVerdict("do", "good")
        if grounds.paid == "granted":
            return RuleVerdict("do_if_granted", "good")
        return RuleVerdict("leave", "not_paid")
    gain = grounds.gain
    if gain is None:
        return RuleVerdict("leave", "not_sure" if grounds.need and not grounds.need.sure else "not_shown")
    if _gains(gain) and gain.seen >= thresholds()["seen_share"].value and gain.found_out > gain.trial_cost:
        return RuleVerdict("try_small", "unsure" if gain.priced else "unpriced")
    return RuleVerdict("leave", "not_shown", because=lacking(gain))


def lacking(gain: GainGrounds) -> tuple[str, ...]:
    """What a gain that may be expected lacks, and why a trial does not help; empty where none is to be expected.

    Example:
        >>> lacking(GainGrounds(0.5, 1.0, 1.0, 1.0, 0.0, 0.0, True, True, 0.0, 1.0, 1.0))
        ('average', 'trial_costly')
    """
    if gain.here <= 0:
        return ()
    if gain.capped <= 0:
        return ("few_draws",)
    constants = thresholds()
    if not gain.priced:
        first = "price"
    elif gain.average_above < constants["average_above"].value:
        first = "average"
    else:
        first = "dear" if gain.dear <= 0 else "worst_tenth"
    return first, "trial_unseen" if gain.seen < constants["seen_share"].value else "trial_costly"


def _barred(grounds: Grounds) -> RuleVerdict | None:
    if not grounds.lawful:
        return RuleVerdict("leave", "not_lawful")
    if not grounds.there:
        return RuleVerdict("leave", "not_there")
    return None if grounds.needed else RuleVerdict("leave", "no_need")


def _is_good(grounds: Grounds) -> bool:
    if grounds.need is not None:
        return grounds.need.sure and grounds.need.cost_known
    gain = grounds.gain
    if gain is None or not gain.priced:
        return False
    floor = thresholds()["worst_tenth"].value * max(gain.yardstick, 0.0)
    return (
        gain.average_above >= thresholds()["average_above"].value
        and _gains(gain)
        and gain.dear > 0
        and (gain.stops or gain.worst_tenth >= floor)
    )


def _gains(gain: GainGrounds) -> bool:
    """Whether the expected gain is above 0, and is so without its largest draws."""
    return gain.here > 0 and gain.capped > 0


def with_missing(grounds: Grounds, cell: str, low: Mapping[str, object], high: Mapping[str, object]) -> Grounds:
    """The grounds with a fact that is missing, by what changes at either end of it."""
    plain = replace(grounds, missing=())
    ends = MissingFact(cell, replace(plain, **low), replace(plain, **high))  # type: ignore[arg-type]
    return replace(grounds, missing=(*grounds.missing, ends))
