"""Scores of forecasts, with intervals from drawing whole provinces: neighbours share their shocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Interval
from relode.outlook.forecasters.predictive import Distribution
from relode.streams import stream

RESAMPLES = 1000
"""Bootstrap samples of provinces: the ends of a 95 % interval move by about 3 % of its length between seeds."""


@dataclass(frozen=True)
class ScoreCells:
    """Scores of each place and year, (place, year), NaN where there is no outcome; `province` index a place."""

    error: Grid
    crps: Grid
    chance: Grid
    province: NDArray[np.int64]


@dataclass(frozen=True)
class ForecastScore:
    """Means over places and years. `n` counts places, `cells` place-years; errors on the transformed scale."""

    n: int
    cells: int
    mae: float
    crps: float
    crps_interval_95: Interval
    coverage_50: float
    coverage_90: float
    coverage_90_interval: Interval
    pit: tuple[float, ...]


def cell_scores(predicted: Distribution, outcome: Grid, province: NDArray[np.str_]) -> ScoreCells:
    """Scores of each cell: error of the median, CRPS, and the predicted chance of an outcome below the true one.

    Each is (place, year); `province` is (place,).
    """
    known = np.isfinite(outcome)
    parts = (outcome - predicted.quantile(0.5), predicted.crps(outcome), predicted.below(outcome))
    error, crps, chance = (np.where(known, part, np.nan) for part in parts)
    return ScoreCells(error, crps, chance, np.unique(province, return_inverse=True)[1].astype(np.int64))


def score(cells: ScoreCells, among: NDArray[np.bool_], rng: np.random.Generator) -> ForecastScore:
    """Mean scores of the places `among`, intervals at 95 % from `RESAMPLES` draws of provinces. `among` is (place,)."""
    crps, chance = cells.crps[among], cells.chance[among]
    known = np.isfinite(crps)
    within = np.where(known, np.abs(chance - 0.5) < 0.45, np.nan)
    home, seed = cells.province[among], int(rng.integers(2**63))
    return ForecastScore(
        n=int(known.any(axis=1).sum()),
        cells=int(known.sum()),
        mae=float(np.nanmean(np.abs(cells.error[among]))),
        crps=float(np.nanmean(crps)),
        crps_interval_95=_interval(resampled_mean(crps, home, stream("provinces_drawn_again", seed))),
        coverage_50=float(np.mean(np.abs(chance[known] - 0.5) < 0.25)),
        coverage_90=float(np.nanmean(within)),
        coverage_90_interval=_interval(resampled_mean(within, home, stream("provinces_drawn_again", seed))),
        pit=tuple(float(x) for x in np.histogram(chance[known], bins=10, range=(0, 1))[0] / known.sum()),
    )


def skill(
    cells: ScoreCells, benchmark: ScoreCells, among: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[float, Interval]:
    """1 less the ratio of mean CRPS to that of the benchmark, over the same places and years; its 95 % interval.

    `among` is (place,).
    """
    both = np.isfinite(cells.crps[among]) & np.isfinite(benchmark.crps[among])
    own, other = (np.where(both, part.crps[among], np.nan) for part in (cells, benchmark))
    home, seed = cells.province[among], int(rng.integers(2**63))
    above, below = (resampled_mean(part, home, stream("provinces_drawn_again", seed)) for part in (own, other))
    ratio = above / below  # the same samples for both: a paired comparison
    return float(1 - np.nanmean(own) / np.nanmean(other)), _interval(1 - ratio)


def resampled_mean(values: Grid, province: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The mean of known cells in each bootstrap sample of provinces, shape (sample,); NaN for a sample without any.

    In the unit of the cells.
    """
    index = np.unique(province, return_inverse=True)[1]
    count = int(index.max()) + 1
    times = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float64)
    known = np.isfinite(values)
    total = times @ np.bincount(index, np.where(known, values, 0).sum(axis=1), count)
    cells = times @ np.bincount(index, known.sum(axis=1), count)
    return np.asarray(np.divide(total, cells, out=np.full(RESAMPLES, np.nan), where=cells > 0))


def _interval(samples: NDArray[np.float64]) -> Interval:
    low, high = np.nanquantile(samples, (0.025, 0.975))
    return float(low), float(high)
