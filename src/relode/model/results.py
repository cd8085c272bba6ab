"""What a run gives back: tables with units, bands and balances."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.errors import RelodeError
from relode.model import simulate
from relode.model.accounts import imbalances
from relode.model.links import StoredPath
from relode.model.opening import REST
from relode.model.parameters import Params
from relode.model.quantities import QUANTITIES, kept_quantities
from relode.model.state import Flows, Levers, State, Weather
from relode.model.world import World

Values = NDArray[np.float64]

BLOCK = 32
"""Futures computed at once: their arrays stay in the cache of the processor."""
BANDS = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}


@dataclass(frozen=True)
class Futures:
    """Drawn parameters and outside series, leading axis future; the same for every policy that is compared.

    `stored` is the path of pull and push of all places while no place does anything, or None until it is needed.
    """

    world: World
    params: Params
    weather: Weather
    seed: int
    stored: StoredPath | None = None

    @property
    def count(self) -> int:
        """How many futures there are."""
        return int(self.weather.log_price.shape[0])

    @property
    def years(self) -> NDArray[np.int_]:
        """The opening year and those after it."""
        return self.world.year + np.arange(self.weather.log_price.shape[1])


def no_levers(years: int, places: int) -> Levers:
    """Nothing is done. (year, place)"""
    return levers_at({}, years, places, None)


def levers_at(doses: Mapping[str, Values], years: int, places: int, at: int | None) -> Levers:
    """Levers over the years of which the place at position `at` sets `doses` (year,) or (year, sector); None: no place."""
    from relode.model.state import LEVERS
    from relode.model.sector_list import SECTORS

    arrays = {name: np.zeros((years, len(SECTORS), places) if name in BY_SECTOR else (years, places)) for name in LEVERS}
    for name, dose in doses.items():
        arrays[name][..., at] = dose
    return Levers(**{name: jnp.asarray(array) for name, array in arrays.items()})
