"""Least squares within groups, with standard errors that let whole provinces share their shocks."""

from dataclasses import dataclass

import numpy as np

from relode.arrays import Groups, Matrix, Vector
from studies.calibration import NoAnswer

PRECISE = 1e-10
"""Largest change, in standard deviations of a column, at which taking out group means in turn has converged."""
MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class Regression:
    """Coefficients and their covariance over `n` observations; `residuals` (n,) are those of the outcome."""

    coefficients: Vector
    covariance: Matrix
    n: int
    residuals: Vector

    @property
    def standard_errors(self) -> Vector:
        """The square roots of the covariance's diagonal, (coefficient,), in the units of the coefficients."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def total(self) -> tuple[float, float]:
        """The sum of all coefficients and its standard error. In the unit of the coefficients."""
        return float(self.coefficients.sum()), float(np.sqrt(self.covariance.sum()))


def least_squares(outcome: Vector, columns: Matrix, effects: tuple[Groups, ...], clusters: Groups) -> Regression:
    """Regression of `outcome` (n,) on `columns` (n, k) with a constant for each group of each of the `effects`.

    The covariance is robust and clustered. Raises NoAnswer where the columns do not vary within the groups.
    Source: liang1986.
    """
    table = within(np.column_stack([outcome, columns]), effects)
    left, right = table[:, 0], table[:, 1:]
    if len(left) <= right.shape[1] or np.linalg.matrix_rank(right) < right.shape[1]:
        raise NoAnswer(f"{right.shape[1]} columns do not vary within the groups of {len(left)} rows")
    inverse = np.linalg.inv(right.T @ right)
    coefficients = inverse @ (right.T @ left)
    residuals = left - right @ coefficients
    covariance = inverse @ clustered(right * residuals[:, None], clusters) @ inverse
    return Regression(coefficients, covariance, len(left), residuals)


def clustered(scores: Matrix, clusters: Groups) -> Matrix:
    """Sum over clusters of the outer products of their summed scores (n, k), with the usual correction G / (G - 1)."""
    index = np.unique(clusters, return_inverse=True)[1]
    count = int(index.max()) + 1
    sums = np.stack([np.bincount(index, column, count) for column in scores.T], axis=1)
    return np.asarray(sums.T @ sums * count / (count - 1))


def within(table: Matrix, effects: tuple[Groups, ...]) -> Matrix:
    """The columns of `table` (n, k) less the means of every group, taken out in turn until nothing changes.

    In the unit of the column; each of `effects` is (n,).

    Raises NoAnswer where that does not come to an end.
    """
    indices = [np.unique(groups, return_inverse=True)[1] for groups in effects]
    counts = [np.bincount(index) for index in indices]
    size = table.std(axis=0)
    left = np.ascontiguousarray((table - table.mean(axis=0)).T)  # column by column, which is several times faster
    for _ in range(MOST_ROUNDS):
        before = left
        for index, count in zip(indices, counts, strict=True):
            left = left - np.stack([np.bincount(index, column) / count for column in left])[:, index]
        if len(indices) < 2 or (np.abs(left - before).max(axis=1) <= PRECISE * size).all():
            return np.ascontiguousarray(left.T)
    raise NoAnswer(f"effects of groups: no convergence in {MOST_ROUNDS} rounds")
