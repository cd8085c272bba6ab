"""What is forecast: targets, benchmarks, what is scored; and what may be seen at an origin, where the panel is cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.outlook.one_future.observed_series import EXPOSURE_STEPS, EXPOSURE_YEAR
from relode.places import by_code
from studies.outlook.predictive import Distribution

NATIONAL_GIVEN = "national_given"
"""The unweighted mean path of the scored places is given, so that deviations from it are scored."""
NOTHING_GIVEN = "nothing_given"
"""Nothing after the origin is known: a real forecast."""
OTHER_PROVINCES_GIVEN = "other_provinces_given"
"""Outcomes of other provinces are known, and the mean path: what structure across places can reach; no forecast."""

PRICES_GIVEN = "prices_and_national_given"
"""The mean path is given, and a method may look up resource prices after the origin; no method here does."""

MODES = (NATIONAL_GIVEN, NOTHING_GIVEN, PRICES_GIVEN, OTHER_PROVINCES_GIVEN)


@dataclass(frozen=True)
class Target:
    """A quantity to forecast. `logarithm`: errors are in logarithms, else in the quantity's own unit.

    `first` is the first year of the series that rules may use, `step` the years between two figures;
    `benchmark` and `benchmark_mode` name the method to beat, fixed before anything was scored.
    """

    name: str
    quantity: str
    logarithm: bool
    first: int
    step: int
    benchmark: str
    benchmark_mode: str
    cases: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Case:
    """A backcast: forecasts made at `origin` for every figure up to `horizon` years later."""

    target: Target
    origin: int
    horizon: int
    mode: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years to forecast."""
        step = self.target.step
        return tuple(range(self.origin + step, self.origin + self.horizon + 1, step))


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("gdp_real", "gdp_real_index", True, 2000, 1, "pooled_ar1", NATIONAL_GIVEN, ((2013, 6), (2013, 10))),
        Target("secondary_share", "secondary_share", False, 2000, 1, "level_reversion", NATIONAL_GIVEN, ((2013, 5),)),
        Target("population", "population", True, 2000, 10, "own_drift_half_shrunk", NATIONAL_GIVEN, ((2010, 10),)),
        Target(
            "mining_employment_share",
            "mining_employment_share",
            False,
            2010,
            10,
            "random_walk",
            NOTHING_GIVEN,
            ((2010, 10),),
        ),
        Target("house_price", "house_price", True, 2010, 1, "random_walk", NATIONAL_GIVEN, ((2015, 4), (2019, 5))),
    )
}
"""Bars, named before anything was scored: the best simple method of each target in an earlier trial."""


def series(values: xr.DataArray, of: Target, places: tuple[str, ...], years: tuple[int, ...]) -> Grid:
    """The transformed target, shape (place, year), NaN where nothing is published.

    `values` is over (quantity, place, year); years that it does not have are NaN.
    """
    raw = values.sel(quantity=of.quantity).reindex(place=list(places), year=list(years)).values
    if not of.logarithm:
        return np.asarray(raw, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(raw > 0, np.log(raw), np.nan))


def provinces(places: tuple[str, ...]) -> NDArray[np.str_]:
    """The province code of each place, (place,)."""
    return np.array([by_code()[code].province for code in places])


def cases(of: Target, modes: tuple[str, ...] = MODES) -> Iterator[Case]:
    """What is scored of a target, in each mode."""
    for origin, horizon in of.cases:
        for mode in modes:
            yield Case(of, origin, horizon, mode)


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

    Raises ValueError where the origin has too few years before it.
    """
    if origin < max(of.first, EXPOSURE_YEAR):
        earliest = max(of.first, EXPOSURE_YEAR)
        raise ValueError(f"{of.name}: the first usable origin is {earliest}")
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
    if year not in past.values.indexes["year"]:
        return np.full(len(past.places), np.nan)
    # Far quicker than to reindex both: it is asked for more than a thousand times.
    chosen = past.values.sel(quantity=quantity, year=year, place=list(past.places))
    return np.asarray(chosen.values, dtype=np.float64)


def rows_of(past: Past, places: Sequence[str]) -> NDArray[np.int64]:
    """Where `places` stand among the past's places, (place,)."""
    position = {code: i for i, code in enumerate(past.places)}
    return np.array([position[code] for code in places], dtype=np.int64)
