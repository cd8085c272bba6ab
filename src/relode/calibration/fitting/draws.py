"""The futures in which plans are compared: parameters, prices, the nation and shocks, drawn with a named seed."""

from collections.abc import Mapping

import numpy as np

from relode.arrays import Values
from relode.calibration.fitting.posterior_draws import posterior
from relode.calibration.prices.price_table import KINDS, correlation, process
from relode.calibration.prices.resource_price import PRICED, log_real_kind_price
from relode.errors import RelodeError
from relode.horizon import LONGEST
from relode.model.exogenous import PriceProcess, exogenous
from relode.model.futures import Futures
from relode.model.opening.opening_world import World, drawn_observed
from relode.model.opening.tables import COMMODITIES
from relode.model.parameters import at_scores, priors
from relode.model.shocks import laid_over
from relode.streams import stream

MOST_FUTURES = 2048
"""Drawn at once; more are drawn in parts, each with a seed of its own (`plan.ensemble`)."""

ONLY_LEVERS = ("spending_rounds", "jobs_of_orders", "fund_return")
"""Parameters that no year without a lever sees: nothing in the past informs them, so they keep their priors."""
PASSED_OVER = {
    "opening_return": 6, "skill_response": 2, "pension_ratio": 1, "wage_elasticity": 1, "accompanying_children": 1,
    "crowding_out_of_schooling": 1, "long_run_growth": 3,
}  # fmt: skip
"""Parameter -> how many of those that stood before it are gone: their numbers are passed over, so that all others
have those with which the shipped posteriors were fitted."""


def price_process() -> PriceProcess:
    """The shipped process of log real prices, in the order of the model's commodities."""
    result = [process(kind) for kind in COMMODITIES]
    order = [KINDS.index(kind) for kind in COMMODITIES]
    return PriceProcess(
        reversion=np.array([p.reversion for p in result]),
        volatility=np.array([p.volatility for p in result]),
        long_run_volatility=np.array([p.long_run_volatility for p in result]),
        drift=np.array([p.drift for p in result]),
        correlation=correlation()[np.ix_(order, order)],
    )


def published_prices(opening: int, years: int) -> Values:
    """Log real prices of the model's commodities over the opening year's, NaN where none is published.

    (year, commodity), the opening year first, `years` of them. Source: worldbank_prices, bp_coal, fx, cpi_china.
    """
    values = np.full((years, len(COMMODITIES)), np.nan)
    for at, kind in enumerate(COMMODITIES):
        series = log_real_kind_price(kind) if kind in PRICED else {}
        for year in series.keys() & set(range(opening, opening + years)):
            values[year - opening, at] = series[year] - series[opening]
    return values


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
    shipped = posterior(fitted or world.year) if calibrated else None
    # Parameters of levers are not in a posterior and keep their priors.
    scores = prior_scores(count, seed) | (shipped.draws(count, seed) if shipped else {})
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
