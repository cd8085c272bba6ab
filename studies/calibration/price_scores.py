"""How well the price processes foretell, from what was known before, beside a random walk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Vector
from relode.streams import stream
from studies.calibration.price_fit import LEAST_YEARS, ONE_FACTOR, TWO_FACTOR, Process, fit, forecast
from studies.outlook.predictive import Spread

Forecast = tuple[float, float]
Foretell = Callable[[Vector, int], Forecast]

HORIZONS = (1, 5)
RESAMPLES = 2000
SEED = 1


@dataclass(frozen=True)
class PriceScore:
    """Mean CRPS of ln price over `n` forecasts, and the gain on the random walk with its 95 % interval. [share]"""

    method: str
    horizon: int
    n: int
    crps: float
    gain: float
    low: float
    high: float


def random_walk(changes: Vector, ahead: int) -> Forecast:
    """No change expected; the spread is that of past yearly changes times the root of the years.

    `changes` of ln price is (year,).
    """
    return 0.0, float(np.sqrt(np.mean(changes**2) * ahead))


def _of_process(parameters: tuple[str, ...], drift: float | None) -> Foretell:
    def foretell(changes: Vector, ahead: int) -> Forecast:
        return forecast(changes, _fitted(tuple(changes.tolist()), parameters, drift), ahead, drift)

    return foretell


@cache
def _fitted(changes: tuple[float, ...], parameters: tuple[str, ...], drift: float | None) -> Process:
    """Kept, since every horizon asks for the same fits."""
    return fit(np.array(changes), parameters, drift).process


METHODS: Mapping[str, Foretell] = {
    "random_walk": random_walk,
    "one_factor": _of_process(ONE_FACTOR, None),
    "one_factor_without_drift": _of_process(ONE_FACTOR, 0.0),
    "two_factor": _of_process(TWO_FACTOR, None),
    "two_factor_without_drift": _of_process(TWO_FACTOR, 0.0),
}


def price_scores(changes: Mapping[str, Mapping[int, float]]) -> Iterator[PriceScore]:
    """Scores of every method at every horizon; `changes` are yearly ones of ln price by resource kind and year.

    Each forecast is fitted on the changes up to its origin. Intervals draw blocks of origins as long as the horizon,
    all kinds of a year together: prices move together and long forecasts overlap.
    """
    for horizon in HORIZONS:
        cells = {name: _crps_by_origin(changes, foretell, horizon) for name, foretell in METHODS.items()}
        benchmark = cells["random_walk"]
        for name, result in cells.items():
            low, high = _interval(result, benchmark, horizon)
            everything = np.concatenate(list(result.values()))
            gain = 1 - everything.mean() / np.concatenate(list(benchmark.values())).mean()
            yield PriceScore(name, horizon, len(everything), float(everything.mean()), float(gain), low, high)


def _crps_by_origin(
    changes: Mapping[str, Mapping[int, float]], foretell: Foretell, ahead: int
) -> dict[int, NDArray[np.float64]]:
    array: dict[int, list[float]] = {}
    for series in changes.values():
        years, values = list(series), np.array(list(series.values()))
        for known in range(LEAST_YEARS, len(values) - ahead + 1):
            centre, spread = foretell(values[:known], ahead)
            outcome = values[known : known + ahead].sum()
            score = Spread(np.array([[centre]]), np.array([[spread]])).crps(np.array([[outcome]]))
            array.setdefault(years[known - 1], []).append(float(score[0, 0]))
    return {year: np.array(array[year]) for year in sorted(array)}


def _interval(
    own: Mapping[int, NDArray[np.float64]], benchmark: Mapping[int, NDArray[np.float64]], length: int
) -> tuple[float, float]:
    count = len(own)
    rng = stream("price_scores", SEED)
    starts = rng.integers(count, size=(RESAMPLES, -(-count // length)))
    drawn = ((starts[:, :, None] + np.arange(length)) % count).reshape(RESAMPLES, -1)[:, :count]
    totals = (np.array([cells.sum() for cells in each.values()])[drawn].sum(axis=1) for each in (own, benchmark))
    low, high = np.quantile(1 - next(totals) / next(totals), (0.025, 0.975))
    return float(low), float(high)
