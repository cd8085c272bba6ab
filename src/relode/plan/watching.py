"""When to change from one plan to another: the plans that a rule would change between, run for every year of change."""

from collections.abc import Sequence

import numpy as np

from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.evaluate import Doses, Outcomes
from relode.plan.finding import Candidate
from relode.plan.signposts import Signpost, signpost
from relode.plan.simulation import doses_of
from relode.plan.stage import Stage

WATCHED = ("population", "employment", "mining_employment", "unemployment_rate", "debt_ratio", "budget_revenue")
"""What a city sees of itself every year."""
OUTCOME = "employment"


def changed(first: Doses, other: Doses, at: int) -> Doses:
    """The first plan until year number `at`, the other from then on."""
    found = {}
    for name in {**first, **other}:
        like = first[name] if name in first else other[name]
        one, two = (plan[name] if name in plan else np.zeros_like(like) for plan in (first, other))
        found[name] = np.concatenate([one[:at], two[at:]])
    return found


def watched(
    on: Stage, first: Candidate, others: Sequence[Candidate], rng: np.random.Generator
) -> list[tuple[Candidate, Signpost | None]]:
    """For each other plan the best rule for changing to it, scored on futures that it was not chosen in."""
    years = on.ground.futures.years
    start = years.index(FIRST_PLAN_YEAR)
    base, found = doses_of(first.policy, years), []
    stays = on.run([base])
    for other in others:
        to = doses_of(other.policy, years)
        runs = on.run([changed(base, to, at) for at in range(start, len(years))])
        found.append((other, _rule(stays, runs, start, rng)))
    return found


def _rule(stays: Outcomes, runs: Outcomes, start: int, rng: np.random.Generator) -> Signpost | None:
    observed = {name: stays.quantities[name][0][:, start:] for name in WATCHED}
    differences = (runs.at_end(OUTCOME) - stays.at_end(OUTCOME)).T
    return signpost(observed, differences, rng)
