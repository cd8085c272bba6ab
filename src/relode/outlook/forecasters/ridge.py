"""Ridge regression whose penalty is chosen by leaving out one province at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Matrix, Vector

PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Per observation, for columns of unit variance."""


@dataclass(frozen=True)
class Design:
    """Columns that explain an outcome; the first `free` columns (constant, level) are not penalised.

    `weight` turns a fitted value into the unit of the outcome: prediction = weight * (columns @ coefficients).
    """

    columns: Matrix
    free: int
    weight: Vector

    def rows(self, at: NDArray[np.bool_] | NDArray[np.int64]) -> "Design":
        """The same for some of the places: whether each is `at`, or their positions, (place,)."""
        return Design(self.columns[at], self.free, self.weight[at])


@dataclass(frozen=True)
class RidgeFit:
    """Coefficients, and what the fit predicts for each place from the other provinces alone."""

    coefficients: Vector
    penalty: float
    held_out: Vector


def fit(designs: Sequence[Design], outcome: Vector, province: NDArray[np.int64]) -> tuple[int, RidgeFit]:
    """The design and penalty with the least mean absolute error in provinces left out, and their fit.

    Both are (place,).

    Returns the position of the design. `outcome` and `province` have one entry a place.
    """
    result = [each for i, design in enumerate(designs) for each in _tried(i, design, outcome, province)]
    best, penalty, held_out = min(result, key=lambda each: float(np.mean(np.abs(outcome - each[2]))))
    design = designs[best]
    gram = design.columns.T @ design.columns
    moment = design.columns.T @ (outcome / design.weight)
    coefficients = _solve(gram, moment, penalty * len(outcome), design.free)
    return best, RidgeFit(coefficients, penalty, held_out)


def predicted(design: Design, coefficients: Vector) -> Vector:
    """The outcome that `coefficients` (covariate,) give, (place,), in the unit of the outcome."""
    return np.asarray(design.weight * (design.columns @ coefficients))


def _tried(
    number: int, design: Design, outcome: Vector, province: NDArray[np.int64]
) -> Iterator[tuple[int, float, Vector]]:
    """Each penalty, with predictions for every province from a fit on all the others.

    Sums over all provinces less those over one are sums over the others, so nothing is added up twice.
    """
    kinds, home = np.unique(province, return_inverse=True)
    mine = [home == kind for kind in range(len(kinds))]
    grams = np.stack([design.columns[m].T @ design.columns[m] for m in mine])
    moments = np.stack([design.columns[m].T @ (outcome[m] / design.weight[m]) for m in mine])
    others = np.array([int((~m).sum()) for m in mine])
    for penalty in PENALTIES:
        values = _solve(grams.sum(axis=0) - grams, moments.sum(axis=0) - moments, penalty * others, design.free)
        yield number, penalty, np.asarray(design.weight * (design.columns * values[home]).sum(axis=1))


def _solve(gram: Matrix, moment: Matrix, penalty: float | Vector, free: int) -> Vector:
    """Coefficients of one system, or of a stack of them with a penalty each."""
    ridge = np.eye(gram.shape[-1])
    ridge[:free] = 0
    system = gram + np.asarray(penalty)[..., None, None] * ridge
    return np.asarray(np.linalg.solve(system, moment[..., None])[..., 0])
