"""What a forecaster may see at an origin. The panel is cut there, so later facts cannot leak in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.errors import RelodeError
from relode.outlook.backcasts.targets import NOTHING_GIVEN, Target, series
from relode.outlook.forecasters.predictive import Distribution

EXPOSURE_YEAR = 2010
EXPOSURE_STEPS = (0.01, 0.05)
"""Mining share of census employment that separates the groups whose errors are measured apart."""


@dataclass(frozen=True)
class Past:
    """Facts up to `origin`, and what the mode gives of later years.

    `values` is over (quantity, place, year) and ends with the origin. `national`, if given, is the mean change of
    the transformed target since the origin, one number a forecast year. `revealed`, if given, is that change in
    places of other provinces, shape (place, year), NaN in the provinces that are held out. `mode` says what a method
    may look up elsewhere: resource prices after the origin only in "prices_and_national_given".
    """

    target: Target
    origin: int
    places: tuple[str, ...]
    values: xr.DataArray
    national: NDArray[np.float64] | None = None
    revealed: Grid | None = None
    mode: str = NOTHING_GIVEN


class Forecaster(Protocol):
    """Anything that can be scored: it gives a distribution for places and years from the past alone."""

    def predict(
        self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator
    ) -> Distribution:
        """The distribution of the transformed target, over (`places`, `years`); `places` is a part of past.places."""
        ...


def past_of(
    panel: xr.Dataset,
    of: Target,
    origin: int,
    places: tuple[str, ...],
    national: NDArray[np.float64] | None = None,
    revealed: Grid | None = None,
    mode: str = NOTHING_GIVEN,
) -> Past:
    """The past of `panel` at `origin`: `national` is (horizon,), `revealed` (place, horizon).

    Raises RelodeError where the origin has too few years before it.
    """
    if origin < max(of.first, EXPOSURE_YEAR):
        earliest = max(of.first, EXPOSURE_YEAR)
        raise RelodeError("outlook.origin_too_early", target=of.name, origin=origin, first=earliest)
    return Past(of, origin, places, panel["value"].sel(year=slice(None, origin)), national, revealed, mode)


def history(past: Past) -> Grid:
    """The transformed target of the past's places, one column a figure, from the target's first year to the origin.

    In the unit of the transform.
    """
    years = tuple(range(past.target.first, past.origin + 1, past.target.step))
    return series(past.values, past.target, past.places, years)


def exposure(past: Past) -> NDArray[np.float64]:
    """Mining share of employment in 2010, shape (place,); NaN without a census."""
    return np.asarray(covariate(past, "mining_employment_share", EXPOSURE_YEAR))


def exposure_groups(past: Past) -> NDArray[np.int64]:
    """0, 1 or 2: below 1 %, 1 to 5 %, above 5 % of jobs in mining; 0 where it is not known. (place,)"""
    return np.asarray(np.digitize(np.nan_to_num(exposure(past)), EXPOSURE_STEPS))


def covariate(past: Past, quantity: str, year: int) -> NDArray[np.float64]:
    """A quantity of the past's places in a year, NaN where nothing is published or the year is after the origin.

    (place,), in the unit of the quantity.
    """
    chosen = past.values.sel(quantity=quantity).reindex(place=list(past.places), year=[year])
    return np.asarray(chosen.values[:, 0], dtype=np.float64)


def rows_of(past: Past, places: Sequence[str]) -> NDArray[np.int64]:
    """Where `places` stand among the past's places, (place,)."""
    position = {code: i for i, code in enumerate(past.places)}
    return np.array([position[code] for code in places], dtype=np.int64)
