"""What it would take: the leading plan and the shipped policies beyond the budget, if somebody else paid."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import levers
from relode.model.policy.policy_file import Policy, policies, read_policy
from relode.plan.evaluate import Outcomes
from relode.plan.finding import within
from relode.plan.simulation import doses_of
from relode.plan.stage import Stage

QUANTITY = "employment"
LEAST_JOBS = 1.0
"""With less than a job added a cost per job says nothing."""


def at_full_strength(on: Stage, lead: int, within_budget: Sequence[Policy], seen: Outcomes) -> dict[str, Any]:
    """How far jobs fall with nothing done, what the leading plan makes up of it, and what full doses would.

    `lead` is the number of the leading plan among those `within_budget`, whose outcomes were `seen` in the same order;
    `most` is the one of them that adds most jobs. `options`: the leading plan with every measure at its limit,
    then the shipped policies as they ship, none of them within the budget's limits. Jobs are means over futures, the
    fall that of the middle future. Money in 10^8 yuan, mean over the years of the plan.
    """
    jobs = on.nothing.quantities[QUANTITY][0]
    fall = float(np.median(jobs[:, 0] - jobs[:, -1]))
    most = int(seen.at_end(QUANTITY).mean(axis=1).argmax())
    shipped = [within(read_policy(name), on.asked.horizon) for name in policies() if name != "do_nothing"]
    full = [at_limits(within_budget[lead]), *shipped]
    found = on.run([doses_of(each, on.ground.futures.years) for each in full])
    options = [_option(on, found, i, each) for i, each in enumerate(full)]
    return {
        "quantity": QUANTITY,
        "year": on.asked.horizon,
        "fall": fall,
        "opening": float(np.median(jobs[:, 0])),
        "lead": _option(on, seen, lead, within_budget[lead]),
        "most": _option(on, seen, most, within_budget[most]),
        "options": options,
    }


def at_limits(policy: Policy) -> Policy:
    """The policy with every measure at the upper bound of its lever."""
    return replace(policy, steps=tuple(replace(s, value=levers()[s.lever].upper) for s in policy.steps))


def _option(on: Stage, found: Outcomes, at: int, policy: Policy) -> dict[str, Any]:
    during = np.asarray(found.years) >= FIRST_PLAN_YEAR
    cost = found.cost[at][:, during].sum(axis=-1)
    revenue = found.quantities["budget_revenue"][at][:, during]
    gain = found.at_end(QUANTITY)[at] - on.nothing.at_end(QUANTITY)[0]
    return {
        "name": policy.name,
        "cost_a_year": float(cost.mean()),
        "cost_over_revenue": float(cost.mean() / revenue.mean()),
        "gain_mean": float(gain.mean()),
        "gain_90": [float(v) for v in np.quantile(gain, (0.05, 0.95))],
        "cost_per_job": cost_per_job(cost.sum(axis=1), gain),
    }


def cost_per_job(cost: Values, gain: Values) -> float | None:
    """Cost over all years for each job more in the last year, in yuan, mean over mean; None where no job is added.

    `cost` (future,) in 10^8 yuan, `gain` (future,) in persons.
    """
    return float(cost.mean() * 1e8 / gain.mean()) if gain.mean() >= LEAST_JOBS else None
