"""Futures of all prefectures at once: in each the people of places sum to the nation's."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.facts import rows
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.one_future.bands import NORMAL, reach
from relode.outlook.one_future.observed_series import YEARS, exposure_groups, levels, prefectures
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import centre_path, half_widths
from relode.streams import stream
from relode.usual import FUTURES, SEED

COMMON = 0.2
"""What forecasts of all places miss together, over what one misses beside that, in standard deviations.

Assumed, .1 to .5: one and four years after 2020 the mean miss of the forecasts of 2020 was .20 and .24 of the spread.
At .1 large places take more of the remainder, at .5 all take the same.
"""
ROUNDS = 60
CLOSE = 1e-13


def parts_of_remainder(people: Values) -> Values:
    """By what each place's logarithm moves for each unit that the logarithm of the sum is to move, (place,).

    Errors of equal size in logarithms, one part common to all places and one each place's own: the best linear
    correction given the sum. `people` (place,), [persons], NaN for a place outside the sum, which moves as one without
    people would. Limits: COMMON large: 1 for all. Weighed by people the mean is 1.
    """
    share = np.nan_to_num(people) / np.nansum(people)
    return np.asarray((COMMON**2 + share) / (COMMON**2 + (share**2).sum()))


def added_up(people: Values, centre: Grid, nation: Values, factor: Grid | None = None) -> Grid:
    """Log changes by which `people` sum to the nation, (place, year). [ln]

    `centre` (place, year) are the places' own, `nation` (year,) the log change of the sum, `factor` (place, year) the
    mean of a place's futures over its median, 1 if None. NaN in `people` or `centre`: outside the sum. Limits: places
    that add up already stay. The sum of people x exp(change) x factor is the nation's to a part in 10^12.
    """
    inside = np.isfinite(people) & np.isfinite(centre).all(axis=1)
    weight = np.where(inside, people, 0.0)
    parts = parts_of_remainder(np.where(inside, people, np.nan))[:, None]
    more = np.ones_like(centre) if factor is None else factor
    result = centre.copy()
    for _ in range(ROUNDS):
        own = np.where(inside[:, None], result, 0.0)
        remainder = nation - np.log(weight @ (np.exp(own) * more) / weight.sum())
        result = result + parts * remainder
        if np.abs(remainder).max() < CLOSE:
            break
    return result


BASE = 2024
"""The first year of the UN's prospects of 2024: growth is told from it, levels are those of the places."""
SCORES = {"95l": -1.95996, "80l": -1.28155, "median": 0.0, "80u": 1.28155, "95u": 1.95996}
"""Bounds of the UN's intervals as scores of the normal distribution."""


@cache
def _prospects() -> Mapping[str, Mapping[int, float]]:
    """Bound of SCORES -> year -> persons of the nation in July. Source: wpp2024."""
    values: dict[str, dict[int, float]] = {name: {} for name in SCORES}
    for row in rows("un_population_prospects"):
        if row["place"] == "CN" and row["indicator"] == "population_july" and row["variant"] in values:
            values[row["variant"]][int(row["year"])] = 1000 * float(row["value"])
    return values


def growth(scores: Values, years: Sequence[int]) -> NDArray[np.float64]:
    """Log growth of the nation since BASE in futures that keep their score of the normal, (future, year). [ln]

    Between the UN's bounds in proportion to the score, beyond 95 % as between 80 and 95. Source: wpp2024. Limits:
    score 0 is the UN's median; the bounds of 80 and 95 % are met at their scores.
    """
    start = _prospects()["median"][BASE]
    bounds = np.array([[np.log(_prospects()[name][year] / start) for year in years] for name in SCORES])
    at = np.array(list(SCORES.values()))
    # A score of 0 in BASE is 0; what the UN does not know of that year is in no place's count.
    bounds = bounds - np.array([np.log(_prospects()[name][BASE] / start) for name in SCORES])[:, None]
    slopes = np.diff(bounds, axis=0) / np.diff(at)[:, None]
    part = np.clip(np.searchsorted(at, scores) - 1, 0, len(slopes) - 1)
    return np.asarray(bounds[part] + slopes[part] * (scores - at[part])[:, None])


def deviation(horizon: int) -> Values:
    """Standard deviation of the nation's people by years since BASE, from the UN's 90 % interval, (horizon,). [ln]

    After the last year of the outlook as in that year.
    """
    years = [min(BASE + ahead, LAST_YEAR) for ahead in range(1, horizon + 1)]
    low, high = growth(np.array([-NORMAL[1], NORMAL[1]]), years)
    return np.asarray((high - low) / 2 / NORMAL[1])


@cache
def natural_increase() -> Mapping[int, float]:
    """Year -> births less deaths of the nation over its people, as published in the next year. [1/yr]"""
    rates: dict[int, dict[str, float]] = {}
    for row in rows("vital_rates"):
        if row["place"] == "CN" and row["indicator"] in {"births_per_thousand", "deaths_per_thousand"}:
            rates.setdefault(int(row["year"]), {})[row["indicator"]] = float(row["value"]) / 1000
    return {y: r["births_per_thousand"] - r["deaths_per_thousand"] for y, r in rates.items() if len(r) == 2}


def as_forecast_at(origin: int, years: Sequence[int], account: Values) -> Values:
    """Log growth of the nation from a past origin as its own year told it, (year,): no later figure is in it. [ln]

    The natural increase published for the origin's year goes on. Where none is shipped for the year: the `account`,
    (year,), of all places' people by births, ageing and deaths of the five years before.
    """
    rate = natural_increase().get(origin)
    if rate is None:
        return account
    return np.array([rate * (year - origin) for year in years])


def people_futures(panel: xr.Dataset, count: int = FUTURES, seed: int = SEED) -> xr.DataArray:
    """People of each prefecture in each future, (future, place, year), [persons]; years are those of AHEAD.

    The nation keeps its rank among the UN's futures and moves all places alike; each place keeps its own rank in its
    band, apart from all others. After BASE what the places of a future would sum to beyond the nation is shared by
    `parts_of_remainder`. Up to a place's newest figure all futures are that figure, or lie between figures. Limits:
    each future's sum is the nation's to a part in 10^12; a place's quantiles are those of `predictive` within what
    `count` draws can tell.
    """
    places = prefectures(panel)
    counted = levels(panel, "population", places)
    newest = np.array([YEARS[np.flatnonzero(np.isfinite(row))[-1]] for row in counted])
    opening = np.array([row[YEARS.index(year)] for row, year in zip(counted, newest, strict=True)])
    centre = np.stack([_centre(*each) for each in zip(places, counted, newest, strict=True)])
    rng = stream("people_futures", seed)
    nation = growth(rng.standard_normal(count), [max(year, BASE) for year in AHEAD])
    beside = nation - growth(np.zeros(1), [max(year, BASE) for year in AHEAD])
    half = _own_halves(panel, places, newest)
    scores = rng.standard_normal((count, len(places), 1))
    future = np.array(AHEAD) > newest[:, None]
    after = AHEAD.index(BASE) + 1
    base = opening * np.exp(centre[:, after - 1])
    people = np.empty((count, len(places), len(AHEAD)))
    for draw in range(count):  # one at a time: all at once would take several times the memory of what is returned
        logs = centre + np.where(future, reach(scores[draw], half[0], half[1]) + beside[draw], 0.0)
        since = logs[:, after:] - centre[:, [after - 1]]
        logs[:, after:] = centre[:, [after - 1]] + added_up(base, since, nation[draw, after:])
        people[draw] = opening[:, None] * np.exp(logs)
    return xr.DataArray(
        people,
        dims=("future", "place", "year"),
        coords={"place": list(places), "year": list(AHEAD)},
    )


def _centre(code: str, series: NDArray[np.float64], newest: int) -> NDArray[np.float64]:
    """Log of each year of AHEAD over the newest figure: between facts a steady rate, then the path of the table."""
    row = centre_path(code, "population")
    assert row is not None  # every prefecture is in the table
    path = {OPENING_YEAR: 0.0, **row[1]}
    known = np.flatnonzero(np.isfinite(series))
    past = np.interp(AHEAD, [YEARS[at] for at in known], np.log(series[known] / series[known[-1]]))
    ahead = np.array([path[year] - path[newest] for year in AHEAD])
    return np.where(np.array(AHEAD) <= newest, past, ahead)


def _own_halves(panel: xr.Dataset, places: tuple[str, ...], newest: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half widths beside the nation's, (share, place, year). [ln]"""
    table = half_widths()["population"][0]
    group = exposure_groups(panel, places)
    ahead = np.clip(np.array(AHEAD) - newest[:, None], 1, table.shape[2])
    whole = table[:, group[:, None], ahead - 1]
    shared = np.array(NORMAL)[:, None, None] * deviation(table.shape[2])[ahead - 1]
    return np.asarray(np.sqrt(np.maximum(whole**2 - shared**2, 0.0)))
