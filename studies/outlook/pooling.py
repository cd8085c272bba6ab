"""Weights of the forecasts that are pooled, and the bands and scores of the pool: always from other provinces."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.one_future.bands import SHARES

PARTS = 10
"""Weights are tenths: finer ones are not told apart by a few hundred errors."""


@dataclass(frozen=True)
class Medians:
    """Log of the simulator's median level of each quantity, name -> (place, year); `codes` are the places."""

    codes: tuple[str, ...]
    years: tuple[int, ...]
    logs: Mapping[str, Grid]

    def change(self, name: str, places: tuple[str, ...], start: int, years: tuple[int, ...]) -> Grid:
        """Log change since `start`, (place, year), NaN for a place outside the system. [ln]"""
        at = {code: i for i, code in enumerate(self.codes)}
        rows = np.array([at.get(code, -1) for code in places])
        logs = self.logs[name][rows]
        columns = [self.years.index(year) for year in years]
        result = logs[:, columns] - logs[:, [self.years.index(start)]]
        return np.asarray(np.where(rows[:, None] >= 0, result, np.nan))


@dataclass(frozen=True)
class Pooled:
    """Weights by part (they add up to 1), how much each part and the pool missed, and what pooling does to widths.

    `missed` are the pool's errors with weights found without the place's own fold; `factor` (share,): size of the
    pool's errors over the first part's.
    """

    weights: Mapping[str, float]
    sizes: Mapping[str, float]
    missed: Values
    size: float
    factor: tuple[float, ...]
    count: int


def pooled(errors: Mapping[str, Values], fold: NDArray[np.int64]) -> Pooled:
    """The pool of the parts named in `errors` (cell,) with the least mean absolute error; `fold` is the cell's."""
    stacked = np.stack(list(errors.values()))
    known = np.isfinite(stacked).all(axis=0)
    used, where = stacked[:, known], fold[known]
    missed = np.full(stacked.shape[1], np.nan)
    crossed = np.empty(used.shape[1])
    for number in np.unique(where):
        out = where == number
        crossed[out] = best_weights(used[:, ~out]) @ used[:, out]
    missed[known] = crossed
    final = best_weights(used)
    return Pooled(
        dict(zip(errors, final.tolist(), strict=True)),
        dict(zip(errors, np.abs(used).mean(axis=1).tolist(), strict=True)),
        missed,
        float(np.abs(crossed).mean()),
        tuple(float(np.quantile(np.abs(crossed), s) / np.quantile(np.abs(used[0]), s)) for s in SHARES),
        int(known.sum()),
    )


def best_weights(errors: Grid) -> Values:
    """Tenths, (part,), adding up to 1, with the least mean absolute error of the mixture; `errors` (part, cell).

    [0-1]
    """
    tenths = [w for w in product(range(PARTS + 1), repeat=len(errors)) if sum(w) == PARTS]
    weights = np.array(tenths) / PARTS
    return np.asarray(weights[np.argmin(np.abs(weights @ errors).mean(axis=1))])


def mixed(parts: Mapping[str, Grid], weights: Mapping[str, float]) -> Grid:
    """Centres of the pool; where a part is missing the others keep their proportions. NaN where all are missing.

    [ln]
    """
    stacked = np.stack([parts[name] for name in weights])
    share = np.array(list(weights.values()))[:, None, None] * np.isfinite(stacked)
    # A place that has only parts of no weight goes by their mean.
    share = np.where(share.sum(axis=0) > 0, share, np.isfinite(stacked) * 1.0)
    total = share.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(total > 0, np.nansum(share * np.nan_to_num(stacked), axis=0) / total, np.nan))
