"""The futures in which plans are compared: parameters, prices, the nation and shocks, drawn with a named seed."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Values
from relode.calibration.prices import price_process, published_prices
from relode.errors import RelodeError
from relode.horizon import LONGEST
from relode.model.exogenous import exogenous
from relode.model.futures import Futures
from relode.model.opening.opening_world import World, drawn_observed
from relode.model.parameters import at_scores, priors
from relode.model.shocks import laid_over
from relode.streams import stream

MOST_FUTURES = 2048
"""Most that are drawn at once."""

PASSED_OVER = {
    "opening_return": 6, "skill_response": 2, "pension_ratio": 1, "wage_elasticity": 1, "accompanying_children": 1,
    "crowding_out_of_schooling": 1, "long_run_growth": 3,
}  # fmt: skip
"""Parameter -> how many of those that stood before it are gone: their numbers are passed over, so that all others
have those with which the shipped posteriors were fitted."""


def draw_futures(
    world: World,
    count: int,
    years: int,
    seed: int,
    shock: str | None = None,
    *,
    calibrated: bool = True,
    known: bool = False,
    fitted: int | None = None,
) -> Futures:
    """`count` futures over `years` years after the opening: parameters drawn, exogenous series by chance.

    Parameters come from the posterior of the opening year, or of the year `fitted`, where one ships and `calibrated` is
    asked for, else from their priors. Where prices since the opening are `known`, all futures have those that are
    published, as advice of today needs; not to be used where the simulator is scored against what came after. Raises
    RelodeError for a count outside 1 to 2,048, years outside 1 to 50, or an unknown shock.
    """
    check_size(count, years)
    # Parameters of levers are not in a posterior and keep their priors.
    scores = prior_scores(count, seed) | (posterior_draws(fitted or world.year, count, seed) if calibrated else {})
    futures = futures_at(world, scores, years, seed, published_prices(world.year, years + 1) if known else None)
    if shock is not None:
        futures = laid_over(futures, shock)
    return futures


def check_size(count: int, years: int) -> None:
    """Raises RelodeError for a count outside 1 to 2,048 or years outside 1 to 50."""
    if not 1 <= count <= MOST_FUTURES:
        raise RelodeError("simulate.bad_futures", count=count, most=MOST_FUTURES)
    if not 1 <= years <= LONGEST:
        raise RelodeError("simulate.bad_years", years=years, longest=LONGEST)


@cache
def posterior(origin: int) -> Mapping[str, Values]:
    """Standard scores of the posterior that ships for an opening year, (draw,) each; nothing where none was fitted.

    0 is the median of the prior, 1.64 its upper end.
    """
    if not shipped_tables.exists("relode.calibration", f"posteriors/{origin}"):
        return {}
    head, lines = shipped_tables.cells(shipped_tables.text("relode.calibration", f"posteriors/{origin}"))
    return dict(zip(head, np.array(lines, dtype=np.float64).T, strict=True))


def posterior_draws(origin: int, count: int, seed: int) -> dict[str, Values]:
    """`count` draws of a posterior, (draw,) each: all shipped ones by chance, again from the start if more."""
    scores = posterior(origin)
    shipped = len(next(iter(scores.values()), ()))
    at = np.resize(stream("posterior_order", seed).permutation(shipped), count) if shipped else slice(None)
    return {name: values[at] for name, values in scores.items()}


def prior_scores(count: int, seed: int) -> dict[str, Values]:
    """Standard scores of all parameters and of the exogenous series' own, independent. (future,) each."""
    rng = stream("prior_scores", seed)
    scores = {}
    for name in score_names():
        rng.standard_normal((PASSED_OVER.get(name, 0), count))
        scores[name] = rng.standard_normal(count)
    return scores


def score_names() -> tuple[str, ...]:
    """Everything that has a prior and is not fixed: parameters, then exogenous series."""
    return tuple(
        n for table in ("parameters", "exogenous") for n, prior in priors(table).items() if prior.shape != "fixed"
    )


def futures_at(
    world: World, scores: Mapping[str, Values], years: int, seed: int, published: Values | None = None
) -> Futures:
    """Futures with these scores (future,); assumed cells of the opening, shocks and levers are drawn by `seed`.

    `published` are log prices (year, commodity) that all futures have, NaN where they are drawn.
    """
    count = len(next(iter(scores.values())))
    own = {name: scores[name] for name in scores if name in priors()}
    outside = {name: scores[name] for name in scores if name in priors("exogenous")}
    series = exogenous(world, price_process(), count, years + 1, seed, outside, published)
    return Futures(world, drawn_observed(world, count, seed), at_scores(own, seed), series, seed)
