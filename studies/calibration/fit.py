"""Fit the simulator to moments of the past: rounds of simulated pasts, and a plane through them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relode.arrays import Values
from relode.calibration.draws import futures_at, prior_scores, score_names
from relode.model.opening.opening_world import World
from relode.streams import stream
from studies.calibration import NoAnswer
from studies.calibration.observed import Observed
from studies.calibration.plane import plane, plane_posterior
from studies.calibration.simulated import given_paths, simulated
from studies.calibration.simulated_moments import MOMENTS, allowed, moments

NOT_SIMULATED = (
    *("migration_distance", "gdp_price_2004_2019", "employment_price_2007_2018", "mean_growth_2014_2019"),
    *(f"revenue_over_output_{kind}" for kind in ("growing", "mature", "declining", "regenerating")),
)
"""Given from outside, or over a window that no run from an opening year covers."""
EARLIER = ("_2002_2007", "_2004_2013", "_2003_2013", "revenue_growth_on_output", "expenditure_growth_on_revenue")
"""Endings of the moments of windows before the opening: a run under the prices and growth of then stands in."""
OPENING, RUN = 2010, 10
"""First year and length of the run behind the moments: from the census of 2010 to that of 2020."""
EARLIER_OPENING, EARLIER_RUN = 2002, 11
"""Those of the run that stands in: from the first national table with jobs to the last year of the windows."""
ROUNDS = 3
DRAWS = 384
"""Simulated pasts a round: four for each score."""
SHIPPED = 256
LEAST_SPREAD = 0.5
"""Of the scores of a later round: a plane needs some ground to stand on."""


@dataclass(frozen=True)
class PosteriorFit:
    """A fit for what was known at `origin`. `scores` (draw, parameter) are standard scores of the posterior.

    `model` and `prior_model` (draw, moment) are simulated with the posterior and with the priors; `directions` of
    parameters are those that moments inform, `diagnostics` those of the chains.
    """

    origin: int
    moments: tuple[str, ...]
    scores: Values
    model: Values
    prior_model: Values
    directions: int
    diagnostics: Mapping[str, float]


def fitted_moments(origin: int) -> tuple[str, ...]:
    """The moments that a fit for `origin` may use: all outcomes known then, and a run can give them."""
    known = set(allowed(origin))
    return tuple(name for name in MOMENTS if name in known and name not in NOT_SIMULATED)


def fit(
    world: World,
    past: Observed,
    origin: int,
    seed: int,
    folder: Path | None = None,
    target: Values | None = None,
) -> PosteriorFit:
    """The posterior of the simulator's parameters from what was known at `origin`.

    Each round simulates pasts at scattered scores, draws a plane through their moments, and finds the posterior
    on that plane: standard normal scores, and a common share of model error beside the moments' own covariance. Later
    rounds look around the posterior of the one before. `world` is that of 2010. A `folder` keeps finished rounds, so
    that a stopped fit goes on. `target` (moment,) stands in for the shipped targets of `fitted_moments`. Raises
    NoAnswer where no moment is allowed, where no parameter moves one, and for chains that do not agree.
    """
    names = fitted_moments(origin)
    if not names:
        raise NoAnswer(f"{origin}: no moment had all its outcomes by then")
    target = np.array([moments()[name].target for name in names]) if target is None else target
    scores = _matrix(prior_scores(DRAWS, seed))
    prior_model = None
    for round_number in range(ROUNDS):
        model = _kept_round(
            folder, f"{origin}-{seed}-{round_number}", scores, lambda s: ensemble(world, past, s, names, origin, seed)
        )
        prior_model = model if prior_model is None else prior_model
        fitted = plane(scores, model)
        result = plane_posterior(fitted, names, target, seed + round_number)
        spread = result.scores.std(axis=0)
        centre = result.scores.mean(axis=0)
        rng = stream("next_round", seed, round_number)
        scores = centre + np.maximum(spread, LEAST_SPREAD) * rng.standard_normal((DRAWS, len(centre)))
    chosen = result.scores[np.linspace(0, len(result.scores) - 1, SHIPPED).astype(int)]
    final = ensemble(world, past, chosen, names, origin, seed + 1)
    prior_model = final if prior_model is None else prior_model
    return PosteriorFit(origin, names, chosen, final, prior_model, result.directions, result.diagnostics)


def ensemble(world: World, past: Observed, scores: Values, names: Sequence[str], origin: int, seed: int) -> Values:
    """Moments of one simulated past for each row of scores, (draw, moment); NaN where a run or a regression fails.

    Prices and mean growth are those that were where the origin has seen the run's years, else drawn.
    """
    table = {name: scores[:, i] for i, name in enumerate(score_names())}
    array = np.full((len(scores), len(names)), np.nan)
    for first_year, years in ((OPENING, RUN), (EARLIER_OPENING, EARLIER_RUN)):
        asked = [i for i, name in enumerate(names) if name.endswith(EARLIER) == (first_year == EARLIER_OPENING)]
        if not asked:
            continue
        futures = futures_at(world, table, years, seed)
        if first_year == EARLIER_OPENING or origin >= OPENING + RUN:
            futures = given_paths(futures, past, first_year)
        paths = simulated(futures, past)
        sound = np.all([np.isfinite(values).all(axis=(1, 2)) for values in paths.fields.values()], axis=0)
        for draw in np.flatnonzero(sound).tolist():
            record = paths.record(past, draw, first_year)
            for i in asked:
                try:
                    array[draw, i] = MOMENTS[names[i]](record)
                except (NoAnswer, np.linalg.LinAlgError):
                    continue
    return array


def _matrix(scores: Mapping[str, Values]) -> Values:
    return np.stack([scores[name] for name in score_names()], axis=1)


def _kept_round(folder: Path | None, name: str, scores: Values, run: Callable[[Values], Values]) -> Values:
    """The moments of a round, from the folder if a stopped fit left them there for the same scores."""
    if folder is None:
        return run(scores)
    path = folder / f"round-{name}.csv"
    if path.is_file():
        kept = np.loadtxt(path, delimiter=",", ndmin=2)
        if np.array_equal(kept[:, : scores.shape[1]], scores):
            return np.asarray(kept[:, scores.shape[1] :])
    model = run(scores)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    np.savetxt(partial, np.hstack([scores, model]), delimiter=",", fmt="%.17g")
    partial.replace(path)
    return model
