"""Surprise: what a place has beyond what its size explains, and which industries go together in it."""

import numpy as np

from relode.arrays import Array
from relode.pathways.entry.transitions import Mask

# Keeps a presence that was certain from counting for more than ten.
CERTAINTY = 0.01
# Penalty on industry weights for each place that they are learnt from; 1 to 10 score alike.
PENALTY_PER_PLACE = 1.3


def presence_surprise(present: Array, expected: Array) -> Array:
    """Presence less its chance, in standard deviations, (place, industry). Of the shape of `present` and `expected`."""
    return np.asarray((present - expected) / np.sqrt(expected * (1 - expected) + CERTAINTY))


def count_surprise(counts: Array, size: Array, fit_places: Mask) -> Array:
    """Log counts less a parabola in log size for each industry, in standard deviations, (place, industry).

    The parabola and the deviations are those of `fit_places` (place,).
    """
    level = np.log1p(counts)
    design = np.column_stack([np.ones_like(size), size, size**2])
    parabola = np.linalg.lstsq(design[fit_places], level[fit_places], rcond=None)[0]
    rest = level - design @ parabola
    # The floor keeps industries with almost no counts from being blown up.
    return np.asarray(rest / (rest[fit_places].std(axis=0) + 0.05))


def industry_weights(surprise: Array) -> Array:
    """How much surprise in industry j (row) speaks for industry i (column), the others held; diagonal 0.

    `surprise` is (place, industry), the weights (industry, industry). [1]

    Ridge regression of each industry on all others at once, from one inverse. `surprise @ weights` is how much
    the other industries of a place speak for each industry.
    Limits: surprises without any relation: all weights near 0.
    """
    precision = np.linalg.inv(surprise.T @ surprise + PENALTY_PER_PLACE * len(surprise) * np.eye(surprise.shape[1]))
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0)
    return np.asarray(weights)
