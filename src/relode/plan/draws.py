"""The futures in which plans are compared: parameters, prices, the nation and luck, drawn with a named seed."""

import numpy as np

from relode.calibration.price_table import KINDS, correlation, process
from relode.errors import RelodeError
from relode.model.opening_tables import COMMODITIES
from relode.model.parameters import prior_draws
from relode.model.results import Futures
from relode.model.shocks import shocked
from relode.model.weather import PriceProcess, weather
from relode.model.world import World, drawn_observed

LONGEST = 50
"""Years that the model was built for; beyond them nobody knows what a city lives on."""


def price_process() -> PriceProcess:
    """The shipped process of log real prices, in the order of the model's commodities."""
    found = [process(kind) for kind in COMMODITIES]
    order = [KINDS.index(kind) for kind in COMMODITIES]
    return PriceProcess(
        reversion=np.array([p.reversion for p in found]),
        volatility=np.array([p.volatility for p in found]),
        long_run_volatility=np.array([p.long_run_volatility for p in found]),
        drift=np.array([p.drift for p in found]),
        correlation=correlation()[np.ix_(order, order)],
    )


def draw_futures(world: World, count: int, years: int, seed: int, shock: str | None = None) -> Futures:
    """`count` futures over `years` years after the opening: parameters from their priors, outside series by chance.

    Raises RelodeError for fewer than one future, years outside 1 to 50, or an unknown shock.
    """
    if count < 1:
        raise RelodeError("simulate.no_futures", count=count)
    if not 1 <= years <= LONGEST:
        raise RelodeError("simulate.bad_years", years=years, longest=LONGEST)
    series = weather(world, price_process(), count, years + 1, seed)
    if shock is not None:
        series = shocked(series, shock, world.year)
    return Futures(world, drawn_observed(world, count, seed), prior_draws(count, seed), series, seed)
