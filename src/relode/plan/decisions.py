"""What a search decides: how hard to pull each lever, within what the budget pays for.

A decision is a number from 0 to 1 for each item (a lever, or a lever in a sector). Below `OFF` the lever is left
alone; above it the dose rises to the largest that the budget could pay if nothing else were done. Doses together
beyond the budget are made smaller in the same proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_file import LeverStep, Policy
from relode.model.results import OneCity
from relode.model.sector_list import SECTORS
from relode.plan.evaluate import Doses, Outcomes, evaluate

Item = tuple[str, str]
"""A lever and a sector, "" for a lever of the whole place."""

RAMP = 2
"""First year of a plan and the years until the full dose: the same for all levers, assumed."""
OFF = 0.6
"""So few of the items are used that a plan can be told in a sentence: two in five at random. Assumed."""
MATCH = 1.0
"""Province, centre and firms together are asked for at most so many times what the city itself may pay. Assumed."""
NOT_DECIDED = ("central_transfer",)
"""Levers that a city does not hold: no plan counts on a new grant."""


def items() -> tuple[Item, ...]:
    """What is decided, in the order of the levers; a lever by sector is one item for each sector."""
    return tuple(
        (name, sector)
        for name, lever in levers().items()
        if name not in NOT_DECIDED
        for sector in (SUBSIDISED_SECTORS if lever.by_sector else ("",))
    )


@dataclass(frozen=True)
class Reach:
    """The largest dose of each item that the budget could pay alone, and what it costs: each (item,).

    `city` is the worst yearly cost over futures as a share of the budget allowed, `others` the mean of what the
    others pay over what they may be asked for.
    """

    doses: Values
    city: Values
    others: Values


def ramp(years: Sequence[int], horizon: int) -> Values:
    """The share of the full dose that is given in each year, (year,)."""
    return LeverStep("", FIRST_PLAN_YEAR, horizon, 1.0, ramp=RAMP).doses(np.asarray(years))


def doses(levels: Values, years: Sequence[int], horizon: int) -> Doses:
    """Lever -> dose over the years for full doses (item,), as `evaluate` takes them."""
    course = ramp(years, horizon)
    found: dict[str, Values] = {}
    for (lever, sector), level in zip(items(), levels, strict=True):
        if level == 0:
            continue
        if sector:
            table = found.setdefault(lever, np.zeros((len(years), len(SECTORS))))
            table[:, SECTORS.index(sector)] = course * level
        else:
            found[lever] = course * level
    return found


def city_share(outcomes: Outcomes) -> Values:
    """Yearly cost to the city over its general public budget revenue, (plan, future, year). [share]

    Everything that the city bears counts: outlays, revenue forgone and deposits into a fund.
    """
    return np.asarray(outcomes.paid("city") / outcomes.quantities["budget_revenue"])


def others_share(outcomes: Outcomes) -> Values:
    """Mean over the years of a plan of what others pay over the revenue of the city, (plan, future). [share]"""
    others = outcomes.cost.sum(axis=-1) - outcomes.paid("city")
    during = np.asarray(outcomes.years) >= FIRST_PLAN_YEAR
    return np.asarray((others / outcomes.quantities["budget_revenue"])[..., during].mean(axis=-1))


def reach(ground: OneCity, budget: float, horizon: int) -> Reach:
    """Doses that cost the budget alone, found by trying each item at its limit and then at what seemed right."""
    limits = np.array([levers()[lever].upper for lever, _ in items()])
    level = limits
    for _ in range(3):
        plans = [
            doses(np.where(np.arange(len(level)) == i, level, 0.0), ground.futures.years, horizon)
            for i in range(len(level))
        ]
        found = evaluate(ground, plans)
        city = city_share(found).max(axis=(1, 2)) / budget
        others = others_share(found).mean(axis=1) / (MATCH * budget)
        load = np.maximum(city, others)
        over = np.where(load > 1, load, 1.0)
        if (over <= 1.001).all():
            break
        level = level / over * np.where(over > 1, 0.999, 1.0)
    return Reach(level, city, others)


def levels(decisions: Values, reach: Reach) -> Values:
    """Decisions (plan, item) -> full doses (plan, item) that the budget pays together."""
    pulled = np.maximum(decisions - OFF, 0.0) / (1 - OFF)
    load = np.maximum((pulled * reach.city).sum(axis=1), (pulled * reach.others).sum(axis=1))
    return np.asarray(pulled * reach.doses / np.maximum(load, 1.0)[:, None])


def rounded(levels: Values, weights: Values, least: float = 0.06) -> Values:
    """Full doses (item,) to two digits, downwards; items with less than `least` of the weight (item,) are dropped."""
    kept = np.where(weights >= least * max(weights.sum(), 1e-300), levels, 0.0)
    size = 10.0 ** (np.floor(np.log10(np.where(kept > 0, kept, 1.0))) - 1)
    # Halves of a last digit that floats cannot hold are kept: 0.03 stays 0.03.
    return np.array([float(f"{value:.6g}") for value in np.floor(kept / size + 1e-9) * size])


def steps_of(levels: Values, horizon: int) -> tuple[LeverStep, ...]:
    """The steps of a plan with these full doses (item,)."""
    return tuple(
        LeverStep(lever, FIRST_PLAN_YEAR, horizon, float(level), sector, RAMP)
        for (lever, sector), level in zip(items(), levels, strict=True)
        if level > 0
    )


def scaled(policy: Policy, factor: float) -> Policy:
    """The policy with all doses made smaller in the same proportion, to three digits."""
    return replace(policy, steps=tuple(replace(s, value=float(f"{s.value * factor:.3g}")) for s in policy.steps))
