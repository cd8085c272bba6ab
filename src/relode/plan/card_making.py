"""Cards: every measure at three doses, with assured and with granted money, judged by the rule; best dose chosen.

Doses are chosen in one half of the futures; what a card prints comes from the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relode.arrays import Bools, Values
from relode.examination.evidence_tags import lever_evidence
from relode.model.policy.levers import levers
from relode.model.sector_list import EXTRACTION
from relode.plan.card_records import Card, DoseTried, Effect, Gainer, Need, Payment, PotPart
from relode.plan.dose_reach import PARTS, PUBLIC, largest_doses, two_digits
from relode.plan.estimate import estimate, per, rounded, spread
from relode.plan.financing import Bundle, Part, Run, runs
from relode.plan.judged import BOUGHT, JOBS, MEASURED, bought_by, effects
from relode.plan.keep_asked import KEEPABLE
from relode.plan.measures import Measure, measures, need
from relode.plan.pots import YUAN
from relode.plan.stage import Stage
from relode.plan.telling import telling
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import CANNOT_TELL, DO, DO_IF_GRANTED, LEAVE, CardVerdict, verdict
from relode.plan.verdicts.verdict_tables import Band, aims, published_band, sizes

ORDER = (LEAVE, CANNOT_TELL, DO_IF_GRANTED, DO)
"""Verdicts from the worst to the best for choosing a dose."""
NOT_ASSURED = 0.05
"""Where others than city and firms pay a larger part, the money is not assured. Assumed."""
GROUPS = {"low_skilled": "persons", "high_skilled": "persons", "mining_employment": "persons"}
"""Of whom a card says how many more there are at the horizon."""


@dataclass(frozen=True)
class Trial:
    """A bundle reduced to what cards and plans need; all arrays (future,) over every future.

    `sized`: outcome -> effect in the unit of its practical size, good positive; `plain` in a reader's unit; `bought`:
    unit of a published cost -> what the money buys; `groups` and `ends`: more of them at the horizon; `cost`: yuan of
    all payers over the years; `payers_by_year` and `pots_by_year`: (future, year). [10^8 yuan/yr]
    """

    bundle: Bundle
    sized: Mapping[str, Values]
    plain: Mapping[str, Values]
    bought: Mapping[str, Values]
    groups: Mapping[str, Values]
    ends: Mapping[str, Values]
    cost: Values
    payers_by_year: Mapping[str, Values]
    pots_by_year: Mapping[str, Values]

    @property
    def payers(self) -> Mapping[str, Values]:
        """Payer -> yuan over the years, (future,)."""
        return {name: paid.sum(axis=1) * YUAN for name, paid in self.payers_by_year.items()}

    @property
    def pots(self) -> Mapping[str, Values]:
        """Pot -> yuan over the years, (future,)."""
        return {name: paid.sum(axis=1) * YUAN for name, paid in self.pots_by_year.items()}

    @property
    def asks_others(self) -> Bools:
        """Where public budgets above the city or insurance funds pay more than a twentieth, (future,)."""
        asked = sum(self.payers[name] for name in ("province", "centre", "insurance"))
        return np.asarray(asked > NOT_ASSURED * np.abs(self.cost))

    @property
    def yearly(self) -> Values:
        """What public budgets pay, (future, year). [10^8 yuan/yr]"""
        return np.asarray(sum(self.payers_by_year[name] for name in PUBLIC))


def trials(on: Stage, bundles: Sequence[Bundle]) -> list[Trial]:
    """Every bundle run with its financing and set beside doing nothing."""
    return [_reduced(on, run) for run in runs(on, bundles)]


def _reduced(on: Stage, run: Run) -> Trial:
    base, paid = on.base, run.paid
    asked = paid.by_payer
    above = asked["centre"] + asked["province"]
    # What is granted is paid by the centre, or by a province in its place.
    payers = {**asked, "city": asked["city"] - paid.granted, "centre": asked["centre"] + paid.granted}
    pots = {
        "own": payers["city"] - paid.bonds,
        "granted": paid.granted + above,
        "bonds": paid.bonds,
        "others": paid.lines.sum(axis=-1) - asked["city"] - above,
    }
    return Trial(
        run.bundle,
        effects(run.path, base, plain=False),
        effects(run.path, base, plain=True),
        {unit: bought(run.path, base) for unit, bought in BOUGHT.items()},
        {name: (run.path[name] - base[name])[:, -1] for name in GROUPS},
        {name: (run.path[name] - base[name])[:, -1] for name in KEEPABLE.values()},
        paid.total,
        payers,
        pots,
    )


@dataclass(frozen=True)
class Judge:
    """The rule with the sizes, and the published costs in this city."""

    on: Stage
    worth: float

    def band(self, lever: str) -> Band | None:
        """The published cost of what the lever is for, in yuan of this city."""
        return published_band(lever, self.worth)

    def evidence(self, trial: Trial, part: Part, half: slice, left_out: Values | None, missing: str | None) -> Evidence:
        """What the rule sees of a trial in one half of the futures."""
        lever = part.measure.lever
        band = self.band(lever)
        return Evidence(
            lever=lever,
            effect=trial.sized[aims()[lever].outcome][half],
            cost=trial.cost[half],
            gained=None if band is None else trial.bought[bought_by(band.unit)][half],
            others={name: values[half] for name, values in trial.sized.items()},
            left_out=None if left_out is None else left_out[half],
            assured=not part.granted and not trial.asks_others[half].any(),
            missing=missing,
        )

    def verdict(self, evidence: Evidence) -> CardVerdict:
        """What the rule says, its figures to five digits."""
        said = verdict(evidence, sizes(), self.band(evidence.lever))
        low, middle, high = (rounded(each) for each in said.effect)
        cost = None if said.unit_cost is None else tuple(e if e is None else rounded(e) for e in said.unit_cost)
        band = None if said.band is None else (rounded(said.band[0]), rounded(said.band[1]), rounded(said.band[2]))
        return replace(said, effect=(low, middle, high), unit_cost=cost, band=band)


def judge(on: Stage) -> Judge:
    """The rule for a city: its value added per worker outside mining in the opening year scales published costs."""
    observed = on.ground.futures.observed
    product, jobs = (np.asarray(x)[..., 0] for x in (observed.value_added, observed.employment))
    outside = np.arange(product.shape[-1]) != EXTRACTION
    return Judge(on, float(np.median(product[..., outside].sum(axis=-1) / jobs[..., outside].sum(axis=-1))) * 1e4)


@dataclass(frozen=True)
class Found:
    """A measure with the trials of its doses and the one chosen for each kind of money; none where it lacks a need."""

    measure: Measure
    need: Need | None
    tried: tuple[DoseTried, ...]
    trials: tuple[Trial, ...]
    best: Mapping[str, int]
    """Kind of money (assured, granted) -> number of the trial chosen."""


def tried_measures(on: Stage, rule: Judge) -> list[Found]:
    """Every measure that the city has what it needs for, at every dose and with either money; the others untried."""
    every = measures()
    needs = [need(each, on.ground, on.base) for each in every]
    possible = [each for each, has in zip(every, needs, strict=True) if has is None or has.met]
    parts = [
        Part(each, two_digits(largest * share), granted)
        for each, largest in zip(possible, largest_doses(on, possible), strict=True)
        for granted in ((False, True) if each.own_money_helps else (True,))
        for share in PARTS
    ]
    done = trials(on, [(part,) for part in parts])
    return [
        _found(rule, each, has, [t for t in done if t.bundle[0].measure == each])
        for each, has in zip(every, needs, strict=True)
    ]


def _found(rule: Judge, measure: Measure, has: Need | None, own: Sequence[Trial]) -> Found:
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
    for money in ("assured", "granted"):
        at = [i for i, each in enumerate(tried) if each.money == money]
        if at:
            best[money] = max(at, key=lambda i: (ORDER.index(said[i].kind), said[i].works, tried[i].sizes))
    return Found(measure, has, tried, tuple(own), best)


def money_of(part: Part) -> str:
    """The kind of money of a part."""
    return "granted" if part.granted else "assured"


def card(
    rule: Judge, found: Found, on_top: Values | None = None, left_out: Mapping[str, Values | None] | None = None
) -> Card:
    """The card of a measure, its figures from the printing half of the futures.

    `on_top` (future,): what the plan loses on the aim without the measure, or gains with it, in the unit of its
    practical size; None before there is a plan. `left_out`: kind of money -> what the plan of that money loses without
    it, for a measure that was in it; then "do" needs that it does lose.
    """
    measure, on, half = found.measure, rule.on, rule.on.printing
    lever, aim = levers()[measure.lever], aims()[measure.lever].outcome
    examined = lever_evidence().get(measure.lever)
    same: dict[str, Any] = {
        "name": measure.name,
        "lever": measure.lever,
        "sector": measure.sector,
        "need": found.need,
        "unit": lever.unit,
        "start": measure.start,
        "until": on.asked.horizon,
        "tried": found.tried,
        "evidence_grade": lever.evidence_grade,
        "examined": examined is not None and not examined.failed,
        "on_top": None if on_top is None else sized_effect(aim, on_top[half]),
    }
    if not found.trials:
        return Card(
            **same, verdict=_missing(rule, found), money="assured", assured_kind="", granted_kind="", dose=0.0,
            effects=(), yuan=None, payments=(), pots=(), job_year=None, gainers=(), telling=None,
        )  # fmt: skip
    said = {
        money: rule.verdict(
            rule.evidence(found.trials[at], found.trials[at].bundle[0], half, (left_out or {}).get(money), None)
        )
        for money, at in found.best.items()
    }
    money = told_money(said)
    trial, years = found.trials[found.best[money]], len(on.years)
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
    """The money that a card tells its verdict on: assured, unless only granted money makes it one to do."""
    if "assured" not in said:
        return "granted"
    return "granted" if said["assured"].kind != DO and said["granted"].kind == DO_IF_GRANTED else "assured"


def payments(trial: Trial, half: slice, years: int) -> tuple[Payment, ...]:
    """What each payer pays a year, on average over futures of the half; who pays less than a yuan is left out."""
    mean = {payer: float(paid[half].mean()) / years for payer, paid in trial.payers.items()}
    return tuple(Payment(payer, cents(yuan)) for payer, yuan in mean.items() if abs(yuan) >= 1)


def pot_parts(trial: Trial, half: slice, years: int) -> tuple[PotPart, ...]:
    """What each pot gives a year, on average over futures of the half."""
    return tuple(PotPart(pot, cents(float(paid[half].mean()) / years)) for pot, paid in trial.pots.items())


def cents(yuan: float) -> float:
    """Yuan to the cent."""
    return round(yuan, 2)


def effect_of(name: str, trial: Trial, half: slice) -> Effect:
    """One outcome of a trial as a card shows it."""
    plain, sized, cost = trial.plain[name][half], trial.sized[name][half], trial.cost[half] / 1e6
    paid = bool((np.abs(cost) > 1e-6).all())
    return Effect(
        name,
        estimate(plain, MEASURED[name].unit),
        spread(plain / cost) if paid else None,
        rounded(float(np.median(sized)) / sizes()[name]),
        rounded(float(np.mean(sized > 0))),
    )


def sized_effect(name: str, sized: Values) -> Effect:
    """An effect that is known in the unit of its practical size only."""
    size = sizes()[name]
    return Effect(
        name,
        estimate(sized, "share"),
        None,
        rounded(float(np.median(sized)) / size),
        rounded(float(np.mean(sized > 0))),
    )


def _missing(rule: Judge, found: Found) -> CardVerdict:
    """Leave it: what it needs is missing, so nothing was run."""
    nothing = np.zeros(1)
    lever, band = found.measure.lever, rule.band(found.measure.lever)
    assert found.need is not None
    return rule.verdict(
        Evidence(lever, nothing, nothing, None if band is None else nothing, {}, None, True, found.need.name)
    )
