"""Where the uncertainty about jobs comes from: screening by Morris, shares of variance by Sobol, what to measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from relode.arrays import Vector
from relode.model.results import OneCity
from relode.plan.trials.evaluate import evaluate
from relode.plan.uncertainty.sensitivity import (
    Effects,
    Indices,
    morris_effects,
    morris_sample,
    sobol_indices,
    sobol_sample,
)
from relode.plan.uncertainty.unknowns import GROUPS, PATHS, WITH_AROUND, Picks, Unknown, recombined
from relode.streams import stream

QUANTITY = "employment"
"""The outcome that is looked at: jobs in the last year if nothing is done."""
TRAJECTORIES = 24
COUNTS = (1024, 2048)
"""Base samples of Sobol's method, the larger where the smaller does not converge. A choice of this project."""
MANY_FUTURES = 256
"""With fewer futures a quarter of the smaller sample is drawn: they hold no more than that can tell."""
SCREENED = 6
"""So many unknowns go from the screening to Sobol's method. A choice of this project."""
REST = "rest"
ASSUMED = "assumed"
ROWS_AT_ONCE = 2048


@dataclass(frozen=True)
class JobsUncertainty:
    """Where the uncertainty about jobs comes from.

    `groups`: Sobol indices by where unknowns come from; `effects`: Morris' effects of single unknowns;
    `singles`: Sobol indices of the largest of them, of the paths, and of the rest together; `assumed`: the share of
    variance in which assumed unknowns have a part, with half the length of its 95 % interval. `mean` and `spread`
    (standard deviation) are those of the outcome in futures put together anew, `spread_drawn` in those of the run.
    `worth` are the unknowns worth measuring first: none where no measurable one surely matters.
    """

    groups: Indices
    effects: Effects
    singles: Indices
    assumed: tuple[float, float]
    mean: float
    spread: float
    spread_drawn: float
    rows: int
    worth: tuple[str, ...]

    @property
    def converged(self) -> bool:
        """Whether both sets of indices are."""
        return self.groups.converged and self.singles.converged


@dataclass(frozen=True)
class Recombined:
    """A city with everything that is not known there, to be put together anew."""

    ground: OneCity
    every: Sequence[Unknown]

    def jobs(self, picks: Mapping[str, Picks]) -> Vector:
        """Jobs in the last year with nothing done, (sample,), in persons."""
        count, result = len(next(iter(picks.values()))), []
        for first in range(0, count, ROWS_AT_ONCE):
            part = {name: at[first : first + ROWS_AT_ONCE] for name, at in picks.items()}
            made = evaluate(recombined(self.ground, self.every, part), {})
            result.append(made.at_end(QUANTITY).copy())  # a view would keep all years and costs in memory
        return np.concatenate(result)


def jobs_uncertainty(ground: OneCity, every: Sequence[Unknown], seed: int) -> JobsUncertainty | None:
    """Where the uncertainty about jobs if nothing is done comes from; None where they are the same in every future.

    The parts of a group are taken from one future together, so that what the fit ties within a group stays tied;
    between groups they are taken apart. Raises RelodeError as `evaluate` and the samples do.
    """
    examined = Recombined(ground, every)
    as_drawn = examined.jobs({unknown.name: np.arange(ground.futures.count) for unknown in every})
    if np.ptp(as_drawn) == 0:
        return None
    groups = {name: tuple(u.name for u in every if u.group == name) for name in GROUPS}
    groups = {name: members for name, members in groups.items() if members}
    by_group = _indices(examined, groups, seed)
    effects = _screened(examined, seed + 1)
    by_single = _indices(examined, _apart(every, effects), seed + 2)
    by_assumption = _indices(examined, _by_assumption(every), seed + 3)
    return JobsUncertainty(
        groups=by_group.indices,
        effects=effects,
        singles=by_single.indices,
        assumed=_whole(by_assumption.indices, ASSUMED),
        mean=float(by_group.jobs.mean()),
        spread=float(by_group.jobs.std()),
        spread_drawn=float(as_drawn.std()),
        rows=by_group.rows + by_single.rows,
        worth=by_single.indices.worth_measuring_first(_measurable(every)),
    )


@dataclass(frozen=True)
class _Sampled:
    indices: Indices
    jobs: Vector
    rows: int


def _indices(examined: Recombined, parts: Mapping[str, Sequence[str]], seed: int) -> _Sampled:
    """Sobol indices of `parts`, each a name with the unknowns that go with it, by as many samples as it takes."""
    for count in _counts(examined):
        sample = sobol_sample(list(parts), count, seed)
        jobs = examined.jobs(_picks(examined, parts, sample))
        indices = sobol_indices(sample, jobs, seed)
        if indices.converged:
            break
    return _Sampled(indices, jobs, len(sample))


def _screened(examined: Recombined, seed: int) -> Effects:
    """Morris' effects of every measurable unknown; each trajectory has paths of its own."""
    singles = _measurable(examined.every)
    sample = morris_sample(singles, TRAJECTORIES, seed)
    picks = _picks(examined, {name: (name,) for name in singles}, sample)
    rng = stream("screening_paths", seed)
    for members in _paths(examined.every).values():
        future = rng.integers(examined.ground.futures.count, size=TRAJECTORIES)
        picks |= dict.fromkeys(members, np.repeat(future, len(singles) + 1))
    return morris_effects(sample, examined.jobs(picks), seed)


def _apart(every: Sequence[Unknown], effects: Effects) -> dict[str, tuple[str, ...]]:
    """The unknowns with the largest effects, then the paths, each by itself; the rest together."""
    single = [effects.factors[at] for at in np.argsort(-effects.size, kind="stable")[:SCREENED]]
    rest = tuple(u.name for u in every if u.is_measurable and u.name not in single)
    return {name: (name,) for name in single} | _paths(every) | ({REST: rest} if rest else {})


def _paths(every: Sequence[Unknown]) -> dict[str, tuple[str, ...]]:
    """Each path with what goes with it."""
    return {path: tuple(u.name for u in every if u.group == path) for path in PATHS}


def _by_assumption(every: Sequence[Unknown]) -> dict[str, tuple[str, ...]]:
    """The assumed unknowns, and the others.

    What draws people is assumed too, but cannot be taken apart from local luck: it is not counted.
    """
    assumed = tuple(u.name for u in every if u.assumed and u.group != WITH_AROUND)
    return {ASSUMED: assumed, "sourced": tuple(u.name for u in every if u.name not in assumed)}


def _whole(indices: Indices, factor: str) -> tuple[float, float]:
    """The total index of a factor, and half the length of its interval."""
    at = indices.factors.index(factor)
    return float(indices.total[at]), float(indices.total_half_length[at])


def _counts(examined: Recombined) -> tuple[int, ...]:
    """Base samples to try one after the other."""
    return COUNTS if examined.ground.futures.count >= MANY_FUTURES else (COUNTS[0] // 4,)


def _picks(examined: Recombined, parts: Mapping[str, Sequence[str]], sample: pd.DataFrame) -> dict[str, Picks]:
    """Unknown -> the future that it is taken from in each row: by its rank if alone, else one future for all."""
    order = {unknown.name: unknown.order for unknown in examined.every}
    count, picks = examined.ground.futures.count, {}
    for name, members in parts.items():
        at = np.minimum((sample[name].to_numpy() * count).astype(np.int64), count - 1)
        for member in members:
            picks[member] = order[member][at] if len(members) == 1 else at
    return picks


def _measurable(every: Sequence[Unknown]) -> tuple[str, ...]:
    return tuple(unknown.name for unknown in every if unknown.is_measurable)
