"""The nation's people: as the UN expects them from 2024 on, and as they were expected at past origins."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.facts import rows
from relode.horizon import LAST_YEAR
from relode.outlook.one_future.bands import NORMAL

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
