"""Named shocks: what a planner asks about by name, laid over the exogenous series."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.errors import RelodeError
from relode.model.opening.opening_tables import COMMODITIES
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


SHOCKS: Mapping[str, Callable[[Array, Array], Array]] = {"price_fall": _price_fall, "demand_cap": _demand_cap}


def shocked(exogenous: Exogenous, shock: str, opening_year: int) -> Exogenous:
    """The series with a shock `name@year` laid over them; without a year it strikes in the year after the opening.

    Raises RelodeError for an unknown shock or a year outside the series.
    """
    name, _, when = shock.partition("@")
    years = exogenous.log_price.shape[-2]
    start = int(when) - opening_year if when.isdecimal() else 1 if not when else -1
    if name not in SHOCKS:
        raise RelodeError("simulate.unknown_shock", shock=name, allowed=", ".join(SHOCKS))
    if not 1 <= start < years:
        raise RelodeError("simulate.shock_year", year=when, first=opening_year + 1, last=opening_year + years - 1)
    at = jnp.arange(years) - start
    return replace(exogenous, log_price=SHOCKS[name](exogenous.log_price, at))
