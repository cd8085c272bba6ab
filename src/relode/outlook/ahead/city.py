"""One city ahead: nine quantities to a year, as the one predictive distribution has them."""

from dataclasses import replace

import numpy as np
import xarray as xr

from relode.errors import NoVerdict, RelodeError
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.ahead.forecasts import Forecast, NotForecast, Outlook, Point, UnderRetirementAge
from relode.outlook.one_future.observed_series import DEFLATED, YEARS, consumer_prices, forecast_quantities, levels
from relode.outlook.one_future.predictive_record import AHEAD, Ahead
from relode.outlook.one_future.statement import predictive
from relode.outlook.people_by_age.age_futures import FUTURES, AgeFutures, ages_ahead
from relode.outlook.people_by_age.cohorts import BEFORE, SINCE, WOMEN
from relode.panel import cell
from relode.places import Place, place_of
from relode.usual import HORIZON, SEED

QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
FLAT = 0.02
"""A median that stays within so much of the newest figure, in logarithms, is told as no change."""


def outlook(panel: xr.Dataset, place: Place | str, until: int = HORIZON) -> Outlook:
    """What is expected of `place`, or the one of that name, up to `until` if nothing is done.

    Raises NoVerdict where nothing can be forecast, RelodeError for a year outside those that make sense.

    Example:
        >>> found = rl.outlook.outlook(panel, "hegang", until=2030)
        >>> [each.quantity for each in found.forecasts][:3]
        ['population', 'age_15_59', 'employment']
        >>> found.forecasts[0].origin, found.forecasts[0].opening
        (2023, 850000.0)
    """
    place = place_of(place)
    first = OPENING_YEAR + 1
    if not first <= until <= LAST_YEAR:
        raise RelodeError("outlook.bad_years", until=until, first=first, last=LAST_YEAR)
    years = tuple(range(first, until + 1))
    quantities = predictive(panel, place).quantities
    forecasts = tuple(
        _forecast(at_own_prices(panel, place, ahead), years)
        for ahead in quantities.values()
        if ahead.observed_until < until
    )
    missing = tuple(
        NotForecast(name, _reason(panel, place, name, quantities.get(name)))
        for name in forecast_quantities()
        if name not in {each.quantity for each in forecasts}
    )
    return Outlook(place, years, forecasts, missing)


def _reason(panel: xr.Dataset, place: Place, name: str, ahead: Ahead | None) -> str:
    """Why a quantity is not forecast: nothing lies ahead, nothing recent or nothing at all is published."""
    if ahead is not None:
        return "nothing_ahead"
    return "no_recent_figure" if np.isfinite(levels(panel, name, (place.code,))).any() else "no_series"


def at_own_prices(panel: xr.Dataset, place: Place, ahead: Ahead) -> Ahead:
    """The same future at prices of its newest figure's year, so that this figure is told as it was published.

    Budgets and debt move by consumer prices; output to the newest year whose output at current prices is published.
    What has no such year, and what is not at constant prices, stays as it is.
    """
    if ahead.price_base is None:
        return ahead
    newest = ahead.observed_until
    if ahead.name in DEFLATED:
        year, factor = newest, float(consumer_prices()[YEARS.index(newest)])
    else:
        later = [year for year in sorted(ahead.facts, reverse=True) if year > ahead.price_base]
        found = next((each for y in later if (each := cell(panel, place, "gdp_nominal", y)) is not None), None)
        year, factor = (ahead.price_base, 1.0) if found is None else (found.year, found.value / ahead.facts[found.year])
    return replace(ahead, price_base=year, facts={y: value * factor for y, value in ahead.facts.items()})


def _forecast(ahead: Ahead, years: tuple[int, ...]) -> Forecast:
    values = ahead.at(tuple(QUANTILES.values()))
    at = {year: AHEAD.index(year) for year in years if year > ahead.observed_until}
    quantiles = {
        name: tuple(float(row[at[year]]) if year in at else None for year in years)
        for name, row in zip(QUANTILES, values, strict=True)
    }
    mean = tuple(float(ahead.mean[at[year]]) if year in at else None for year in years)
    more = {
        "unscored": years[-1] > ahead.scored_until,
        "flat": bool(np.abs(ahead.centre[: len(years)][list(at.values())]).max() < FLAT),
    }
    return Forecast(
        quantity=ahead.name,
        unit=ahead.unit,
        price_base=ahead.price_base,
        parts=ahead.parts,
        origin=ahead.observed_until,
        opening=ahead.opening,
        history=tuple(Point(year, value) for year, value in sorted(ahead.facts.items())),
        quantiles=quantiles,
        mean=mean,
        ageing_alone=None if ahead.ageing_alone is None else tuple(ahead.ageing_alone[: len(years)].tolist()),
        under_retirement_age=_under_retirement_age(ahead, len(years)),
        chance_of_fall=ahead.chance_below(ahead.opening, years[-1]),
        by_horizon=ahead.held,
        scored_until=ahead.scored_until,
        tags=(*ahead.tags, *(tag for tag, given in more.items() if given)),
        sources=ahead.sources,
    )


def _under_retirement_age(ahead: Ahead, years: int) -> UnderRetirementAge | None:
    if ahead.under_retirement_age is None:
        return None
    low, high = WOMEN
    under = {kind: tuple(values[:years].tolist()) for kind, values in ahead.under_retirement_age.items()}
    sources = ("census2020_age", "wpp2024", "retirement_reform_2024")
    before, since = ((under[ages, low], under[ages, high]) for ages in (BEFORE, SINCE))
    return UnderRetirementAge(*before, *since, sources)


def ages(panel: xr.Dataset, place: Place | str, until: int = HORIZON, seed: int = SEED) -> AgeFutures:
    """People by sex and single year of age from 2021 to `until` in equally likely futures of the outlook.

    Raises RelodeError for a last year that the outlook does not reach, NoVerdict for a place whose people or ages are
    not published.

    Example:
        >>> found = rl.outlook.ages(panel, "hegang")
        >>> children = found.between(6, 11)[:, found.years.index(2030)]
        >>> bool(children.max() < 0.7 * found.expected[0, :, 6:12].sum())
        True
    """
    place = place_of(place)
    if until not in AHEAD:
        raise RelodeError("outlook.bad_years", until=until, first=AHEAD[0], last=LAST_YEAR)
    people = predictive(panel, place, ("population",)).quantities.get("population")
    if people is None:
        raise NoVerdict("outlook.no_series", place=place.slug)
    years = AHEAD[: AHEAD.index(until) + 1]
    total = people.at((np.arange(FUTURES) + 0.5) / FUTURES)[:, : len(years)]
    return ages_ahead(place, total, years, seed)
