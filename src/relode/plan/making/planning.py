"""The planning run: first the money, then cards and plans, then when they fail and where uncertainty comes from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.calibration.prices.resource_price import PRICED, last_price
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.language import LANGUAGES, say
from relode.model.policy.policy_file import Policy, write_policy
from relode.places import Place
from relode.plan.asked.plan_asked import Command, PlanAsked, command
from relode.plan.cards.card_making import TriedMeasure, card, tried_measures
from relode.plan.cards.card_records import Card
from relode.plan.cards.city_rule import Judge, judge
from relode.plan.decided_run import DecisionBasis
from relode.plan.failure.failing import failing, signs
from relode.plan.making.courses import courses
from relode.plan.making.exchange import exchanged
from relode.plan.making.keeping import kept
from relode.plan.making.plan_making import (
    Choice,
    FittedBundle,
    Made,
    aim_of,
    choices,
    choices_for,
    choices_for_staying,
    fitted,
    made,
    needed,
    ordered,
)
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord
from relode.plan.making.plan_telling import plan_of, regrets, told
from relode.plan.making.published_plan import published_plan
from relode.plan.trials.bundles import Trial, trials
from relode.plan.trials.financing import Bundle, Part, doses_of_bundle, runs
from relode.plan.trials.judged import OUTCOMES, STAYING
from relode.plan.trials.neighbours import neighbours
from relode.plan.trials.stage import Stage, in_system, opened_world, stage
from relode.plan.trials.typed_policy import typed_policy
from relode.plan.uncertainty.jobs_uncertainty import ExaminedPlan, jobs_uncertainty
from relode.plan.uncertainty.jobs_uncertainty_text import sensitivity_record
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord
from relode.plan.verdicts.rule import DO, DO_IF_GRANTED
from relode.plan.verdicts.verdict_tables import sizes

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
MOST_STEPS = 5
"""An alternative has at most so many measures: what one aim is worth, and not a list. A choice of this project."""
LEAST_GAIN, LEAST_PART = 1.0, 0.1
"""A sign is told if it surely gains a job and a tenth of what the plan gains: less helps nobody."""


@dataclass(frozen=True)
class RunState:
    """One state of a run: the record so far, the policies in it by file name, and effects (card, outcome, future)."""

    record: PlanRecord
    policies: Mapping[str, str]
    effects: Values | None = None


def planning(panel: xr.Dataset, place: Place, asked: PlanAsked, progress: Progress) -> Iterator[RunState]:
    """The run on a place; each record is whole. The same settings and facts give the same bits.

    Raises RelodeError for money that the place cannot have, before anything runs, and as its parts do. A place that the
    simulator does not have gives one record without plans, which says why.
    """
    opened = opened_world(panel)
    inside = in_system(opened, place)
    why = (
        ""
        if inside
        else opened.opening.excluded.get(place.code, "" if place.level == "prefecture" else "not_a_prefecture")
    )
    if not inside:
        record = head(place, asked, None, why or "unknown")
        yield RunState(replace(record, published=published_plan(opened, panel, place, asked)), {})
        return
    money = command(panel, place, asked)
    decide = DecisionBasis.of(panel, place, asked, money)
    yield RunState(replace(head(place, asked, money, ""), decisions=decide.on(None)), {})
    progress("money", 1, 1)
    on = stage(opened, place, asked, money)
    decisions = decide.on(on)
    for state in planned_on(on, progress):
        yield replace(state, record=replace(state.record, decisions=decisions))


def head(place: Place, asked: PlanAsked, money: Command | None, why: str) -> PlanRecord:
    """What is known before anything ran."""
    return PlanRecord(
        state="done" if why else "money",
        why_not=why,
        published=None,
        asked=asked.record(),
        command=typed(place, asked),
        budget=money.budget if money else 0.0,
        bonds=money.bonds if money else 0.0,
        granted=money.granted if money else 0.0,
        spending=money.spending if money else None,
        pots=money.pots if money else (),
        start=FIRST_PLAN_YEAR,
        horizon=asked.horizon,
        price_year=OPENING_YEAR,
        futures=asked.futures,
        seed=asked.seed,
        prices={},
        shrinks=False,
        nothing=(),
        cards=(),
        plan=None,
        granted_plan=None,
        alternatives=(),
        own=None,
        fails=None,
        neighbours=None,
        signs=(),
        kept=(),
        sensitivity=None,
    )


def typed(place: Place, asked: PlanAsked) -> str:
    """How the run is made again."""
    said = {name: getattr(asked, name) for name in ("budget", "bonds", "granted", "horizon", "futures", "seed")}
    options = [f"--{name} {value}" for name, value in said.items() if value != ""]
    options += [f"--threshold '{text}'" for text in asked.thresholds]
    options += [f"--keep {text}" for text in asked.keep]
    options += ["--policy FILE" for _ in asked.own_policies]
    return " ".join(["relode plan", place.slug, *options])


def planned_on(on: Stage, progress: Progress) -> Iterator[RunState]:
    """The run on a stage: as `planning`, for a place that the simulator has."""
    rule = judge(on)
    measures = tried_measures(on, rule)
    progress("cards", 1, 3)
    granted = on.command.granted if on.asked.granted else on.command.budget
    plan, missed = _planned(on, choices(rule, measures, DO), on.command.budget)
    more, missed_granted = _planned(on, choices(rule, measures, DO_IF_GRANTED), granted)
    progress("cards", 2, 3)
    added = _added(on, measures, plan)
    cards = tuple(
        card(
            rule,
            each,
            (missed | added).get(each.measure.name),
            {"assured": missed.get(each.measure.name), "granted": missed_granted.get(each.measure.name)},
        )
        for each in measures
    )
    plan, more = _confirmed(on, plan, cards, DO), _confirmed(on, more, cards, DO_IF_GRANTED)
    others = _alternatives(on, rule, measures, plan)
    own = _own(on)
    every = {
        **({"plan": plan.trial} if plan else {}),
        **({"granted": more.trial} if more else {}),
        **{name: each.trial for name, each in others.items()},
        **({"own": own} if own else {}),
    }
    regret = regrets(on, every, OUTCOMES)
    lead = plan or more
    path = next(runs(on, [lead.fitted.bundle])).path if lead else None
    record = replace(
        head(on.place, on.asked, on.command, ""),
        state="cards",
        prices={kind: last_price(kind) for kind in PRICED} if on.abroad is None else {},
        shrinks=_shrinks(on),
        nothing=courses(on, path),
        cards=cards,
        plan=plan_of(on, "plan", plan, regret["plan"]) if plan else None,
        granted_plan=plan_of(on, "granted", more, regret["granted"]) if more else None,
        alternatives=tuple(shortened(plan_of(on, name, each, regret[name])) for name, each in others.items()),
        own=told(on, "own", own, (), (), regret["own"]) if own else None,
    )
    policies = _policies(on, {"plan": plan, "granted": more, **others})
    effects = _effects(on, measures, cards)
    yield RunState(record, policies, effects)
    progress("cards", 3, 3)
    name = "plan" if plan else "granted" if more else "do_nothing"
    bundle: Bundle = lead.fitted.bundle if lead else ()
    jobs = float(np.median(lead.trial.ends["employment"][on.printing])) if lead else 0.0
    record = replace(
        record,
        fails=failing(on, name, path or on.base),
        neighbours=neighbours(on, name, bundle) if lead else None,
        signs=signs(on, name, bundle, max(LEAST_GAIN, LEAST_PART * jobs)) if lead else (),
        kept=tuple(kept(on, measures, each) for each in on.asked.kept),
    )
    progress("uncertainty", 1, 1)
    yield RunState(replace(record, state="done", sensitivity=_sensitivity(on, name, bundle)), policies, effects)


def _planned(on: Stage, offered: Sequence[Choice], money: float) -> tuple[Made | None, dict[str, Values]]:
    """The plan of these choices, and measure -> what it loses without each that was in it at first."""
    first = made(on, exchanged(on, fitted(offered, money), offered, money))
    return (None, {}) if first is None else needed(first, on.choosing, lambda chosen: made(on, chosen))


def _added(on: Stage, measures: Sequence[TriedMeasure], plan: Made | None) -> dict[str, Values]:
    """Measure outside the plan -> what it adds to the plan on its own aim, (future,)."""
    if plan is None:
        return {}
    inside = {part.measure.name for part in plan.fitted.bundle}
    outside = [each.trials[each.best["assured" if "assured" in each.best else "granted"]].bundle[0]
               for each in measures if each.trials and each.measure.name not in inside]  # fmt: skip
    added = trials(on, [(*plan.fitted.bundle, part) for part in outside])
    return {
        part.measure.name: np.asarray(trial.sized[aim_of(part)] - plan.trial.sized[aim_of(part)])
        for part, trial in zip(outside, added, strict=True)
    }


def _confirmed(on: Stage, plan: Made | None, cards: Sequence[Card], kind: str) -> Made | None:
    """The plan with those measures only that the printing half says are to do as well."""
    if plan is None:
        return None
    field = "assured_kind" if kind == DO else "granted_kind"
    sure = {each.name for each in cards if getattr(each, field) == kind}
    kept_parts = tuple(part for part in plan.fitted.bundle if part.measure.name in sure)
    if kept_parts == plan.fitted.bundle:
        return plan
    out = tuple(part.measure.name for part in plan.fitted.bundle if part not in kept_parts)
    return made(on, FittedBundle(kept_parts, plan.fitted.smaller, (*plan.fitted.left, *out)))


def _alternatives(on: Stage, rule: Judge, measures: Sequence[TriedMeasure], plan: Made | None) -> dict[str, Made]:
    """Other sets of measures by what they are for: those who stay where the city shrinks, and each outcome.

    Each is told only if it gains more than the practical size in half of the printing draws too.
    """
    offered = {outcome: choices_for(rule, measures, outcome) for outcome in OUTCOMES}
    if _shrinks(on):
        own = choices_for_staying(rule, measures, "assured")
        offered = {"staying": own or choices_for_staying(rule, measures, "granted"), **offered}
    seen = [_set(plan.fitted.bundle)] if plan else []
    others = {}
    for name, every in offered.items():
        chosen = fitted(every[:MOST_STEPS], on.command.budget)
        if chosen.bundle and _set(chosen.bundle) not in seen:
            each = made(on, FittedBundle(chosen.bundle, chosen.smaller, ()))
            if each is not None and _gains(on, each.trial, STAYING if name == "staying" else (name,)):
                seen.append(_set(chosen.bundle))
                others[name] = each
    return others


def _gains(on: Stage, trial: Trial, outcomes: Sequence[str]) -> bool:
    """Whether the median gains of the printing half come to more than a practical size in sum."""
    return sum(float(np.median(trial.sized[name][on.printing])) / sizes()[name] for name in outcomes) > 1


def shortened(plan: MeasuresPlan) -> MeasuresPlan:
    """An alternative as it is told: its own outcome and jobs, without money by year."""
    outcomes = STAYING if plan.name == "staying" else (plan.name,)
    own = tuple(each for each in plan.effects if each.outcome in (*outcomes, "employment"))
    return replace(plan, years=(), effects=own, regret={name: plan.regret[name] for name in outcomes})


def _set(bundle: Bundle) -> frozenset[str]:
    return frozenset(part.measure.name for part in bundle)


def _own(on: Stage) -> Trial | None:
    """The user's own policy run with own money and bonds."""
    policies = on.asked.own_policies
    return trials(on, [(Part(typed_policy(policies[0]), 1.0),)])[0] if policies else None


def _shrinks(on: Stage) -> bool:
    """Whether people of working age get fewer in nine of ten futures."""
    people = on.base["working_age_people"][on.printing]
    return bool(np.mean(people[:, -1] < people[:, 0]) >= 0.9)


def _policies(on: Stage, plans: Mapping[str, Made | None]) -> dict[str, str]:
    """Every plan as a policy that `relode simulate` reads."""
    texts = {}
    for name, each in plans.items():
        if each is not None:
            steps = tuple(part.measure.step(part.dose, on.asked.horizon) for part in ordered(each.fitted.bundle))
            policy = _policy(name, steps)
            texts[f"{name}.toml"] = write_policy(policy)
    return texts


def _policy(name: str, steps: tuple[Any, ...]) -> Policy:
    title = {language: say(f"plans.title.{name}", language) for language in LANGUAGES}
    about = {language: say("plans.policy_about", language) for language in LANGUAGES}
    return Policy(name, title["en"], title["zh"], about["en"], about["zh"], steps)


def _effects(on: Stage, measures: Sequence[TriedMeasure], cards: Sequence[Card]) -> Values:
    """Effect of each card in each outcome and future of the printing half, (card, outcome, future); 0 where untried."""
    nothing = np.zeros((len(OUTCOMES), len(on.price[on.printing])))
    return np.stack(
        [
            np.stack([each.trials[each.best[told_card.money]].sized[name][on.printing] for name in OUTCOMES])
            if each.trials
            else nothing
            for each, told_card in zip(measures, cards, strict=True)
        ]
    )


def _sensitivity(on: Stage, name: str, bundle: Bundle) -> SensitivityRecord:
    """Where the uncertainty about jobs comes from, with nothing done and with the plan."""
    used = tuple(dict.fromkeys(part.measure.lever for part in bundle))
    examined = ExaminedPlan(on, doses_of_bundle(on, bundle), used)
    return sensitivity_record(
        jobs_uncertainty(examined, on.asked.seed), examined.every, _policy(name, ()), on.asked.horizon
    )


__all__ = ["MeasuresPlan", "Progress", "RunState", "planned_on", "planning"]
