"""Real prices of resource kinds in yuan of 2010, and the process that ships for each kind: `price_process.csv`."""

from collections.abc import Mapping
from functools import cache
from itertools import combinations

import numpy as np

from relode import shipped_tables
from relode.arrays import Values
from relode.facts import rows
from relode.model.exogenous import PriceProcess
from relode.model.opening.tables import COMMODITIES

BASE = 2010
"""The year whose consumer prices real prices are in."""
UNIFIED_RATE = 1994
"""The first year with one exchange rate: the official rate before it was not what buyers of metal paid."""
PRICED = ("coal", "oil_gas", "ferrous", "nonferrous")
"""Resource kinds with a price: the first of COMMODITIES."""


@cache
def log_real_price(commodity: str) -> Mapping[int, float]:
    """Year -> ln real price in yuan of 2010 of one commodity of `prices`, from 1994. Source: worldbank_prices, fx."""
    rate, level = (
        {int(row["year"]): float(row["value"]) for row in rows("macro") if row["quantity"] == quantity}
        for quantity in ("exchange_rate", "consumer_price_index")
    )
    real = {
        int(row["year"]): float(row["commodity_price"])
        * (1.0 if row["unit"].startswith("CNY") else rate[int(row["year"])])
        * level[BASE]
        / level[int(row["year"])]
        for row in rows("prices")
        if row["commodity"] == commodity and int(row["year"]) in level and int(row["year"]) >= UNIFIED_RATE
    }
    return {year: float(np.log(price)) for year, price in real.items()}


@cache
def log_real_kind_price(kind: str) -> Mapping[int, float]:
    """Year -> ln real price of a resource kind that has one: the mean of its commodities' logarithms, by weight."""
    parts = [row for row in rows("resource_prices") if row["level"] == "main_resource" and row["resource"] == kind]
    return weighted_price({row["commodity"]: float(row["commodity_weight"]) for row in parts})


def weighted_price(weights: Mapping[str, float]) -> dict[int, float]:
    """Year -> mean of the logarithms of the real prices of commodities, by weight, in years that all have."""
    series = {commodity: log_real_price(commodity) for commodity in weights}
    common = set.intersection(*(set(each) for each in series.values()))
    return {year: sum(weights[name] * series[name][year] for name in weights) for year in sorted(common)}


def published_prices(opening: int, years: int) -> Values:
    """Log real prices of the model's commodities over the opening year's, NaN where none is published.

    (year, commodity), the opening year first, `years` of them. Source: worldbank_prices, bp_coal, fx, cpi_china.
    """
    values = np.full((years, len(COMMODITIES)), np.nan)
    for at, kind in enumerate(PRICED):
        series = log_real_kind_price(kind)
        for year in series.keys() & set(range(opening, opening + years)):
            values[year - opening, at] = series[year] - series[opening]
    return values


@cache
def price_process() -> PriceProcess:
    """The shipped process of log real prices, in the order of the model's commodities."""
    table = shipped_tables.rows("relode.calibration", "price_process")
    value = {(row["subject"], row["quantity"]): float(row["value"] or "nan") for row in table}
    parameters = {
        name: np.array([value[kind, name] for kind in COMMODITIES])
        for name in ("reversion", "volatility", "long_run_volatility", "drift")
    }
    correlation = np.eye(len(COMMODITIES))
    for (i, one), (j, other) in combinations(enumerate(COMMODITIES), 2):
        correlation[i, j] = correlation[j, i] = value[f"{one}:{other}", "correlation"]
    return PriceProcess(**parameters, correlation=correlation)
