"""Market size: how large a place is where an industry is usually found."""

from typing import NamedTuple

import numpy as np

from relode.arrays import Array

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
