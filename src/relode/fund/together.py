"""Programmes of all places of a province as one decision each: sums over places, judged by the rule of every city."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relode.decisions.decision_records import Decision, Decisions
from relode.decisions.gains import together
from relode.decisions.local_facts import LocalFact
from relode.decisions.programme_decisions import Judged, programme_decision
from relode.decisions.programmes import Programme, programmes
from relode.decisions.rule import ORDER
from relode.fund.fund_records import FundedProgramme
from relode.needs.needs_records import Needs
from relode.places import by_code


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
