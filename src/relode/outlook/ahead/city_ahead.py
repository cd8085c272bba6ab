"""One city ahead: four figures to a year, each from the best past-trained method, with its measured coverage."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.errors import NoVerdict, RelodeError
from relode.horizon import LAST_YEAR
from relode.outlook.ahead.forecasts import Forecast, NotForecast, Outlook, Values
from relode.outlook.ahead.newest_figure import NewestFigure, opening_of
from relode.outlook.backcasts.harness import usable
from relode.outlook.backcasts.measured_errors import (
    POOLED,
    SHOWN,
    Measured,
    by_horizon,
    chosen,
    group_of,
    last_year,
    longest,
)
from relode.outlook.backcasts.past import Past, exposure, history, past_of
from relode.outlook.backcasts.targets import NOTHING_GIVEN, Target, prefectures, target
from relode.outlook.forecasters.method_list import methods
from relode.outlook.forecasters.predictive import Distribution
from relode.places import Place, place_of

LAST = 2035
QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
FALLBACK = "random_walk"
NOMINAL = 0.9


def outlook(panel: xr.Dataset, place: Place | str, until: int = LAST, *, seed: int = 1) -> Outlook:
    """GDP, population, mining share of jobs and house price of `place`, or the one of that name, up to `until`.

    Raises RelodeError where none of the four can be forecast, or for a year outside those that make sense.
    """
    place = place_of(place)
    first = 1 + min(last_year(panel, target(name)) for name in SHOWN)
    if not first <= until <= LAST_YEAR:
        raise RelodeError("outlook.bad_years", until=until, first=first, last=LAST_YEAR)
    years = tuple(range(first, until + 1))
    found = [forecast_of(panel, place, target(name), years, seed) for name in SHOWN]
    forecasts = tuple(each for each in found if isinstance(each, Forecast))
    if not forecasts:
        raise NoVerdict("outlook.no_series", place=place.slug)
    return Outlook(place, years, forecasts, tuple(each for each in found if isinstance(each, NotForecast)))


def forecast_of(panel: xr.Dataset, place: Place, of: Target, years: Sequence[int], seed: int) -> Forecast | NotForecast:
    """The forecast of one target, or why there is none."""
    origin = last_year(panel, of)
    opening = opening_of(panel, place, of, origin)
    if opening is None:
        known = panel["value"].sel(quantity=of.quantity, place=place.code).notnull().any()
        return NotForecast(of.name, "no_recent_figure" if bool(known) else "no_series")
    past = past_with(panel, of, origin, place)
    if past is None:
        return NotForecast(of.name, "history_incomplete")
    ahead = tuple(year for year in years if year > origin)
    if not ahead:
        return NotForecast(of.name, "nothing_ahead")
    group = group_of(place)
    for name in dict.fromkeys((chosen(of, group)[0], FALLBACK)):
        predicted = methods(of.name, NOTHING_GIVEN)[name].predict(
            past, (place.code,), ahead, np.random.default_rng(seed)
        )
        if np.isfinite(predicted.quantile(0.5)).all():
            return _forecast(opening, past, predicted, name, group, years)
    return NotForecast(of.name, "history_incomplete")


def past_with(panel: xr.Dataset, of: Target, origin: int, place: Place) -> Past | None:
    """The past with every prefecture that the methods can use, and the place; None if its own history has gaps.

    County-level places have no census of 2000, so of them only the newest figure and a mining share are asked for.
    """
    everyone = past_of(panel, of, origin, tuple(dict.fromkeys((*prefectures(panel), place.code))))
    known = usable(everyone)
    at = everyone.places.index(place.code)
    if place.level != "prefecture":
        known[at] = np.isfinite(history(everyone)[at, -1]) and np.isfinite(exposure(everyone)[at])
    if not known[at]:
        return None
    return replace(everyone, places=tuple(np.array(everyone.places)[known].tolist()))


def _forecast(
    opening: NewestFigure, past: Past, predicted: Distribution, method: str, group: str, years: Sequence[int]
) -> Forecast:
    of = past.target
    measured, furthest = by_horizon(of, method, group), longest(of, method)
    change = {label: predicted.quantile(chance)[0] for label, chance in QUANTILES.items()}
    change = {label: _beyond(each, change["median"], furthest) for label, each in change.items()}
    levels = {label: _level(of, opening.value, each) for label, each in change.items()}
    within = {label: np.clip(each, 0.0, np.inf if of.logarithm else 1.0) for label, each in levels.items()}
    tags = {
        **_tags(of, method, group, measured[POOLED]),
        "extrapolating": years[-1] > past.origin + furthest or opening.level != "prefecture",
        "clipped": any((levels[label] != within[label]).any() for label in levels),
    }
    return Forecast(
        quantity=of.name,
        unit=opening.unit,
        price_base=opening.price_base,
        method=method,
        origin=past.origin,
        opening=opening.value,
        history=opening.history,
        quantiles={label: _aligned(each, years, past.origin) for label, each in within.items()},
        chance_of_fall=float(predicted.below(np.zeros_like(change["median"])[None])[0, -1]),
        measured=measured[POOLED],
        by_horizon={ahead: row for ahead, row in measured.items() if 0 < ahead <= furthest},
        measured_until=past.origin + furthest,
        tags=tuple(tag for tag, given in tags.items() if given),
        sources=opening.sources,
    )


def _beyond(ends: NDArray[np.float64], middle: NDArray[np.float64], furthest: int) -> NDArray[np.float64]:
    """Beyond the horizon up to which errors were measured, a band widens with the square root of the years ahead.

    So far ahead single origins would decide its width, and it would jump.
    """
    if not 0 < furthest < len(ends):
        return ends
    ahead = np.arange(furthest + 1, len(ends) + 1)
    widened = middle[furthest:] + (ends[furthest - 1] - middle[furthest - 1]) * np.sqrt(ahead / furthest)
    return np.concatenate([ends[:furthest], widened])


def _tags(of: Target, method: str, group: str, measured: Measured) -> dict[str, bool]:
    """What the scores of the past say of a method."""
    best, skilled = chosen(of, group)
    return {
        "no_skill": not skilled or method != best,
        "fallback": method != best,
        "under_covered": measured.coverage_90_high < NOMINAL,
        "over_covered": measured.coverage_90_low > NOMINAL,
    }


def _level(of: Target, opening: float, change: NDArray[np.float64]) -> NDArray[np.float64]:
    return opening * np.exp(change) if of.logarithm else opening + change


def _aligned(values: NDArray[np.float64], years: Sequence[int], origin: int) -> Values:
    """One value a year of the outlook, None up to the origin."""
    found = dict(zip([year for year in years if year > origin], values.tolist(), strict=True))
    return tuple(found.get(year) for year in years)
