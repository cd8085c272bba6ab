"""Cards: every measure at three doses, with assured and with granted money, judged by the rule; best dose chosen.

Doses are chosen in one half of the futures; what a card prints comes from the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relode.arrays import Values
from relode.model.policy.levers import levers
from relode.plan.cards.card_figures import effect_of, payments, pot_parts, sized_effect
from relode.plan.cards.card_records import Card, DoseTried, Gainer, Need
from relode.plan.cards.city_rule import Judge
from relode.plan.cards.telling import telling
from relode.plan.estimate import estimate, per, rounded
from relode.plan.trials.bundles import GROUPS, Trial, trials
from relode.plan.trials.dose_reach import PARTS, largest_doses, two_digits
from relode.plan.trials.financing import Part
from relode.plan.trials.judged import JOBS, MEASURED
from relode.plan.trials.measure_list import Measure, measures, need
from relode.plan.trials.stage import Stage
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import CANNOT_TELL, ORDER, CardVerdict
from relode.plan.verdicts.verdict_tables import aims, sizes


@dataclass(frozen=True)
class TriedMeasure:
    """A measure with the trials of its doses and the one chosen for each kind of money; none where it lacks a need."""

    measure: Measure
    need: Need | None
    tried: tuple[DoseTried, ...]
    trials: tuple[Trial, ...]
    best: Mapping[str, int]
    """Kind of money (assured, granted) -> number of the trial chosen."""


ASSURED, GRANTED = "assured", "granted"
"""The kinds of money that a measure is tried with."""


def tried_measures(on: Stage, rule: Judge, money: Sequence[str] = (ASSURED, GRANTED)) -> list[TriedMeasure]:
    """Every measure that the city has what it needs for, at every dose and with each kind of `money` that may pay it;
    the others untried."""
    every = measures()
    needs = [need(each, on.ground, on.base) for each in every]
    possible = [each for each, has in zip(every, needs, strict=True) if has is None or has.met]
    parts = [
        Part(each, two_digits(largest * share), kind == GRANTED)
        for each, largest in zip(possible, largest_doses(on, possible), strict=True)
        for kind in (money if each.own_money_helps else (GRANTED,))
        for share in PARTS
    ]
    done = trials(on, [(part,) for part in parts])
    return [
        _found(rule, each, has, [t for t in done if t.bundle[0].measure == each])
        for each, has in zip(every, needs, strict=True)
    ]


def _found(rule: Judge, measure: Measure, has: Need | None, own: Sequence[Trial]) -> TriedMeasure:
    said = [rule.verdict(rule.evidence(t, t.bundle[0], rule.on.choosing, None, None)) for t in own]
    size = sizes()[aims()[measure.lever].outcome]
    count = len(rule.on.years)
    tried = tuple(
        DoseTried(
            t.bundle[0].dose,
            money_of(t.bundle[0]),
            each.kind,
            rounded(each.effect[1] / size),
            rounded(float(t.cost[rule.on.choosing].mean()) / count),
        )
        for t, each in zip(own, said, strict=True)
    )
    best = {}
    for money in (ASSURED, GRANTED):
        at = [i for i, each in enumerate(tried) if each.money == money]
        if at:
            best[money] = max(at, key=lambda i: (ORDER.index(said[i].kind), said[i].works, tried[i].sizes))
    return TriedMeasure(measure, has, tried, tuple(own), best)


def money_of(part: Part) -> str:
    """The kind of money of a part."""
    return GRANTED if part.granted else ASSURED


def card(
    rule: Judge,
    tried_measure: TriedMeasure,
    on_top: Values | None = None,
    left_out: Mapping[str, Values | None] | None = None,
) -> Card:
    """The card of a measure, its figures from the printing half of the futures.

    `on_top` (future,): what the plan loses on the aim without the measure, or gains with it, in the unit of its
    practical size; None before there is a plan. `left_out`: kind of money -> what the plan of that money loses without
    it, for a measure that was in it; then "do" needs that it does lose.
    """
    measure, on, half = tried_measure.measure, rule.on, rule.on.printing
    lever, aim = levers()[measure.lever], aims()[measure.lever].outcome
    same: dict[str, Any] = {
        "name": measure.name,
        "lever": measure.lever,
        "sector": measure.sector,
        "need": tried_measure.need,
        "unit": lever.unit,
        "start": measure.start,
        "until": on.asked.horizon,
        "tried": tried_measure.tried,
        "evidence_grade": lever.evidence_grade,
        "on_top": None if on_top is None else sized_effect(aim, on_top[half]),
    }
    if not tried_measure.trials:
        return Card(
            **same, verdict=_missing(rule, tried_measure), money="assured", assured_kind="", granted_kind="", dose=0.0,
            effects=(), yuan=None, payments=(), pots=(), job_year=None, gainers=(), telling=None,
        )  # fmt: skip
    said = {
        money: rule.verdict(
            rule.evidence(
                tried_measure.trials[at], tried_measure.trials[at].bundle[0], half, (left_out or {}).get(money), None
            )
        )
        for money, at in tried_measure.best.items()
    }
    money = told_money(said)
    trial, years = tried_measure.trials[tried_measure.best[money]], len(on.years)
    return Card(
        **same,
        verdict=said[money],
        money=money,
        assured_kind=said["assured"].kind if "assured" in said else "",
        granted_kind=said["granted"].kind,
        dose=trial.bundle[0].dose,
        effects=tuple(effect_of(name, trial, half) for name in MEASURED),
        yuan=estimate(trial.cost[half] / years, "yuan per year"),
        payments=payments(trial, half, years),
        pots=pot_parts(trial, half, years),
        job_year=per(trial.cost[half], trial.bought[JOBS][half], "yuan"),
        gainers=tuple(Gainer(name, estimate(values[half], GROUPS[name])) for name, values in trial.groups.items()),
        telling=telling(on, measure, trial.sized[aim], sizes()[aim]) if said[money].kind == CANNOT_TELL else None,
    )


def told_money(said: Mapping[str, CardVerdict]) -> str:
    """The money that a card tells its verdict on: that with the better verdict, assured if both say the same.

    So what is to be left is to be left whoever pays, and a draw more or less moves a card by one verdict at most.
    """
    return max(said, key=lambda money: (ORDER.index(said[money].kind), money == ASSURED))


def _missing(rule: Judge, measure: TriedMeasure) -> CardVerdict:
    """Leave it: what it needs is missing, so nothing was run."""
    nothing = np.zeros(1)
    lever, band = measure.measure.lever, rule.band(measure.measure.lever)
    assert measure.need is not None
    return rule.verdict(
        Evidence(lever, nothing, nothing, None if band is None else nothing, {}, None, True, measure.need.name)
    )
