"""Programmes of all places of a province as one decision each, judged by the rule of every city; where the money goes.

Needs of all places come first, then programmes as a whole by what they gain on average.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from relode.decisions.decision_records import Decision, Decisions
from relode.decisions.gains import together
from relode.decisions.local_facts import LocalFact
from relode.decisions.money_account import UNITS, MoneyAccount
from relode.decisions.programme_decisions import Judged, drawn_number, programme_decision
from relode.decisions.programmes import Programme, programmes
from relode.decisions.rule import ORDER, thresholds
from relode.fund.fund_records import FundedProgramme, FundPayment, PaidGain
from relode.needs.needs_records import Needs
from relode.places import by_code
from relode.streams import stream


@dataclass(frozen=True)
class JudgedPlace:
    """A place with its list, its programmes and its needs, None where no ages are counted."""

    place: str
    decisions: Decisions
    programmes: tuple[Judged, ...]
    needs: Needs | None

    def judged(self, name: str) -> Judged:
        """The programme of a name as it was judged here."""
        return next(each for each in self.programmes if each.asked.programme.key == name)

    def decision(self, name: str) -> Decision:
        """The decision of a name."""
        return next(each for each in self.decisions.decisions if each.name == name)


def over_places(places: Sequence[JudgedPlace]) -> tuple[FundedProgramme, ...]:
    """Every programme that is judged by its gain, over all places, best verdict first."""
    every = [over(programme, places) for programme in programmes() if programme.outcome != "need"]
    return tuple(sorted(every, key=lambda each: ORDER.index(each.decision.verdict)))


def over(programme: Programme, places: Sequence[JudgedPlace]) -> FundedProgramme:
    """One programme over the places whose list does not bar it and where what it needs is known to be here.

    Where it is so nowhere, the verdict is that of the first place that it waits in, else of the first place.
    """
    own = {each.place: (each.decision(programme.key), each.judged(programme.key)) for each in places}
    waiting = tuple(code for code, (_, judged) in own.items() if judged.gain is not None and _is_unknown(judged))
    inside = {
        code: (decision, judged)
        for code, (decision, judged) in own.items()
        if judged.gain is not None and code not in waiting and not is_barred(decision)
    }
    if not inside:
        decision = own[waiting[0]][0] if waiting else next(iter(own.values()))[0]
        return FundedProgramme(replace(decision, gain=None, cost=None), (), {}, None, waiting)
    together = programme_decision(as_one({code: judged for code, (_, judged) in inside.items()}), None)
    if together.cost is not None and together.cost.trial is not None:
        drawn = together.cost.trial * places_drawn(len(inside)) / len(inside)
        together = replace(together, cost=replace(together.cost, trial=drawn))
    chances = [decision.gain.chance_here for decision, _ in inside.values() if decision.gain is not None]
    return FundedProgramme(
        decision=together,
        places=tuple(inside),
        alone=dict(Counter(decision.verdict for decision, _ in inside.values())),
        chance_alone=float(np.mean(chances)),
        waiting=waiting,
    )


def places_drawn(count: int) -> int:
    """In how many of so many places a trial is: in half of them, and one more where they are uneven in number."""
    return -(-count // 2)


def is_barred(decision: Decision) -> bool:
    """Whether a place leaves a programme since it is not lawful, what it needs is not here, or nobody needs it."""
    return decision.reason in ("not_lawful", "not_there", "no_need")


def _is_unknown(judged: Judged) -> bool:
    asked = judged.asked
    return bool(asked.programme.cell) and (asked.fact is None or asked.fact.state == "unknown")


def as_one(judged: Mapping[str, Judged]) -> Judged:
    """One programme in several places as if they were one: gain, account, persons and dose are sums over places.

    Limits: one place: its own figures.
    """
    each = list(judged.values())
    gain = together([one.gain for one in each if one.gain is not None])
    first, standard = each[0].asked, sum(one.asked.standard for one in each)
    asked = replace(
        first,
        fact=_here(judged) if first.fact is not None else None,
        doses=sum(one.asked.doses * one.asked.standard for one in each) / standard,
        standard=standard,
        persons=sum(one.asked.persons for one in each),
        request=gain.account.request,
    )
    return Judged(asked, gain.account, gain)


def _here(judged: Mapping[str, Judged]) -> LocalFact:
    names = [by_code()[code] for code in judged]
    facts = [each.asked.fact for each in judged.values() if each.asked.fact is not None]
    counted = [each.amount for each in facts if each.amount]
    return LocalFact(
        "present",
        "places",
        tuple(place.name("en") for place in names),
        tuple(place.name("zh") for place in names),
        sum(counted) if counted else None,
        tuple(dict.fromkeys(key for each in facts for key in each.sources)),
    )


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

    Limits: no place gets more than its ceiling, all of them no more than the money; a trial is paid in every place
    that was drawn or in none, since fewer could not tell.
    """
    left, room = budget, dict(ceilings)
    paid: list[FundPayment] = []
    unpaid: list[FundPayment] = []
    for whole in wholes([*need_payments(places), *programme_payments(places, programmes, seed)]):
        fits = yuan_of(whole) <= left and all(each.yuan <= room[each.place] for each in whole)
        (paid if fits else unpaid).extend(whole)
        if fits:
            left -= yuan_of(whole)
            room |= {each.place: room[each.place] - each.yuan for each in whole}
    return Allocated(tuple(paid), tuple(unpaid))


def wholes(payments: Iterable[FundPayment]) -> Iterator[tuple[FundPayment, ...]]:
    """What is paid together or not at all, in order: a trial in all its places, all else place by place."""

    def of_whole(each: FundPayment) -> tuple[str, ...]:
        return (each.kind, each.name) if each.kind == "trial" else (each.kind, each.name, each.place)

    return (tuple(some) for _, some in groupby(payments, of_whole))


def yuan_of(payments: Iterable[FundPayment]) -> float:
    """What the province pays of them. [yuan per year]"""
    return sum(each.yuan for each in payments)


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
