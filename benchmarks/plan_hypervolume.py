"""The plan beside an evolutionary search: `python benchmarks/plan_hypervolume.py [CITY ...]`.

Both choose doses of the same measures (those to do, or to do if granted) for the same money in the same half of the
futures; the search (NSGA-II of pymoo) may run ten times as many bundles as the plan did. Then both are run in futures
drawn with another seed. Gains are medians in practical sizes of the aims of those measures, above doing nothing, the
fixed reference point: the hypervolume of one plan is the product of its gains, that of a front the volume of the union.
Printed: the plan's over the best single plan of the search, and over its whole front. The history of runs is the
closing lines of what it prints; nothing is written. About three minutes a city on two idle cores; pymoo is no
dependency: `uv pip install pymoo`.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.indicators.hv import HV
from pymoo.optimize import minimize

import relode as rl
from relode.horizon import OPENING_YEAR
from relode.places import find_city
from relode.plan.asked.plan_asked import PlanAsked, command
from relode.plan.asked.pots import YUAN
from relode.plan.cards.card_making import tried_measures
from relode.plan.cards.city_rule import Judge, judge
from relode.plan.making.exchange import exchanged
from relode.plan.making.plan_making import RESERVE, Choice, aim_of, choices, fitted, made, needed, worst_tenth
from relode.plan.trials.bundles import Trial, trials
from relode.plan.trials.financing import Bundle, Part
from relode.plan.trials.stage import Stage, opened_world, stage
from relode.plan.verdicts.rule import DO, DO_IF_GRANTED
from relode.plan.verdicts.verdict_tables import sizes

CITIES = ("hegang", "yulin")
FUTURES = 256
TIMES = 10
"""How many times as many bundles the search may run."""
EXCHANGES = 20
"""Bundles that the exchange of money between measures runs, about."""
POPULATION = 48
LEAST = 0.02
"""A dose below this part of the largest is none: a search over reals never reaches 0."""


def stage_of(city: str, seed: int) -> Stage:
    """A city in its futures of a seed, with 5 % of public spending."""
    panel = rl.panel.load()
    asked, place = PlanAsked(futures=FUTURES, seed=seed), find_city(city)
    return stage(opened_world(panel), place, asked, command(panel, place, asked))


def gains(trial: Trial, aims: Sequence[str], half: slice) -> np.ndarray:
    """Median gains on the aims in practical sizes."""
    return np.array([np.median(trial.sized[aim][half]) / sizes()[aim] for aim in aims])


class Doses(Problem):
    """Parts of the largest dose of each measure; gains to be made large, money as two limits."""

    def __init__(self, on: Stage, largest: Sequence[Part], aims: Sequence[str]) -> None:
        super().__init__(n_var=len(largest), n_obj=len(aims), n_ieq_constr=2, xl=0.0, xu=1.0)
        self.on, self.largest, self.aims, self.money = on, largest, aims, on.command.budget

    def bundle(self, parts: np.ndarray) -> Bundle:
        """Parts of the largest doses as a bundle."""
        return tuple(
            Part(each.measure, each.dose * float(part), each.granted)
            for each, part in zip(self.largest, parts, strict=True)
            if part >= LEAST
        )

    def _evaluate(self, x: np.ndarray, out: dict[str, np.ndarray], *_: object, **__: object) -> None:
        done = trials(self.on, [self.bundle(parts) for parts in x])
        half = self.on.choosing
        paid = [each.yearly[half].mean(axis=1) * YUAN for each in done]
        out["F"] = -np.stack([gains(each, self.aims, half) for each in done])
        out["G"] = np.array([[p.mean() / self.money - 1, worst_tenth(p) / (RESERVE * self.money) - 1] for p in paid])


def largest_of(offered: Sequence[Choice]) -> list[Part]:
    """Each measure on offer at the largest of its doses."""
    found: dict[str, Part] = {}
    for choice in offered:
        before = found.get(choice.part.measure.name)
        if before is None or choice.part.dose > before.dose:
            found[choice.part.measure.name] = choice.part
    return list(found.values())


def volume(points: np.ndarray) -> float:
    """Hypervolume above doing nothing."""
    return float(HV(ref_point=np.zeros(points.shape[1]))(-points)) if len(points) else 0.0


def compared(city: str) -> None:
    """One line a city, or why there is none."""
    began = time.perf_counter()
    on = stage_of(city, 1)
    rule: Judge = judge(on)
    found = tried_measures(on, rule)
    used = sum(len(each.trials) for each in found)
    kind, offered = next(((k, o) for k in (DO, DO_IF_GRANTED) if (o := choices(rule, found, k))), ("", []))
    if not offered:
        print(f"{city}: nothing is to be done, so there is no plan to compare")
        return
    first = made(on, exchanged(on, fitted(offered, on.command.budget), offered, on.command.budget))
    assert first is not None
    plan, _ = needed(first, on.choosing, lambda chosen: made(on, chosen))
    assert plan is not None
    used += EXCHANGES + 2 * (1 + len(first.fitted.bundle))
    aims = sorted({aim_of(choice.part) for choice in offered})
    problem = Doses(on, largest_of(offered), aims)
    rounds = max(2, TIMES * used // POPULATION)
    result = minimize(problem, NSGA2(pop_size=POPULATION), ("n_gen", rounds), seed=1, verbose=False)
    front = [problem.bundle(parts) for parts in np.atleast_2d(result.X)]
    fresh = stage_of(city, 2)
    ours, *theirs = trials(fresh, [plan.fitted.bundle, *front])
    point = gains(ours, aims, slice(None))
    points = np.stack([gains(each, aims, slice(None)) for each in theirs])
    single = max(volume(each[None]) for each in points)
    print(
        f"{city} ({kind}, aims {', '.join(aims)}, {OPENING_YEAR} posterior, {FUTURES} futures): plan "
        f"{' + '.join(part.measure.name for part in plan.fitted.bundle)}, gains {np.round(point, 2)}, volume "
        f"{volume(point[None]):.4g}; search ({rounds * POPULATION} bundles, plan {used}): best single {single:.4g}, "
        f"front of {len(points)} {volume(points):.4g}; plan over single {volume(point[None]) / single:.3f}, over front "
        f"{volume(point[None]) / volume(points):.3f}; {time.perf_counter() - began:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or CITIES:
        compared(name)
