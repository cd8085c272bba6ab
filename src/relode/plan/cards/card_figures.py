"""Figures of a card and of a plan: what payers and pots give, and effects, from one half of the futures."""

import numpy as np

from relode.arrays import Values
from relode.plan.cards.card_records import Effect, Payment, PotPart
from relode.plan.estimate import estimate, rounded, spread
from relode.plan.trials.bundles import Trial
from relode.plan.trials.judged import MEASURED
from relode.plan.verdicts.verdict_tables import sizes


def payments(trial: Trial, half: slice, years: int) -> tuple[Payment, ...]:
    """What each payer pays a year, on average over futures of the half; who pays less than a yuan is left out."""
    mean = {payer: float(paid[half].mean()) / years for payer, paid in trial.payers.items()}
    return tuple(Payment(payer, cents(yuan)) for payer, yuan in mean.items() if abs(yuan) >= 1)


def pot_parts(trial: Trial, half: slice, years: int) -> tuple[PotPart, ...]:
    """What each pot gives a year, on average over futures of the half."""
    return tuple(PotPart(pot, cents(float(paid[half].mean()) / years)) for pot, paid in trial.pots.items())


def cents(yuan: float) -> float:
    """`yuan` to the cent. [yuan]"""
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
    """An effect that is known in the unit of its practical size only. `sized` is (future,)."""
    size = sizes()[name]
    return Effect(
        name,
        estimate(sized, "share"),
        None,
        rounded(float(np.median(sized)) / size),
        rounded(float(np.mean(sized > 0))),
    )
