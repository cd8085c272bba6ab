"""A plane through simulated moments: what a fit takes for the simulator, and how it tells what moves what."""

from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.errors import NoVerdict

TAILS = (0.01, 0.99)
"""Moments of the outermost runs are drawn in to here: a few runs of a nonlinear model must not turn the plane."""


@dataclass(frozen=True)
class Plane:
    """Moments as a linear function of scores: `middle` (moment,) at `centre` (name,), `slopes`, what is left over."""

    centre: Values
    middle: Values
    slopes: Values
    left: Values


def plane(scores: Values, model: Values) -> Plane:
    """Ridge regression of each moment on the scores; the penalty is chosen by leaving single draws out.

    `scores` has the shape (draw, direction), `model` (draw, moment). NoVerdict where too few runs are finite.
    """
    known = np.asarray(np.isfinite(model).all(axis=1))
    if known.sum() < scores.shape[1]:
        raise NoVerdict("fit.runs_fail", failed=int((~known).sum()), draws=len(known))
    x, y = scores[known], model[known]
    low, high = np.quantile(y, TAILS, axis=0)
    y = np.clip(y, low, high)
    centre = x.mean(axis=0)
    u, s, vt = np.linalg.svd(x - centre, full_matrices=False)
    middle = y.mean(axis=0)
    slopes = np.empty((y.shape[1], x.shape[1]))
    left = np.empty((len(y), y.shape[1]))
    for i in range(y.shape[1]):
        target = y[:, i] - middle[i]
        best = min((_left_out_error(u, s, target, penalty), penalty) for penalty in np.geomspace(1, 1e4, 9))[1]
        slopes[i] = vt.T @ (s / (s**2 + best) * (u.T @ target))
        left[:, i] = target - (x - centre) @ slopes[i]
    return Plane(centre, middle, slopes, np.atleast_2d(np.cov(left.T)))


def _left_out_error(u: Values, s: Values, target: Values, penalty: float) -> float:
    weights = s**2 / (s**2 + penalty)
    leverage = (u**2 * weights).sum(axis=1) + 1 / len(target)
    residual = target - u @ (weights * (u.T @ target))
    return float(((residual / (1 - leverage)) ** 2).mean())
