"""Every experiment run and held against what was published: `relode examine`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.errors import RelodeError
from relode.examination.experiments import Experiment, experiments
from relode.examination.measures import OF_CHANGES, OF_LEVELS
from relode.examination.paired_runs import ExperimentGround, Pair, ground, paired
from relode.examination.readings import MONEY, has_public_jobs, reading
from relode.examination.scoring import SAME_SIGN, Score, score
from relode.language import Amount, Sentence

DRAWS, SEED = 256, 1
"""Draws and seed of the shipped table."""
FEWEST, MOST = 20, 1024
"""Draws that a run may have: a 90 % band needs at least a value beyond each end."""


@dataclass(frozen=True)
class ExperimentResult:
    """An experiment and its score, None where it cannot be set up; `obstacle` is a key of what stands in the way."""

    experiment: Experiment
    score: Score | None
    obstacle: str = ""

    @property
    def met(self) -> bool:
        """Whether the rule holds; what cannot be set up does not meet it."""
        return self.score is not None and self.score.met

    @property
    def passed(self) -> bool:
        """Whether it counts as passed: only what was never used to choose, fit or weigh anything can."""
        return self.met and self.experiment.use == "examine"

    @property
    def standing(self) -> str:
        """What the row counts as: passed, not_passed, reproduced, not_reproduced, or shown."""
        names = {"examine": ("passed", "not_passed"), "fit": ("reproduced", "not_reproduced")}
        return "shown" if self.experiment.use == "context" else names[self.experiment.use][not self.met]

    @property
    def reason(self) -> Sentence:
        """Why the row counts as it does."""
        if self.score is None:
            own = Sentence(f"examine.obstacle.{self.obstacle}", {}) if self.obstacle else self.experiment.reason_words
            return Sentence("examine.not_set_up", {"reason": own})
        failed = [name for name, good in self.score.checks.items() if not good]
        most = Amount(SAME_SIGN, "share")
        said = [Sentence(f"examine.failed.{name}", {"most": most}) for name in failed] or [Sentence("examine.met", {})]
        if self.score.left_out:
            count = Amount(self.score.left_out, "count", None, ("simulator",))
            said.append(Sentence("examine.left_out", {"count": count}))
        return reduce(lambda first, second: Sentence("examine.and", {"first": first, "second": second}), said)


@dataclass(frozen=True)
class Examination:
    """All results, with the draws and the seed that they were made with."""

    results: tuple[ExperimentResult, ...]
    draws: int
    seed: int


def examine(
    panel: xr.Dataset,
    wanted: Sequence[str] = (),
    own: Sequence[Experiment] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    tell: Callable[[int, int], None] | None = None,
) -> Examination:
    """Run the experiments `wanted` by effect_id, all if none is named, of those that ship or of `own`.

    Raises RelodeError for an unknown effect_id, too few or too many draws, and a place outside the simulator.
    """
    chosen = _chosen(experiments() if own is None else own, wanted)
    if not FEWEST <= draws <= MOST:
        raise RelodeError("examine.draws", count=draws, least=FEWEST, most=MOST)
    base: ExperimentGround | None = None
    results = []
    for done, experiment in enumerate(chosen):
        obstacle = obstacle_of(experiment)
        if not experiment.set_up or obstacle:
            results.append(ExperimentResult(experiment, None, obstacle))
        else:
            base = base or ground(panel, draws, seed)
            results.append(_result(base, experiment))
        if tell:
            tell(done + 1, len(chosen))
    return Examination(tuple(results), draws, seed)


def _result(base: ExperimentGround, experiment: Experiment) -> ExperimentResult:
    """The score of an experiment; one in which numbers are not finite until its horizon could not be set up so."""
    try:
        runs = paired(base, experiment.places, experiment.shocks, experiment.horizon)
        return ExperimentResult(experiment, scored(experiment, effect(experiment, runs)))
    except RelodeError as error:
        if error.key != "examine.not_finite":
            raise
        return ExperimentResult(experiment, None, "not_finite")


def _chosen(known: Sequence[Experiment], wanted: Sequence[str]) -> list[Experiment]:
    ids = {experiment.effect_id: experiment for experiment in known}
    unknown = [name for name in wanted if name not in ids]
    if unknown:
        raise RelodeError("examine.unknown_experiment", offenders=unknown, allowed=list(ids))
    return [ids[name] for name in wanted] if wanted else list(known)


def obstacle_of(experiment: Experiment) -> str:
    """What the engine lacks for an experiment that the protocol sets up: "" for nothing."""
    needs = any(shock.kind == "public_jobs" for shock in experiment.shocks)
    return "no_public_jobs" if needs and not has_public_jobs() else ""


def effect(experiment: Experiment, runs: Pair) -> Values:
    """The effect that the study prints, (draw,), in the unit of the study."""
    outcome, horizon = experiment.outcome, experiment.horizon
    after, before = reading(runs.after, outcome.quantity), reading(runs.before, outcome.quantity)
    if outcome.measure in OF_LEVELS:
        return OF_LEVELS[outcome.measure](after, before, horizon)
    base = (
        runs.money if outcome.base == MONEY else reading(runs.after, outcome.base) - reading(runs.before, outcome.base)
    )
    return OF_CHANGES[outcome.measure](after - before, base, horizon)


def scored(experiment: Experiment, draws: Values) -> Score:
    """The score of an experiment. Draws that are no number are left out and counted: in them nothing moved.

    `draws` is (draw,).

    Raises RelodeError where fewer than FEWEST are left.
    """
    read = draws[~np.isnan(draws)]
    if len(read) < FEWEST:
        raise RelodeError("examine.not_finite", offenders=[experiment.effect_id])
    outcome = experiment.outcome
    result = score(
        read,
        experiment.estimate,
        experiment.low,
        experiment.high,
        by_sign=experiment.by_sign,
        less=outcome.less,
        practical_size=outcome.practical_size,
    )
    return replace(result, left_out=len(draws) - len(read))
