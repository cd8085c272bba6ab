"""The search on a stage: from decisions to a few different plans that keep to every limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from relode.arrays import Values
from relode.facts import fingerprint
from relode.model.policy.policy_file import Policy, policies, read_policy
from relode.plan.alternatives import different_plans
from relode.plan.decisions import Reach, doses, items, levels, rounded, scaled, steps_of
from relode.plan.evaluate import Outcomes
from relode.plan.generations import Settings
from relode.plan.objectives import gains
from relode.plan.searching import Evaluate, Found, search
from relode.plan.simulation import doses_of
from relode.plan.stage import Stage

Progress = Callable[[int, int], None]

CHOSEN = 4
"""So many plans are shown: more are not compared by people. A choice of this project."""
SLACK = 0.1
"""Plans within a tenth of the front's range are near-best. A choice of this project."""
HELPFUL = 0.5
"""A plan that does no better than nothing in half of the aims is none. A choice of this project."""
MAIN = 0.1
"""A measure that takes a tenth of a plan's money is one of its main ones. A choice of this project."""


@dataclass(frozen=True)
class Candidate:
    """A plan to compare: `kind` is nothing, shipped or found; `scale` the part of the shipped doses that is paid.

    `weights` (item,) is what each measure of a found plan costs, `aims` (objective,) what the search saw of it, less
    being better; both are empty for others.
    """

    policy: Policy
    kind: str
    scale: float
    weights: Values
    aims: Values

    @property
    def name(self) -> str:
        """The name of its policy."""
        return self.policy.name


def shipped_candidates(on: Stage) -> list[Candidate]:
    """Doing nothing, the shipped policies and the user's own, each made smaller until it keeps to the limits of all."""
    shipped = [read_policy(name) for name in policies() if name != "do_nothing"]
    own = [within(each, on.asked.horizon) for each in (*shipped, *on.asked.own_policies)]
    scale = np.ones(len(own))
    for _ in range(6):
        found = on.run([doses_of(scaled(p, s), on.ground.futures.years) for p, s in zip(own, scale, strict=True)])
        over = 1 + on.excess(found).max(axis=1)
        if (over <= 1).all():
            break
        scale = np.where(over > 1, np.floor(scale / over * 1000) / 1000, scale)
    kept = [Candidate(read_policy("do_nothing"), "nothing", 1.0, np.zeros(0), np.zeros(0))]
    return kept + [
        Candidate(scaled(p, float(s)), "shipped", float(s), np.zeros(0), np.zeros(0))
        for p, s in zip(own, scale, strict=True)
    ]


def within(policy: Policy, horizon: int) -> Policy:
    """The policy with its steps cut at the horizon."""
    steps = [s for s in policy.steps if s.start <= horizon]
    cut = [replace(s, until=min(s.until, horizon), ramp=min(s.ramp, min(s.until, horizon) - s.start)) for s in steps]
    return replace(policy, steps=tuple(cut))


def searched(on: Stage, within_reach: Reach, seed: int, path: Path, progress: Progress | None) -> Found:
    """The plans that no other beats, of a search by `seed`; `path` is its file, gone on with if it is there."""
    asked = on.asked
    subject = f"{on.place.code} {sorted(asked.record().items())} {fingerprint()} {on.ground.futures.count}"
    settings = Settings(
        lower=(0.0,) * len(items()),
        upper=(1.0,) * len(items()),
        objectives=len(asked.objectives),
        constraints=3,
        population=asked.population,
        generations=asked.generations,
        seed=seed,
        subject=subject,
    )
    return search(_evaluation(on, within_reach), settings, path, progress)


def _evaluation(on: Stage, within_reach: Reach) -> Evaluate:
    def evaluate(decisions: Values) -> tuple[Values, Values]:
        full = levels(decisions, within_reach)
        found = on.run([doses(one, on.ground.futures.years, on.asked.horizon) for one in full])
        gained = gains(found, on.nothing, on.asked.objectives, on.low)
        return -np.stack([gained[name].mean(axis=1) for name in on.asked.objectives], axis=1), on.excess(found)

    return evaluate


def chosen(found: Found, within_reach: Reach, horizon: int) -> list[Candidate]:
    """A few near-best plans as far apart in what they spend on as can be found; none where none helps."""
    helpful = (found.objectives < 0).mean(axis=1) > HELPFUL if len(found.decisions) else np.zeros(0, dtype=bool)
    if not helpful.any():
        return []
    full = levels(found.decisions[helpful], within_reach)
    spent = full / within_reach.doses * np.maximum(within_reach.city, within_reach.others)
    aims = found.objectives[helpful]
    best = different_plans(spent, aims, CHOSEN, SLACK)
    return [_candidate(full[i], spent[i], aims[i], number, horizon) for number, i in enumerate(best)]


def _candidate(full: Values, spent: Values, aims: Values, number: int, horizon: int) -> Candidate:
    kept = rounded(full, spent)
    name = f"plan_{'abcdefgh'[number]}"
    return Candidate(
        Policy(name, name, name, "", "", steps_of(kept, horizon)), "found", 1.0, np.where(kept > 0, spent, 0), aims
    )


def kept_to_limits(on: Stage, candidates: list[Candidate]) -> tuple[list[Candidate], Outcomes | None]:
    """Found plans made a little smaller where rounding or dropping broke a limit; those that still break one go."""
    now = candidates
    for _ in range(4):
        if not now:
            return [], None
        found = on.run([doses_of(each.policy, on.ground.futures.years) for each in now])
        over = 1 + on.excess(found).max(axis=1)
        if (over <= 1).all():
            return now, found
        now = [
            replace(each, policy=scaled(each.policy, 0.995 / o)) if o > 1 else each
            for each, o in zip(now, over, strict=True)
        ]
    now = [each for each, o in zip(now, over, strict=True) if o <= 1]
    return now, on.run([doses_of(each.policy, on.ground.futures.years) for each in now]) if now else None


def kept_plans(sets: Sequence[list[Candidate]], searches: Sequence[Found]) -> float:
    """How many of the plans that two searches show the other one holds too: one as good in every aim, or better.

    `sets` are the plans shown by each of the `searches`. As good: behind by at most SLACK of the range that both
    searches span in an aim. [share] 1 where neither shows a plan.
    """
    every = np.concatenate([found.objectives for found in searches])
    if not any(map(len, sets)):
        return 1.0
    slack = SLACK * np.ptp(every, axis=0)
    pairs = [(each, other) for shown, other in zip(sets, reversed(searches), strict=True) for each in shown]
    held = [bool((other.objectives <= each.aims + slack).all(axis=1).any()) for each, other in pairs]
    return float(np.mean(held))


def main_measures(candidates: list[Candidate]) -> set[str]:
    """Items on which a plan of the set spends a tenth of its money or more."""
    return {
        f"{lever} {sector}".strip()
        for each in candidates
        for (lever, sector), weight in zip(items(), each.weights, strict=True)
        if weight >= MAIN * each.weights.sum() > 0
    }
