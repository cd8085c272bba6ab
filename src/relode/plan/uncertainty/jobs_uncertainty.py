"""Where the uncertainty about jobs comes from: screening by Morris, shares of variance by Sobol, what to measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from relode.arrays import Values
from relode.plan.trials.evaluate import Doses, evaluate
from relode.plan.trials.stage import Stage
from relode.plan.uncertainty.factors import Factor
from relode.plan.uncertainty.sensitivity import (
    Effects,
    Indices,
    morris_effects,
    morris_sample,
    sobol_indices,
    sobol_sample,
)
from relode.plan.uncertainty.unknowns import GROUPS, PATHS, WITH_AROUND, Picks, Unknown, recombined, unknowns
from relode.streams import stream

QUANTITY = "employment"
"""The outcome that is looked at: jobs in the last year."""
OUTCOMES = ("do_nothing", "gain")
"""Jobs if nothing is done, and what the plan adds to them."""
TRAJECTORIES = 24
COUNTS = (1024, 2048)
"""Base samples of Sobol's method, the larger where the smaller does not converge. A choice of this project."""
MANY_FUTURES = 256
"""With fewer futures a quarter of the smaller sample is drawn: they hold no more than that can tell."""
SCREENED = 6
"""So many unknowns of each outcome go from the screening to Sobol's method. A choice of this project."""
REST = "rest"
ASSUMED = "assumed"
ROWS_AT_ONCE = 2048


@dataclass(frozen=True)
class JobsUncertainty:
    """Where the uncertainty about one outcome comes from.

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
class ExaminedPlan:
    """A stage with the plan whose gain is looked at, and everything that is not known there."""

    on: Stage
    doses: Doses
    levers: tuple[str, ...]

    @cached_property
    def every(self) -> tuple[Unknown, ...]:
        """The unknowns that differ between the futures."""
        return unknowns(self.on.ground, self.levers)

    def outcomes(self, picks: Mapping[str, Picks]) -> dict[str, Values]:
        """Jobs in the last year with nothing done, and what the plan adds, (sample,) each, in persons."""
        count, result = len(next(iter(picks.values()))), []
        for first in range(0, count, ROWS_AT_ONCE):
            part = {name: at[first : first + ROWS_AT_ONCE] for name, at in picks.items()}
            made = evaluate(recombined(self.on.ground, self.every, part), [{}, self.doses])
            result.append(made.at_end(QUANTITY).copy())  # a view would keep all years and costs in memory
        jobs = np.concatenate(result, axis=1)
        return {"do_nothing": jobs[0], "gain": jobs[1] - jobs[0]}


def jobs_uncertainty(examined: ExaminedPlan, seed: int) -> dict[str, JobsUncertainty]:
    """Outcome -> where the uncertainty about it comes from; an outcome that never changes is left out.

    The parts of a group are taken from one future together, so that what the fit ties within a group stays tied;
    between groups they are taken apart. Raises RelodeError as `evaluate` and the samples do.
    """
    drawn = {unknown.name: np.arange(examined.on.ground.futures.count) for unknown in examined.every}
    as_drawn = examined.outcomes(drawn)
    chosen = [name for name in OUTCOMES if np.ptp(as_drawn[name]) > 0]
    groups = {name: tuple(u.name for u in examined.every if u.group == name) for name in GROUPS}
    groups = {name: members for name, members in groups.items() if members}
    by_group = _indices(examined, groups, chosen, seed)
    effects = _screened(examined, chosen, seed + 1)
    apart = _apart(examined.every, effects)
    by_single = _indices(examined, apart, chosen, seed + 2)
    by_assumption = _indices(examined, _by_assumption(examined.every), chosen, seed + 3)
    return {
        name: JobsUncertainty(
            groups=by_group.indices[name],
            effects=effects[name],
            singles=by_single.indices[name],
            assumed=_whole(by_assumption.indices[name], ASSUMED),
            mean=float(by_group.outcomes[name].mean()),
            spread=float(by_group.outcomes[name].std()),
            spread_drawn=float(as_drawn[name].std()),
            rows=by_group.rows + by_single.rows,
            worth=by_single.indices[name].worth_measuring_first(_measurable(examined.every)),
        )
        for name in chosen
    }


@dataclass(frozen=True)
class _Sampled:
    indices: Mapping[str, Indices]
    outcomes: Mapping[str, Values]
    rows: int


def _indices(examined: ExaminedPlan, parts: Mapping[str, Sequence[str]], texts: Sequence[str], seed: int) -> _Sampled:
    """Sobol indices of `parts`, each a name with the unknowns that go with it, by as many samples as it takes."""
    factors = [_factor(name) for name in parts]
    for count in _counts(examined):
        sample = sobol_sample(factors, count, seed)
        result = examined.outcomes(_picks(examined, parts, sample))
        indices = {name: sobol_indices(factors, sample, result[name], seed) for name in texts}
        if all(each.converged for each in indices.values()):
            break
    return _Sampled(indices, result, len(sample))


def _screened(examined: ExaminedPlan, texts: Sequence[str], seed: int) -> dict[str, Effects]:
    """Morris' effects of every measurable unknown; each trajectory has paths of its own."""
    singles = [unknown for unknown in examined.every if unknown.is_measurable]
    factors = [_factor(unknown.name) for unknown in singles]
    sample = morris_sample(factors, TRAJECTORIES, seed)
    picks = _picks(examined, {unknown.name: (unknown.name,) for unknown in singles}, sample)
    rng = stream("screening_paths", seed)
    for members in _paths(examined.every).values():
        future = rng.integers(examined.on.ground.futures.count, size=TRAJECTORIES)
        picks |= dict.fromkeys(members, np.repeat(future, len(factors) + 1))
    result = examined.outcomes(picks)
    return {name: morris_effects(factors, sample, result[name], seed) for name in texts}


def _apart(every: Sequence[Unknown], effects: Mapping[str, Effects]) -> dict[str, tuple[str, ...]]:
    """The unknowns with the largest effects, then the paths, each by itself; the rest together."""
    largest = [np.argsort(-each.size, kind="stable")[:SCREENED] for each in effects.values()]
    names = [list(effects.values())[i].factors[at] for i, order in enumerate(largest) for at in order]
    single = list(dict.fromkeys(names))
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


def _counts(examined: ExaminedPlan) -> tuple[int, ...]:
    """Base samples to try one after the other."""
    return COUNTS if examined.on.ground.futures.count >= MANY_FUTURES else (COUNTS[0] // 4,)


def _picks(examined: ExaminedPlan, parts: Mapping[str, Sequence[str]], sample: pd.DataFrame) -> dict[str, Picks]:
    """Unknown -> the future that it is taken from in each row: by its rank if alone, else one future for all."""
    order = {unknown.name: unknown.order for unknown in examined.every}
    count, picks = examined.on.ground.futures.count, {}
    for name, members in parts.items():
        at = np.minimum((sample[name].to_numpy() * count).astype(np.int64), count - 1)
        for member in members:
            picks[member] = order[member][at] if len(members) == 1 else at
    return picks


def _measurable(every: Sequence[Unknown]) -> tuple[str, ...]:
    return tuple(unknown.name for unknown in every if unknown.is_measurable)


def _factor(name: str) -> Factor:
    """A place among the futures, from 0 to 1."""
    return Factor(0, name, name, name, "1", "uniform", None, None, 0.0, 1.0, (), "assumption", "", "")
