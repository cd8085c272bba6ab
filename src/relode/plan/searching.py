"""A search for plans that no other plan beats, which can be stopped at any moment and taken up again bit for bit.

Every generation is written to an append-only file before it is used; a resumed search replays the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.config import Config
from pymoo.core.evaluator import Evaluator
from pymoo.core.problem import Problem
from pymoo.problems.static import StaticProblem
from pymoo.util.ref_dirs import get_reference_directions

from relode.arrays import Array
from relode.errors import RelodeError
from relode.plan.alternatives import non_dominated
from relode.plan.generations import Generation, Generations, Settings

Config.warnings["not_compiled"] = False  # the search itself takes a small part of the time of the simulations

Evaluate = Callable[[Array], tuple[Array, Array]]
"""Decisions (plan, lever) -> objectives (plan, objective), less is better, and constraints (plan, constraint).

A constraint is met at 0 or less.
"""
Progress = Callable[[int, int], None]
"""Generations done, generations asked for."""


@dataclass(frozen=True)
class Found:
    """The plans that no other beats, of all that were evaluated and meet the constraints, in the order of evaluation.

    `decisions` (plan, lever), `objectives` (plan, objective); empty if no plan met the constraints. `evaluated`
    counts plans, `replayed` those of them that were read from the file.
    """

    decisions: Array
    objectives: Array
    evaluated: int
    replayed: int


def search(evaluate: Evaluate, settings: Settings, path: Path, progress: Progress | None = None) -> Found:
    """Search the levers by NSGA-III, whose niches keep plans apart with three and more objectives.

    `path` is the file of generations: made if there is none, replayed and gone on with if there is. A generation
    is evaluated in one call and written before it is used, so an interrupted search loses one generation at most.
    Raises RelodeError for bad bounds, counts below what the method needs, evaluations of another shape or not
    finite, and a file that holds another search. Source: deb2014.
    Limits: interrupted and resumed: the same bits as without interruption, in one environment.
    """
    _check(settings)
    algorithm = _algorithm(settings)
    with Generations(path, settings) as memory:
        every: list[Generation] = []
        while algorithm.has_next():
            population = algorithm.ask()
            generation = memory.at(len(every), population.get("X"))
            if generation is None:
                generation = _evaluated(evaluate, population.get("X"), settings)
                memory.append(generation)
            values = {"F": generation.objectives, "G": generation.constraints}
            Evaluator().eval(StaticProblem(algorithm.problem, **values), population)
            algorithm.tell(infills=population)
            every.append(generation)
            if progress is not None:
                progress(len(every), settings.generations)
        return _best(every, memory.replayed)


def _algorithm(settings: Settings) -> NSGA3:
    directions = _directions(settings.objectives, settings.population, settings.seed)
    algorithm = NSGA3(ref_dirs=directions, pop_size=settings.population, sampling=_first(settings))
    problem = Problem(
        n_var=len(settings.lower),
        n_obj=settings.objectives,
        n_ieq_constr=settings.constraints,
        xl=np.array(settings.lower),
        xu=np.array(settings.upper),
    )
    algorithm.setup(problem, termination=("n_gen", settings.generations), seed=settings.seed, verbose=False)
    return algorithm


def _first(settings: Settings) -> Array:
    """The first plans, (plan, lever): most of them pull one lever alone, the others all of them by chance.

    Chance alone hardly ever leaves all levers but one at rest, and one lever alone is often best for an aim.
    """
    rng = np.random.default_rng(settings.seed)
    lower, upper = np.array(settings.lower), np.array(settings.upper)
    alone = rng.permutation(len(lower))[: 3 * settings.population // 4]
    first = rng.uniform(lower, upper, size=(settings.population, len(lower)))
    first[: len(alone)] = lower
    first[np.arange(len(alone)), alone] = upper[alone]
    return first


@cache
def _directions(objectives: int, count: int, seed: int) -> Array:
    """Directions spread evenly over the objectives, (direction, objective): the niches."""
    return np.asarray(get_reference_directions("energy", objectives, count, seed=seed))


def _evaluated(evaluate: Evaluate, decisions: Array, settings: Settings) -> Generation:
    objectives, constraints = (np.asarray(values, dtype=np.float64) for values in evaluate(decisions))
    for name, values, width in (
        ("objectives", objectives, settings.objectives),
        ("constraints", constraints, settings.constraints),
    ):
        if values.shape != (len(decisions), width) or not np.isfinite(values).all():
            raise RelodeError("plan.evaluated", name=name, count=len(decisions), shape=values.shape)
    return Generation(decisions, objectives, constraints)


def _best(every: list[Generation], replayed: int) -> Found:
    decisions, objectives, constraints = (
        np.concatenate([getattr(generation, name) for generation in every])
        for name in ("decisions", "objectives", "constraints")
    )
    allowed = (constraints <= 0).all(axis=1)
    kept = np.flatnonzero(allowed)
    if len(kept):
        kept = kept[non_dominated(objectives[kept])]
    count = sum(len(generation.decisions) for generation in every[:replayed])
    return Found(decisions[kept], objectives[kept], len(decisions), count)


def _check(settings: Settings) -> None:
    lower, upper = np.array(settings.lower), np.array(settings.upper)
    if lower.shape != upper.shape or not lower.size or not np.isfinite([lower, upper]).all() or (lower >= upper).any():
        raise RelodeError("plan.bounds", lower=lower.shape, upper=upper.shape)
    least = {"objectives": 2, "constraints": 0, "population": 4, "generations": 1}
    for name, least_value in least.items():
        if getattr(settings, name) < least_value:
            raise RelodeError("plan.count", name=name, value=getattr(settings, name), least=least_value)
