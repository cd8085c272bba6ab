"""The price process of each resource kind and its scores: `price_process.csv`."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from relode.calibration.prices import PRICED
from relode.model.opening.tables import COMMODITIES
from studies import write
from studies.calibration.estimates import ShippedEstimate, as_csv
from studies.calibration.place_prices import yearly_changes
from studies.calibration.price_fit import (
    ONE_FACTOR,
    TWO_FACTOR,
    ProcessFit,
    correlations,
    fit,
    largest_long_run_volatility,
)
from studies.calibration.price_scores import price_scores

ASSUMED: Mapping[str, tuple[float, float, float]] = {
    "reversion": (0.30, 0.11, 0.80),
    "volatility": (0.30, 0.20, 0.45),
    "long_run_volatility": (0.10, 0.0, 0.20),
}
"""Parameter -> value and range for kinds without a price: those of storable goods in the literature.

Source: schwartz1997, schwartz2000.
"""
DRIFT = (0.0, -0.03, 0.03)
"""Drift and its range: prices of raw materials fell by about 1 % a year over 140 years. Source: cashin2002."""
CORRELATION = (0.4, 0.0, 0.8)
"""Correlation with a kind that has no price, and its range."""
NORMAL_95 = 1.959963984540054
SOURCES: Mapping[str, tuple[str, ...]] = {
    "coal": ("bp_coal", "fx", "cpi_china"),
    "oil_gas": ("worldbank_prices", "fx", "cpi_china"),
    "ferrous": ("worldbank_prices", "fx", "cpi_china"),
    "nonferrous": ("worldbank_prices", "fx", "cpi_china"),
}


def price_rows() -> Iterator[ShippedEstimate]:
    """Parameters of each kind, then correlations. The drift is 0 by choice: see `price_score_rows`."""
    fits: dict[str, ProcessFit] = {}
    for kind in COMMODITIES:
        if kind in PRICED:
            values = np.array(list(yearly_changes(kind).values()))
            fits[kind] = fit(values, ONE_FACTOR, 0.0)
            yield from _fitted(kind, values, fits[kind])
        else:
            for name, (value, low, high) in ASSUMED.items():
                yield ShippedEstimate(kind, name, value, None, low, high, 0, ("assumption",), "price_without_series")
            yield ShippedEstimate(kind, "drift", *_range(DRIFT), 0, ("assumption",), "price_without_series")
    yield from _correlated(fits)


def price_score_rows() -> Iterator[ShippedEstimate]:
    """Gain in mean CRPS on a random walk, out of sample, of each form of the process at each horizon. [share]"""
    sources = tuple(sorted({key for keys in SOURCES.values() for key in keys}))
    for row in price_scores({kind: yearly_changes(kind) for kind in PRICED}):
        if row.method != "random_walk":
            quantity = f"crps_gain_{row.horizon}_years"
            yield ShippedEstimate(row.method, quantity, row.gain, None, row.low, row.high, row.n, sources)


def _fitted(kind: str, changes: NDArray[np.float64], fitted: ProcessFit) -> Iterator[ShippedEstimate]:
    count, sources = fitted.n, SOURCES[kind]
    for name in ONE_FACTOR:
        value, error = getattr(fitted.process, name), fitted.errors.get(name)
        ends = None if error is None else np.exp(NORMAL_95 * error / value)
        low, high = (None, None) if ends is None else (float(value / ends), float(value * ends))
        yield ShippedEstimate(kind, name, value, error, low, high, count, sources, "price_one_factor")
    both = fit(changes, TWO_FACTOR, 0.0)
    wander = largest_long_run_volatility(changes, both.log_likelihood, 0.0)
    yield ShippedEstimate(kind, "long_run_volatility", 0.0, None, 0.0, wander, count, sources, "price_level_stays")
    yield ShippedEstimate(kind, "drift", *_range(DRIFT), 0, ("assumption",), "price_drift")
    drifting = fit(changes, ONE_FACTOR)
    yield ShippedEstimate(
        kind,
        "drift_fitted",
        drifting.process.drift,
        drifting.errors["drift"],
        None,
        None,
        count,
        sources,
        "price_drift",
    )


def _correlated(fits: Mapping[str, ProcessFit]) -> Iterator[ShippedEstimate]:
    changes = {kind: yearly_changes(kind) for kind in fits}
    result, errors = correlations(changes, {kind: each.process for kind, each in fits.items()})
    for (i, one), (j, other) in combinations(enumerate(COMMODITIES), 2):
        pair = f"{one}:{other}"
        if other in fits:
            years = len(changes[one].keys() & changes[other].keys())
            sources = tuple(dict.fromkeys((*SOURCES[one], *SOURCES[other])))
            value, error = float(result[i, j]), float(errors[i, j])
            ends = correlation_interval(value, error)
            yield ShippedEstimate(pair, "correlation", value, error, *ends, years, sources)
        else:
            yield ShippedEstimate(pair, "correlation", *_range(CORRELATION), 0, ("assumption",), "price_without_series")


def correlation_interval(value: float, error: float) -> tuple[float, float]:
    """95 % interval of a correlation with a standard error, by Fisher's z: its ends lie between -1 and 1."""
    reach = NORMAL_95 * error / (1 - value**2)
    return float(np.tanh(np.arctanh(value) - reach)), float(np.tanh(np.arctanh(value) + reach))


def _range(assumed: tuple[float, float, float]) -> tuple[float, None, float, float]:
    return assumed[0], None, assumed[1], assumed[2]


if __name__ == "__main__":
    write("calibration/price_process", as_csv((*price_rows(), *price_score_rows())))
