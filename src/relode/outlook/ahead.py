"""One city ahead: four figures to a year, each from the best past-trained method, with its measured coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.errors import RelodeError
from relode.outlook.harness import usable
from relode.outlook.measured import POOLED, SHOWN, Measured, by_horizon, chosen, group_of, last_year, longest
from relode.outlook.methods import methods
from relode.outlook.past import Past, exposure, history, past_of
from relode.outlook.predictive import Distribution
from relode.outlook.targets import NOTHING_GIVEN, Target, prefectures, target
from relode.panel import cell
from relode.places import Place
from relode.vocabulary import quantity

LAST = 2035
FURTHEST = 2050
QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
FALLBACK = "random_walk"
NOMINAL = 0.9

Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Forecast:
    """One quantity ahead. `quantiles`: name -> one value a year of the outlook, None up to the origin.

    `opening` is the newest figure, of `origin`. `measured` are the method's scores over all past origins and
    horizons, `by_horizon` those so many years ahead; past `measured_until` no error was measured. Money of GDP is
    at prices of `price_base`. `chance_of_fall`: that the last year's value is below `opening`.
    """

    quantity: str
    unit: str
    price_base: int | None
    method: str
    origin: int
    opening: float
    history: tuple[tuple[int, float], ...]
    quantiles: Mapping[str, Values]
    chance_of_fall: float
    measured: Measured
    by_horizon: Mapping[int, Measured]
    measured_until: int
    tags: tuple[str, ...]
    sources: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "unit": self.unit,
            "price_base": self.price_base,
            **{name: list(values) for name, values in self.quantiles.items()},
            "method": self.method,
            "origin": self.origin,
            "opening": self.opening,
            "history": [{"year": year, "value": value} for year, value in self.history],
            "chance_of_fall": self.chance_of_fall,
            "measured_group": self.measured.group,
            "coverage_50": self.measured.coverage_50,
            "coverage_90": self.measured.coverage_90,
            "coverage_90_by_horizon": {str(ahead): row.coverage_90 for ahead, row in self.by_horizon.items()},
            "coverage_90_interval": [self.measured.coverage_90_low, self.measured.coverage_90_high],
            "skill": self.measured.skill,
            "skill_interval_95": [self.measured.skill_low, self.measured.skill_high],
            "measured_until": self.measured_until,
            "tags": list(self.tags),
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class NotForecast:
    """A quantity that cannot be forecast for the place, and the key of the reason."""

    quantity: str
    reason: str


@dataclass(frozen=True)
class Outlook:
    """What may happen to a place."""

    place: Place
    years: tuple[int, ...]
    forecasts: tuple[Forecast, ...]
    missing: tuple[NotForecast, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "place": self.place.record(),
            "years": list(self.years),
            "quantities": {each.quantity: each.record() for each in self.forecasts},
            "method": {each.quantity: each.method for each in self.forecasts},
            "coverage_90": {each.quantity: each.measured.coverage_90 for each in self.forecasts},
            "tags": sorted({tag for each in self.forecasts for tag in each.tags}),
            "missing": [{"quantity": each.quantity, "reason": each.reason} for each in self.missing],
        }


def outlook(panel: xr.Dataset, place: Place, until: int = LAST, *, seed: int = 1) -> Outlook:
    """GDP, population, mining share of jobs and house price of `place` up to the year `until`.

    Raises RelodeError where none of the four can be forecast, or for a year outside those that make sense.
    """
    first = 1 + min(last_year(panel, target(name)) for name in SHOWN)
    if not first <= until <= FURTHEST:
        raise RelodeError("outlook.bad_years", until=until, first=first, last=FURTHEST)
    years = tuple(range(first, until + 1))
    found = [forecast_of(panel, place, target(name), years, seed) for name in SHOWN]
    forecasts = tuple(each for each in found if isinstance(each, Forecast))
    if not forecasts:
        raise RelodeError("outlook.no_series", place=place.slug)
    return Outlook(place, years, forecasts, tuple(each for each in found if isinstance(each, NotForecast)))


def forecast_of(panel: xr.Dataset, place: Place, of: Target, years: Sequence[int], seed: int) -> Forecast | NotForecast:
    """The forecast of one target, or why there is none."""
    origin = last_year(panel, of)
    opening = cell(panel, place.code, of.quantity, origin)
    if opening is None:
        known = panel["value"].sel(quantity=of.quantity, place=place.code).notnull().any()
        return NotForecast(of.name, "no_recent_figure" if bool(known) else "no_series")
    past = past_with(panel, of, origin, place)
    if past is None:
        return NotForecast(of.name, "history_incomplete")
    ahead = tuple(year for year in years if year > origin)
    if not ahead:
        return NotForecast(of.name, "nothing_ahead")
    best, skilled = chosen(of, group_of(place))
    for name in dict.fromkeys((best, FALLBACK)):
        predicted = methods(of.name, NOTHING_GIVEN)[name].predict(
            past, (place.code,), ahead, np.random.default_rng(seed)
        )
        if np.isfinite(predicted.quantile(0.5)).all():
            return _forecast(panel, place, of, past, predicted, (name, skilled and name == best), years)
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
    panel: xr.Dataset,
    place: Place,
    of: Target,
    past: Past,
    predicted: Distribution,
    method: tuple[str, bool],
    years: Sequence[int],
) -> Forecast:
    name, skilled = method
    unit, base, opening, sources = _opening(panel, place, of, past.origin)
    measured = by_horizon(of, name, group_of(place))
    own = measured[POOLED]
    levels = {label: _level(of, opening, predicted.quantile(chance)[0]) for label, chance in QUANTILES.items()}
    lower, upper = (0.0, 1.0) if not of.logarithm else (0.0, np.inf)
    clipped = any((values < lower).any() or (values > upper).any() for values in levels.values())
    until = past.origin + longest(of, name)
    tags = {
        "no_skill": not skilled,
        "extrapolating": years[-1] > until or place.level != "prefecture",
        "clipped": clipped,
        "fallback": name != chosen(of, group_of(place))[0],
        "under_covered": own.coverage_90_high < NOMINAL,
        "over_covered": own.coverage_90_low > NOMINAL,
    }
    return Forecast(
        quantity=of.name,
        unit=unit,
        price_base=base,
        method=name,
        origin=past.origin,
        opening=opening,
        history=_history(panel, place, of, opening, past.origin),
        quantiles={
            label: _aligned(np.clip(values, lower, upper), years, past.origin) for label, values in levels.items()
        },
        chance_of_fall=float(predicted.below(np.zeros_like(predicted.quantile(0.5)))[0, -1]),
        measured=own,
        by_horizon={ahead: row for ahead, row in measured.items() if 0 < ahead <= longest(of, name)},
        measured_until=until,
        tags=tuple(tag for tag, given in tags.items() if given),
        sources=sources,
    )


def _opening(
    panel: xr.Dataset, place: Place, of: Target, origin: int
) -> tuple[str, int | None, float, tuple[str, ...]]:
    """Unit, price base, newest figure and its sources. Real GDP is told in money: nominal GDP of the origin."""
    shown = "gdp_nominal" if of.name == "gdp_real" else of.quantity
    found = cell(panel, place.code, shown, origin)
    if found is None:  # an index without the nominal figure: told as the index
        found = cell(panel, place.code, of.quantity, origin)
        shown = of.quantity
    if found is None:
        raise RelodeError("no_such_year", place=place.slug, name=of.quantity, year=origin, years="")
    base = origin if shown == "gdp_nominal" else None
    return quantity(shown).unit, base, found.value, found.sources


def _level(of: Target, opening: float, change: NDArray[np.float64]) -> NDArray[np.float64]:
    return opening * np.exp(change) if of.logarithm else opening + change


def _aligned(values: NDArray[np.float64], years: Sequence[int], origin: int) -> Values:
    """One value a year of the outlook, None up to the origin."""
    found = dict(zip([year for year in years if year > origin], values.tolist(), strict=True))
    return tuple(found.get(year) for year in years)


def _history(panel: xr.Dataset, place: Place, of: Target, opening: float, origin: int) -> tuple[tuple[int, float], ...]:
    """Published figures up to the origin; real GDP at prices of the origin."""
    path = panel["value"].sel(quantity=of.quantity, place=place.code, year=slice(None, origin))
    known = path[path.notnull()]
    values = known.values * (opening / float(known.values[-1]) if of.name == "gdp_real" else 1.0)
    return tuple((int(year), float(value)) for year, value in zip(known["year"].values, values, strict=True))
