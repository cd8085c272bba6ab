"""A plan as its record: steps with what it misses without each, money by year, effects, regret."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.model.policy.levers import levers
from relode.plan.asked.pots import YUAN
from relode.plan.cards.card_figures import cents, effect_of, payments, pot_parts, sized_effect
from relode.plan.estimate import per, summed
from relode.plan.failure.robustness import high_regret
from relode.plan.making.plan_making import Made, aim_of, lost, ordered, worst_tenth
from relode.plan.making.plan_records import MeasuresPlan, PlanStep, YearPaid
from relode.plan.trials.bundles import Trial
from relode.plan.trials.judged import JOBS, OUTCOMES
from relode.plan.trials.measure_list import RAMP
from relode.plan.trials.stage import Stage
from relode.plan.verdicts.verdict_tables import sizes


def plan_of(on: Stage, name: str, made: Made, regret: Mapping[str, float]) -> MeasuresPlan:
    """The record of a plan, its figures from the printing half."""
    return told(on, name, made.trial, steps(on, made), made.fitted.left, regret)


def told(
    on: Stage,
    name: str,
    trial: Trial,
    steps: tuple[PlanStep, ...],
    left: Sequence[str],
    regret: Mapping[str, float],
) -> MeasuresPlan:
    """What a trial comes to as the record of a plan with these steps."""
    half, count = on.printing, len(on.years)
    return MeasuresPlan(
        name=name,
        steps=steps,
        left=tuple(left),
        planned=cents(float(trial.yearly[on.choosing].mean()) * YUAN),
        spent=cents(float(trial.yearly[half].mean()) * YUAN),
        worst_tenth=cents(worst_tenth(trial.yearly[half].mean(axis=1)) * YUAN),
        years=years_paid(on, trial, half),
        payments=payments(trial, half, count),
        pots=pot_parts(trial, half, count),
        effects=tuple(effect_of(outcome, trial, half) for outcome in OUTCOMES),
        job_year=per(trial.cost[half], trial.bought[JOBS][half], "yuan"),
        regret=regret,
    )


def steps(on: Stage, made: Made) -> tuple[PlanStep, ...]:
    """The measures in the order of their years, each with what the plan loses without it."""
    return tuple(
        PlanStep(
            name=part.measure.name,
            lever=part.measure.lever,
            sector=part.measure.sector,
            dose=part.dose,
            unit=levers()[part.measure.lever].unit,
            start=part.measure.start,
            until=on.asked.horizon,
            ramp=RAMP,
            granted=part.granted,
            smaller=part.measure.name in made.fitted.smaller,
            missed=sized_effect(aim_of(part), lost(made, part.measure.name, aim_of(part))[on.printing]),
        )
        for part in ordered(made.fitted.bundle)
    )


def years_paid(on: Stage, trial: Trial, half: slice) -> tuple[YearPaid, ...]:
    """Money by year, means over futures of the half to the cent; the parts of a year add up to its total."""
    years = []
    for t, year in enumerate(on.years):
        payers = {name: cents(float(paid[half, t].mean()) * YUAN) for name, paid in trial.payers_by_year.items()}
        total = summed(list(payers.values()))
        pots = {name: cents(float(paid[half, t].mean()) * YUAN) for name, paid in trial.pots_by_year.items()}
        # A cent that rounding of the pots leaves over is own money: it is the rest by definition.
        pots["own"] = cents(total - summed([paid for name, paid in pots.items() if name != "own"]))
        years.append(YearPaid(year, payers, pots, total))
    return tuple(years)


def regrets(on: Stage, others: Mapping[str, Trial], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Plan -> outcome -> 90th percentile of regret over the printing half, in practical sizes; doing nothing is among
    what might have been done. `names` are the outcomes."""
    half, plans = on.printing, list(others)
    values: dict[str, dict[str, float]] = {name: {} for name in plans}
    for outcome in names:
        gains = [others[name].sized[outcome][half] / sizes()[outcome] for name in plans]
        table = np.stack([np.zeros_like(gains[0]), *gains]) if gains else np.zeros((1, 1))
        for name, value in zip(plans, high_regret(table)[1:], strict=True):
            values[name][outcome] = round(float(value), 4)
    return values
