"""The backcast: every method at every origin, from what was known then, and its scores on what came after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Interval
from relode.outlook.one_future.observed_series import prefectures
from relode.streams import stream
from studies.outlook.method_list import methods
from studies.outlook.predictive import Distribution
from studies.outlook.targets import (
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    Case,
    Forecaster,
    Past,
    Target,
    exposure,
    history,
    past_of,
    provinces,
    series,
)

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
    drawn = stream("provinces_drawn_again", int(rng.integers(2**63)))
    crps_drawn, within_drawn = resampled_means((crps, within), cells.province[among], drawn)
    return ForecastScore(
        n=int(known.any(axis=1).sum()),
        cells=int(known.sum()),
        mae=float(np.nanmean(np.abs(cells.error[among]))),
        crps=float(np.nanmean(crps)),
        crps_interval_95=_interval(crps_drawn),
        coverage_50=float(np.mean(np.abs(chance[known] - 0.5) < 0.25)),
        coverage_90=float(np.nanmean(within)),
        coverage_90_interval=_interval(within_drawn),
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
    drawn = stream("provinces_drawn_again", int(rng.integers(2**63)))
    above, below = resampled_means((own, other), cells.province[among], drawn)
    ratio = above / below  # the same samples for both: a paired comparison
    return float(1 - np.nanmean(own) / np.nanmean(other)), _interval(1 - ratio)


def resampled_mean(values: Grid, province: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The mean of known cells in each bootstrap sample of provinces, shape (sample,); NaN for a sample without any.

    In the unit of the cells.
    """
    return resampled_means((values,), province, rng)[0]


def resampled_means(
    grids: Sequence[Grid], province: NDArray[np.int64], rng: np.random.Generator
) -> list[NDArray[np.float64]]:
    """The same of several grids in the same samples, (sample,) for each grid."""
    index = np.unique(province, return_inverse=True)[1]
    count = int(index.max()) + 1
    times = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float64)
    means = []
    for values in grids:
        known = np.isfinite(values)
        total = times @ np.bincount(index, np.where(known, values, 0).sum(axis=1), count)
        cells = times @ np.bincount(index, known.sum(axis=1), count)
        means.append(np.asarray(np.divide(total, cells, out=np.full(RESAMPLES, np.nan), where=cells > 0)))
    return means


def _interval(samples: NDArray[np.float64]) -> Interval:
    low, high = np.nanquantile(samples, (0.025, 0.975))
    return float(low), float(high)


Methods = Callable[[str, str], Mapping[str, Forecaster]]
"""(target, mode) -> name -> method."""


FIGURES_NEEDED = {"house_price": 1, "population": 2}
"""The newest figures that methods look at; of other targets, all."""


@dataclass(frozen=True)
class Scored:
    """A case with the scores of each cell by method; `mining_share` of 2010 a place."""

    case: Case
    places: tuple[str, ...]
    mining_share: NDArray[np.float64]
    cells: Mapping[str, ScoreCells]


def outcomes(panel: xr.Dataset, case: Case, places: tuple[str, ...]) -> Grid:
    """Change of the transformed target since the origin, (place, year), NaN where nothing is published.

    In the unit of the transform.
    """
    levels = series(panel["value"], case.target, places, (case.origin, *case.years))
    return np.asarray(levels[:, 1:] - levels[:, [0]])


def eligible(panel: xr.Dataset, of: Target, origin: int) -> tuple[str, ...]:
    """Prefectures with the history that the rules need up to the origin, and a mining share for the exposure group.

    What comes after the origin plays no part. Raises ValueError where no place has enough years.
    """
    past = past_of(panel, of, origin, prefectures(panel))
    known = usable(past)
    if not known.any():
        raise ValueError(f"{of.name}: no place has every figure that methods need up to {origin}")
    return tuple(np.array(past.places)[known].tolist())


def usable(past: Past) -> NDArray[np.bool_]:
    """Which of the past's places have a mining share of 2010 and every figure that the methods look at, (place,).

    House prices began city by city, and their methods look at no level before the origin; a decade's drift takes
    two censuses.
    """
    levels = history(past)
    needed = levels[:, -FIGURES_NEEDED.get(past.target.name, 0) :]
    return np.asarray(np.isfinite(needed).all(axis=1) & np.isfinite(exposure(past)))


def scored(panel: xr.Dataset, case: Case, seed: int, given: Methods = methods) -> Scored:
    """Scores of each cell for every method of the case. Raises ValueError where the panel has no outcome to score."""
    places = eligible(panel, case.target, case.origin)
    outcome = outcomes(panel, case, places)
    if not np.isfinite(outcome).any():
        raise ValueError(f"{case.target.name}: nothing is published for {case.years}")
    cells = {
        name: predict_case(panel, case, places, outcome, method, seed)
        for name, method in given(case.target.name, case.mode).items()
    }
    return Scored(case, places, exposure(past_of(panel, case.target, case.origin, places)), cells)


def predict_case(
    panel: xr.Dataset, case: Case, places: tuple[str, ...], outcome: Grid, method: Forecaster, seed: int
) -> ScoreCells:
    """One method's scores; with other provinces' outcomes given, each province is predicted without its own."""
    home = provinces(places)
    national = None if case.mode == NOTHING_GIVEN else np.nanmean(outcome, axis=0)
    if case.mode != OTHER_PROVINCES_GIVEN:
        past = past_of(panel, case.target, case.origin, places, national, mode=case.mode)
        return _predicted(method, past, places, case, outcome, seed)
    parts = {}
    for province in np.unique(home):
        mine = home == province
        revealed = np.where(mine[:, None], np.nan, outcome)
        past = past_of(panel, case.target, case.origin, places, national, revealed, case.mode)
        held = tuple(np.array(places)[mine].tolist())
        parts[str(province)] = _predicted(method, past, held, case, outcome[mine], seed)
    return _together(parts, home)


def _predicted(
    method: Forecaster, past: Past, places: tuple[str, ...], case: Case, outcome: Grid, seed: int
) -> ScoreCells:
    """Scores of a forecast; raises RelodeError where its shape is not (place, year)."""
    predicted = method.predict(past, places, case.years, stream("forecast", seed))
    shape = predicted.quantile(0.5).shape
    if shape != outcome.shape:
        raise ValueError(f"{type(method).__name__}: a forecast of shape {shape} where {outcome.shape} is needed")
    return cell_scores(predicted, outcome, provinces(places))


def _together(parts: Mapping[str, ScoreCells], home: NDArray[np.str_]) -> ScoreCells:
    """Cells of single provinces, back in the order of the places."""
    width = next(iter(parts.values())).crps.shape[1]
    error, crps, chance = (np.full((len(home), width), np.nan) for _ in range(3))
    for province, part in parts.items():
        mine = home == province
        error[mine], crps[mine], chance[mine] = part.error, part.crps, part.chance
    return ScoreCells(error, crps, chance, np.unique(home, return_inverse=True)[1].astype(np.int64))
