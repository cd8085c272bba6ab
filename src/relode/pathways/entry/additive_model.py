"""Logistic models: presence by the size of a place, and an additive one, a base and one part for each term."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.errors import RelodeError
from relode.pathways.entry.transitions import Mask

# A prior worth two observations: enough for industries found almost everywhere or nowhere.
SLOPE_RIDGE = 2.0
INTERCEPT_RIDGE = 0.01
LARGEST_STEP = 2.0
STEPS = 40


class MarketSize(NamedTuple):
    """Log-odds of presence are intercept + slope x standardised log size, one of each per industry."""

    intercept: Array
    slope: Array
    mean: float
    spread: float


def chance(log_odds: Array) -> Array:
    """The probability with these log-odds, without overflow at any size. Of the shape of `log_odds`. [0-1]"""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)))


def fit_market_size(size: Array, present: Array) -> MarketSize:
    """One logistic curve per industry of presence (place, industry) in log place size (place,).

    `present` is 1 or 0, `size` a logarithm.

    Slopes are shrunk to their mean, so that an industry in three places borrows from the others.
    Limits: presence without any relation to size: slopes near their mean of 0.
    """
    mean, spread = float(size.mean()), float(size.std()) or 1.0
    x = (size - mean) / spread
    share = (present.sum(axis=0) + 0.5) / (len(x) + 1)
    intercept, slope = np.log(share / (1 - share)), np.ones(present.shape[1])
    for _ in range(STEPS):
        step = _newton_step(x, present, intercept, slope)
        intercept, slope = intercept + step[0], slope + step[1]
        if np.abs(step).max() < 1e-7:
            break
    return MarketSize(intercept, slope, mean, spread)


def market_log_odds(fitted: MarketSize, size: Array) -> Array:
    """Log-odds that places of log `size` (place,) have each industry, (place, industry)."""
    return np.asarray(fitted.intercept + np.outer((size - fitted.mean) / fitted.spread, fitted.slope))


def _newton_step(x: Array, present: Array, intercept: Array, slope: Array) -> Array:
    """Both changes (2, industry). The clip keeps separable industries from running away before the prior holds."""
    fitted = chance(intercept + np.outer(x, slope))
    weight = fitted * (1 - fitted)
    missing = present - fitted
    gradient = missing.sum(axis=0) - INTERCEPT_RIDGE * intercept, x @ missing - SLOPE_RIDGE * (slope - slope.mean())
    own, cross, along = weight.sum(axis=0) + INTERCEPT_RIDGE, x @ weight, (x * x) @ weight + SLOPE_RIDGE
    determinant = own * along - cross**2
    steps = (
        (along * gradient[0] - cross * gradient[1]) / determinant,
        (own * gradient[1] - cross * gradient[0]) / determinant,
    )
    return np.asarray(np.clip(np.array(steps), -LARGEST_STEP, LARGEST_STEP))


RIDGE = 1.0
# A dozen terms of so many cells are 400 kB, which a processor keeps near; no result hangs on it but for rounding.
CELLS_AT_ONCE = 4096
# Weight of the common level in the correction of an industry, in events.
CORRECTION_PRIOR = 5.0


# Shares of cells below the bends of the calibration: only the top of the ranking was told too high.
BENDS = (0.98, 0.998)


class Calibration(NamedTuple):
    """Log-odds as they come true: `intercept` + slope x log-odds, with another slope beyond each of the `bends`."""

    bends: Array
    intercept: float
    slopes: Array


class AdditiveModel(NamedTuple):
    """Log-odds are `intercept` + sum of coefficient x column + `correction` of the industry, then calibrated."""

    names: tuple[str, ...]
    intercept: float
    coefficients: Array
    correction: Array
    column_means: Array
    events: int
    cells: int
    calibration: Calibration | None = None


def fit_additive(
    columns: Mapping[str, Array], names: Sequence[str], cells: Mask, events: Mask, *, correct: bool = True
) -> AdditiveModel:
    """The model of `events` among `cells`, both (place, industry), on the columns in `names`.

    `correct` adds for each industry the log of observed over predicted events, shrunk to 0 where events are few.
    Raises RelodeError if there is no event or nothing but events.
    """
    design = np.stack([columns[name][cells] for name in names])
    happened = events[cells]
    if not 0 < happened.sum() < len(happened):
        raise RelodeError("entry.no_events", cells=len(happened), events=int(happened.sum()))
    intercept, coefficients = _logistic(design, happened)
    correction = np.zeros(cells.shape[1])
    if correct:
        predicted = np.zeros(cells.shape)
        predicted[cells] = chance(intercept + coefficients @ design)
        seen = (events & cells).sum(axis=0)
        correction = np.log((seen + CORRECTION_PRIOR) / (predicted.sum(axis=0) + CORRECTION_PRIOR))
    means = design.mean(axis=1)
    return AdditiveModel(tuple(names), intercept, coefficients, correction, means, int(happened.sum()), len(happened))


def log_odds(model: AdditiveModel, columns: Mapping[str, Array]) -> Array:
    """Log-odds of every cell, (place, industry), calibrated where the model is. [ln odds]"""
    return calibrated(model, _sum_of_terms(model, columns))


def calibrated(model: AdditiveModel, line: Array) -> Array:
    """The log-odds `line` of the terms as they come true. Keeps their order. Of the shape of `line`. [ln odds]

    Limits: a model without calibration: `line` itself.
    """
    if model.calibration is None:
        return line
    bends, intercept, slopes = model.calibration
    return np.asarray(intercept + np.tensordot(slopes, _bent(line, bends), 1))


def fit_calibration(
    model: AdditiveModel, columns: Mapping[str, Array], cells: Mask, events: Mask, cross: Groups
) -> AdditiveModel:
    """The model calibrated on log-odds that each group of places in `cross` (place,) gets from all the others.

    A bend is left out where the order would not be kept with it. The model itself is returned where a group has no
    others with events, or where no bend keeps the order.
    """
    line = np.zeros(cells.shape)
    for group in sorted(set(cross[cells.any(axis=1)].tolist())):
        inside = cross == group
        others = cells & ~inside[:, None]
        if not (events & others).any():
            return model
        line[inside] = _sum_of_terms(fit_additive(columns, model.names, others, events), columns)[inside]
    for tried in (BENDS, BENDS[:1], BENDS[1:]):
        bends = np.quantile(line[cells], tried)
        intercept, slopes = _logistic(_bent(line[cells], bends), events[cells])
        if np.cumsum(slopes).min() > 0:
            return model._replace(calibration=Calibration(bends, intercept, slopes))
    return model


def _bent(line: Array, bends: Array) -> Array:
    return np.stack([line, *(np.maximum(line - bend, 0) for bend in bends)])


def _sum_of_terms(model: AdditiveModel, columns: Mapping[str, Array]) -> Array:
    total = model.intercept + model.correction
    for name, coefficient in zip(model.names, model.coefficients, strict=True):
        total = total + coefficient * columns[name]
    return np.asarray(total)


def _logistic(design: Array, happened: Mask) -> tuple[float, Array]:
    """Ridge logistic regression on standardised rows of `design` (term, cell) by Newton with halved steps."""
    mean, spread = design.mean(axis=1), design.std(axis=1)
    # A term without spread says nothing: it keeps the coefficient 0.
    spread = np.where(spread > 1e-12, spread, np.inf)
    table = np.ones((len(design) + 1, design.shape[1]))
    np.subtract(design, mean[:, None], out=table[1:])
    table[1:] /= spread[:, None]
    ridge = np.full(len(table), RIDGE)
    ridge[0] = 0
    beta = np.zeros(len(table))
    beta[0] = np.log(happened.mean() / (1 - happened.mean()))

    def loss_at(beta: Array) -> tuple[float, Array]:
        line = beta @ table
        return float(np.logaddexp(0, line).sum() - line[happened].sum() + 0.5 * (ridge * beta**2).sum()), line

    loss, line = loss_at(beta)
    for _ in range(100):
        fitted = chance(line)
        gradient = table @ (happened - fitted) - ridge * beta
        step = np.linalg.solve(_curvature(table, fitted * (1 - fitted)) + np.diag(ridge), gradient)
        tried, line = loss_at(beta + step)
        while tried > loss and np.abs(step).max() > 1e-9:
            step = step / 2
            tried, line = loss_at(beta + step)
        beta, gained, loss = beta + step, loss - tried, tried
        if gained < 1e-9 * loss:
            break
    coefficients = beta[1:] / spread
    return float(beta[0] - coefficients @ mean), coefficients


def _curvature(table: Array, weight: Array) -> Array:
    """The table (term, cell) times itself, each cell with its weight (cell,), in parts that a processor keeps near."""
    parts = (slice(start, start + CELLS_AT_ONCE) for start in range(0, len(weight), CELLS_AT_ONCE))
    return np.asarray(sum((table[:, part] * weight[part]) @ table[:, part].T for part in parts))
