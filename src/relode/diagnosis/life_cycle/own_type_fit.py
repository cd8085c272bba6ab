"""Fit the life-cycle model: multinomial logistic regression with a ridge, whole provinces held out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array

Labels = NDArray[np.int64]

PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""On squared coefficients of standardised features, per city."""

INNER_FOLDS = 5
"""Folds of whole provinces in which the penalty is chosen, inside the provinces that are not held out."""

STEPS = 50
TOLERANCE = 1e-9


@dataclass(frozen=True)
class HeldOut:
    """Probabilities (city, type) for each city from the fit without its province, and those fits.

    `coefficients` maps the province left out ("" for none) to (type, 1 + feature), the constant first.
    """

    probabilities: Array
    coefficients: dict[str, Array]
    penalties: dict[str, float]


def held_out(table: Array, labels: Labels, provinces: NDArray[np.str_], types: int) -> HeldOut:
    """Leave out one province at a time; the penalty is chosen anew each time, inside the other provinces.

    `table` (city, feature) is standardised and has no NaN; `labels` are 0 to types - 1.
    """
    coefficients, penalties = {}, {}
    probabilities = np.full((len(labels), types), np.nan)
    for province in ("", *np.unique(provinces).tolist()):
        kept = provinces != province
        penalty = chosen_penalty(table[kept], labels[kept], provinces[kept], types)
        coefficients[province] = fit(table[kept], labels[kept], penalty, types)
        penalties[province] = penalty
        probabilities[~kept] = chances(table[~kept], coefficients[province])
    return HeldOut(probabilities, coefficients, penalties)


def chosen_penalty(table: Array, labels: Labels, provinces: NDArray[np.str_], types: int) -> float:
    """The penalty with the best mean log score in folds of whole provinces, the first if equal.

    `table` is (city, feature), `provinces` (city,).
    """
    fold = np.unique(provinces, return_inverse=True)[1] % INNER_FOLDS
    losses = [sum(_fold_loss(table, labels, fold == f, p, types) for f in range(INNER_FOLDS)) for p in PENALTIES]
    return PENALTIES[int(np.argmin(losses))]


def _fold_loss(table: Array, labels: Labels, out: NDArray[np.bool_], penalty: float, types: int) -> float:
    coefficients = fit(table[~out], labels[~out], penalty, types)
    given = chances(table[out], coefficients)[np.arange(int(out.sum())), labels[out]]
    return float(-np.log(given).sum())


def chances(table: Array, coefficients: Array) -> Array:
    """Probabilities (city, type) of the multinomial logistic model. They add up to 1. [1]

    `table` is (city, feature), `coefficients` (type, 1 + feature).
    """
    scores = coefficients[:, 0] + table @ coefficients[:, 1:].T
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fit(table: Array, labels: Labels, penalty: float, types: int) -> Array:
    """Coefficients (type, 1 + feature) with the least mean log loss plus half the penalty on their squares.

    The constants are free and sum to 0; Newton steps, halved until the loss falls. Source: lecessie1992.
    Limits: penalty large: the shares of the types for every city; no feature: the same.
    """
    design = np.hstack([np.ones((len(table), 1)), table])
    truth = np.eye(types)[labels]
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    values = np.zeros((types, design.shape[1]))
    for _ in range(STEPS):
        step = _newton_step(design, truth, ridge, values)
        values = _damped(design, truth, ridge, values, step)
        if np.abs(step).max() < TOLERANCE:
            break
    return values


def _newton_step(design: Array, truth: Array, ridge: Array, values: Array) -> Array:
    count, width = design.shape
    types = truth.shape[1]
    p = chances(design[:, 1:], values)
    gradient = (truth - p).T @ design / count - ridge * values
    curve = np.einsum("nk,kl->nkl", p, np.eye(types)) - np.einsum("nk,nl->nkl", p, p)
    hessian = np.einsum("nkl,ni,nj->kilj", curve, design, design, optimize=True) / count
    at = np.arange(types)
    hessian[at, :, at, :] += np.diag(ridge)
    # Only differences between the constants matter. This pins their sum at 0 and moves nothing else.
    hessian[:, 0, :, 0] += 1.0
    size = types * width
    return np.asarray(np.linalg.solve(hessian.reshape(size, size), gradient.ravel()).reshape(types, width))


def _damped(design: Array, truth: Array, ridge: Array, values: Array, step: Array) -> Array:
    before = _loss(design, truth, ridge, values)
    for halvings in range(30):
        tried = values + step * 0.5**halvings
        if _loss(design, truth, ridge, tried) <= before:
            return np.asarray(tried)
    return values


def _loss(design: Array, truth: Array, ridge: Array, values: Array) -> float:
    scores = design @ values.T
    top = scores.max(axis=1)
    normal = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return float((normal - (scores * truth).sum(axis=1)).mean() + 0.5 * (ridge * values**2).sum())
