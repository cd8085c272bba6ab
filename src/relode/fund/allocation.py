"""Where the money goes: needs of all places first, then programmes as a whole by what they gain on average."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relode.decisions.decision_records import Decision
from relode.decisions.gains import together
from relode.decisions.money_account import UNITS, MoneyAccount
from relode.decisions.programme_decisions import Judged, drawn_number
from relode.decisions.rule import thresholds
from relode.fund.fund_records import FundedProgramme, FundPayment, PaidGain
from relode.fund.together import JudgedPlace, places_drawn
from relode.streams import stream

PAYER = "centre"
"""Payer of the accounts that stands for whoever grants: the province."""


@dataclass(frozen=True)
class Allocated:
    """What is paid in its order, and what is worth it and finds no money, or no room in its place."""

    paid: tuple[FundPayment, ...]
    unpaid: tuple[FundPayment, ...]


def allocated(
    budget: float,
    ceilings: Mapping[str, float],
    places: Sequence[JudgedPlace],
    programmes: Sequence[FundedProgramme],
    seed: int,
) -> Allocated:
    """The money over what is worth it, in order, as far as it reaches. `budget` and `ceilings` in yuan a year.

    Limits: no place gets more than its ceiling, all of them no more than the money.
    """
    left, room = budget, dict(ceilings)
    paid: list[FundPayment] = []
    unpaid: list[FundPayment] = []
    for each in (*need_payments(places), *programme_payments(places, programmes, seed)):
        fits = each.yuan <= left and each.yuan <= room[each.place]
        (paid if fits else unpaid).append(each)
        if fits:
            left, room[each.place] = left - each.yuan, room[each.place] - each.yuan
    return Allocated(tuple(paid), tuple(unpaid))


def need_payments(places: Sequence[JudgedPlace]) -> list[FundPayment]:
    """Needs that are sure and cost something, the cheapest first, so that most needs are met."""
    found = [
        FundPayment(place.place, each.name, "need", each.cost.yuan_a_year, 0.0, each.cost.after)
        for place in places
        for each in place.decisions.of("do")
        if each.gain is None and each.cost is not None and each.cost.yuan_a_year > 0
    ]
    return sorted(found, key=lambda each: (each.yuan, each.place, each.name))


def programme_payments(
    places: Sequence[JudgedPlace], programmes: Sequence[FundedProgramme], seed: int
) -> Iterator[FundPayment]:
    """Programmes to do, the best return first, then trials.

    A programme goes first where it gains most for a yuan on average; a trial is in half of its places, drawn by lot,
    and the others are what they are compared with.
    """
    for verdict, kind in (("do", "programme"), ("try_small", "trial")):
        some = [each for each in programmes if each.decision.verdict == verdict]
        for programme in sorted(some, key=lambda each: -back(each.decision)):
            name = programme.decision.name
            here = {each.place: each.judged(name) for each in places if each.place in programme.places}
            codes = sorted(here, key=lambda code: (-_return(here[code]), code))
            if kind == "trial":
                lot = stream("places_of_a_trial", seed).permutation(sorted(here))
                codes = [str(code) for code in lot[: places_drawn(len(lot))]]
            yield from (_payment(code, here[code], kind) for code in codes)


def paid_gains(places: Sequence[JudgedPlace], paid: Sequence[FundPayment]) -> Iterator[PaidGain]:
    """What each programme that is paid gains where it is paid; of a trial a part of it."""
    own = {each.place: each for each in places}
    for kind, name in dict.fromkeys((each.kind, each.name) for each in paid if each.kind != "need"):
        some = [own[each.place].judged(name).gain for each in paid if (each.kind, each.name) == (kind, name)]
        gain = together([each for each in some if each is not None])
        unit = part_of(kind, gain.account)
        outcome = UNITS[gain.account.request.outcome]
        yield PaidGain(name, drawn_number(unit * gain.here, outcome), drawn_number(unit * gain.yardstick, outcome))


def part_of(kind: str, account: MoneyAccount) -> float:
    """What is paid, of a programme's mean year: of a trial a part of the whole dose from its first year on. [ratio]"""
    if kind != "trial":
        return 1.0
    return thresholds()["trial_part"].value * account.request.yuan / float(account.yuan.mean())


def back(decision: Decision) -> float:
    """Expected gain over what the same money does on ordinary services: comparable between outcomes. [ratio]

    Limits: services that do nothing: without bound.
    """
    gain = decision.gain
    assert gain is not None
    return gain.gain.value / gain.yardstick.value if gain.yardstick.value > 0 else float("inf")


def _return(judged: Judged) -> float:
    assert judged.gain is not None
    assert judged.account is not None
    return float(judged.gain.average.mean() / judged.account.yuan.mean())


def _payment(code: str, judged: Judged, kind: str) -> FundPayment:
    account = judged.account
    assert account is not None
    part = part_of(kind, account)
    granted, own = (part * float(np.mean(account.by_payer.get(payer, 0.0))) for payer in (PAYER, "city"))
    after = account.after * (thresholds()["trial_part"].value if kind == "trial" else 1.0)
    return FundPayment(code, judged.asked.programme.lever, kind, granted, own, after)
