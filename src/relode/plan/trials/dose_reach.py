"""Three doses of each measure: the largest that the money pays for alone, a third and a ninth of it."""

from collections.abc import Sequence

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.costs import LINES
from relode.plan.asked.pots import YUAN
from relode.plan.trials.evaluate import PLANS_AT_ONCE
from relode.plan.trials.financing import Part, doses_of_bundle
from relode.plan.trials.measure_list import Measure
from relode.plan.trials.stage import Stage

PARTS = (1 / 9, 1 / 3, 1.0)
"""The doses tried, as parts of the largest. A choice of this project."""
ROUNDS = 3
PUBLIC = ("city", "province", "centre")
"""Payers that are public budgets."""


def largest_doses(on: Stage, tried: Sequence[Measure]) -> list[float]:
    """The largest dose of each measure whose mean yearly cost keeps to the money, in its unit."""
    level = np.array([each.upper for each in tried])
    for _ in range(ROUNDS):
        plans = [doses_of_bundle(on, (Part(each, float(dose)),)) for each, dose in zip(tried, level, strict=True)]
        some = (plans[first : first + PLANS_AT_ONCE] for first in range(0, len(plans), PLANS_AT_ONCE))
        costs = [max(yearly(on, cost)) for each in some for cost in on.run(each).cost]
        load = np.array(costs) * YUAN / on.command.budget
        if (load <= 1.001).all():
            break
        level = np.where(load > 1, level / load * 0.999, level)
    return [two_digits(float(each)) for each in level]


def yearly(on: Stage, cost: Values) -> tuple[float, float]:
    """What public budgets pay in a year, and what others are asked for; mean over years and choosing half. [10^8 yuan]

    `cost` (future, year, line). Firms, households and insurance are asked for no more than public budgets.
    """
    during = np.asarray(on.ground.futures.years) >= FIRST_PLAN_YEAR
    public = np.array([line[2] in PUBLIC for line in LINES])
    mean = cost[on.choosing][:, during].mean(axis=(0, 1))
    return float(mean[public].sum()), float(mean[~public].sum())


def two_digits(value: float) -> float:
    """To two digits, downwards: a dose that a person would set. In the unit of the dose."""
    size = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(f"{np.floor(value / size + 1e-9) * size:.6g}")
