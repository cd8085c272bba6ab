"""Named shocks: what a planner asks about by name, laid over futures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.errors import RelodeError
from relode.model.futures import Futures
from relode.model.opening.closing_calendar import capacity_left
from relode.model.opening.tables import COMMODITIES
from relode.model.state import Exogenous

PRICE_FALL = -0.53
"""Fall of the price of thermal coal at Qinhuangdao from 2011 to 2015 in constant prices: the last large one."""
DEMAND_FALL = 0.04
"""Yearly fall of the price that miners get under a cap on coal demand: halves it in seventeen years (assumption)."""


def _price_fall(log_price: Array, at: Array) -> Array:
    """All prices of ore fall by 53 per cent for good."""
    return log_price + jnp.where(at[:, None] >= 0, np.log1p(PRICE_FALL), 0.0)


def _demand_cap(log_price: Array, at: Array) -> Array:
    """The price of coal falls by 4 per cent a year from that year on."""
    coal = np.array([name == "coal" for name in COMMODITIES])
    return log_price - DEMAND_FALL * jnp.maximum(at + 1, 0)[:, None] * coal


CLOSING_CALENDAR = "closing_calendar"
"""Coal mines close when their printed lives end: no more capacity works than is open by plan."""

SHOCKS: Mapping[str, Callable[[Array, Array], Array]] = {"price_fall": _price_fall, "demand_cap": _demand_cap}


def laid_over(futures: Futures, shock: str) -> Futures:
    """The futures with a shock `name@year` laid over them; without a year it strikes in the year after the opening.

    Raises RelodeError for an unknown shock, a year outside the series, and a calendar of closures of another opening
    than those that the list of mines describes.
    """
    name, _, _ = shock.partition("@")
    if name != CLOSING_CALENDAR:
        return replace(futures, exogenous=shocked(futures.exogenous, shock, futures.world.year))
    world = futures.world
    left = capacity_left(world.opening, _start(shock, world.year, len(futures.years)))
    return replace(futures, observed=replace(futures.observed, capacity_left=jnp.asarray(left)))


def shocked(exogenous: Exogenous, shock: str, opening_year: int) -> Exogenous:
    """The series with a shock of prices laid over them, `name@year` as in `laid_over`.

    Raises RelodeError for an unknown shock or a year outside the series.
    """
    name, _, _ = shock.partition("@")
    years = exogenous.log_price.shape[-2]
    if name not in SHOCKS:
        raise RelodeError("simulate.unknown_shock", shock=name, allowed=", ".join((*SHOCKS, CLOSING_CALENDAR)))
    at = jnp.arange(years) - _start(shock, opening_year, years)
    return replace(exogenous, log_price=SHOCKS[name](exogenous.log_price, at))


def _start(shock: str, opening_year: int, years: int) -> int:
    """Years after the opening in which the shock strikes. Raises RelodeError for one outside the series."""
    when = shock.partition("@")[2]
    start = int(when) - opening_year if when.isdecimal() else 1 if not when else -1
    if not 1 <= start < years:
        raise RelodeError("simulate.shock_year", year=when, first=opening_year + 1, last=opening_year + years - 1)
    return start
