"""A linear pool of forecasts, its weights found in other provinces than those that it is scored in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from relode.arrays import Grid
from studies.calibration import NoAnswer
from studies.outlook.harness import ScoreCells, cell_scores
from studies.outlook.predictive import Distribution, Draws

POINTS = 100
"""Equally likely values that stand for a distribution: the CRPS of a normal is then exact to about 0.1 %."""
HALVINGS = 60
"""Of the bracket around a quantile: enough for the last digit."""


@dataclass(frozen=True)
class Pool:
    """Draw from each of `parts` with its weight: `weights` are over (part, place) and sum to 1 over parts."""

    parts: tuple[Draws, ...]
    weights: NDArray[np.float64]

    def below(self, outcome: Grid) -> Grid:
        """The chance of an outcome below `outcome`."""
        return self._mean([part.below(outcome) for part in self.parts])

    def quantile(self, chance: float) -> Grid:
        """The value below which the outcome falls with `chance`, by halving the span of the parts."""
        low = np.min([part.draws.min(axis=0) for part in self.parts], axis=0)
        high = np.max([part.draws.max(axis=0) for part in self.parts], axis=0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            is_low = self.below(middle) < chance
            low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
        return np.asarray((low + high) / 2)

    def crps(self, outcome: Grid) -> Grid:
        """Weighted mean distance to the outcome less half that between draws of the pool. Source: gneiting2007.

        In the unit of the outcome.
        """
        to_outcome, between = distances(self.parts, outcome)
        spread = np.einsum("ip,ijpy,jp->py", self.weights, between, self.weights)
        return np.asarray(self._mean(list(to_outcome)) - spread / 2)

    def _mean(self, grids: Sequence[Grid]) -> Grid:
        return np.asarray(np.einsum("ip,ipy->py", self.weights, np.stack(grids)))


def equally_likely(distribution: Distribution, points: int = POINTS) -> Draws:
    """A distribution as `points` equally likely values: its quantiles at the middles of equal parts."""
    if isinstance(distribution, Draws):
        return distribution
    return Draws(np.stack([distribution.quantile((i + 0.5) / points) for i in range(points)]))


def distances(parts: Sequence[Draws], outcome: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean distance of draws to the outcome (part, place, year) and between parts (part, part, place, year).

    In the unit of the outcome.
    """
    to_outcome = np.stack([np.abs(part.draws - outcome).mean(axis=0) for part in parts])
    between = np.empty((len(parts), *to_outcome.shape))
    for i, one in enumerate(parts):
        for j, other in enumerate(parts[: i + 1]):
            between[i, j] = between[j, i] = _mean_distance(one.draws, other.draws)
    return to_outcome, between


def best_weights(to_outcome: NDArray[np.float64], between: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights, (part,), at or above 0 and summing to 1, with the least mean CRPS over known cells. [1]

    `to_outcome` is (part, place, year) and `between` (part, part, place, year), both in the unit of the outcome.

    Arguments as `distances` gives them; cells with an unknown outcome are NaN. The CRPS is convex in the weights,
    so there is one such value. Raises NoAnswer where no cell is known or the search does not converge.
    """
    known = np.isfinite(to_outcome).all(axis=0) & np.isfinite(between).all(axis=(0, 1))
    if not known.any():
        raise NoAnswer("no known outcome to combine forecasts by, or no convergence")
    count = len(to_outcome)
    near, apart = to_outcome[:, known].mean(axis=1), between[:, :, known].mean(axis=2)
    scale = near.mean()
    optimum = scipy.optimize.minimize(
        lambda w: (w @ near - w @ apart @ w / 2) / scale,
        np.full(count, 1 / count),
        jac=lambda w: (near - apart @ w) / scale,
        bounds=[(0.0, 1.0)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda _: np.ones(count)},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    if not optimum.success:
        raise NoAnswer("no known outcome to combine forecasts by, or no convergence")
    weights = np.maximum(optimum.x, 0)  # SLSQP keeps bounds to rounding only
    return np.asarray(weights / weights.sum())


def cross_fitted_weights(
    to_outcome: NDArray[np.float64], between: NDArray[np.float64], fold: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Weights (part, place) found without the outcomes of the place's own fold; `fold` (place,) keeps provinces whole.

    `to_outcome` is (part, place, year) and `between` (part, part, place, year).

    [1]

    Raises ValueError for fewer than two folds.
    """
    if len(np.unique(fold)) < 2:
        raise ValueError("weights need at least two folds of provinces")
    weights = np.empty((len(to_outcome), len(fold)))
    for number in np.unique(fold):
        out = fold == number
        weights[:, out] = best_weights(to_outcome[:, ~out], between[:, :, ~out])[:, None]
    return weights


def combination(predicted: Mapping[str, Distribution], outcome: Grid, fold: NDArray[np.int64]) -> Pool:
    """The linear pool of named forecasts of one case over (place, year), cross-fitted over folds of whole provinces.

    `outcome` is over (place, year), NaN where nothing is published; a place's weights never see its fold's outcomes.
    """
    parts = tuple(equally_likely(each) for each in predicted.values())
    return Pool(parts, cross_fitted_weights(*distances(parts, outcome), fold))


def combined_cells(
    predicted: Mapping[str, Distribution], outcome: Grid, fold: NDArray[np.int64], province: NDArray[np.str_]
) -> ScoreCells:
    """Scores of the combination by cell, as the backcast has them for single methods; `province` codes (place,).

    `fold` is (place,) too.
    """
    return cell_scores(combination(predicted, outcome, fold), outcome, province)


def _mean_distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> Grid:
    """Mean distance of a draw of one to a draw of the other, (place, year), from sorted draws of both together."""
    both = np.sort(np.concatenate([one, other]), axis=0)
    total = (
        _sum_of_distances(both) - _sum_of_distances(np.sort(one, axis=0)) - _sum_of_distances(np.sort(other, axis=0))
    )
    return np.asarray(total / (len(one) * len(other)))


def _sum_of_distances(ordered: NDArray[np.float64]) -> Grid:
    """Sum over pairs of draws of their distance, from sorted draws."""
    count = len(ordered)
    ranks = (2 * np.arange(1, count + 1) - count - 1).reshape(-1, *([1] * (ordered.ndim - 1)))
    return np.asarray((ranks * ordered).sum(axis=0))
