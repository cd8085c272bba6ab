"""How the logarithm of a real price moves: shocks that fade, a level that wanders, or both, by exact likelihood.

A passing part that returns at the rate `reversion` (Ornstein-Uhlenbeck), on a level with drift that may wander too.
The likelihood is that of yearly changes, so that the starting level plays no part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from relode.arrays import Matrix, Vector
from studies.calibration import NoAnswer

Cost = Callable[[Vector], float]
ONE_FACTOR = ("reversion", "volatility")
TWO_FACTOR = (*ONE_FACTOR, "long_run_volatility")


@dataclass(frozen=True)
class Process:
    """Passing shocks of `volatility` a year that fade at `reversion` a year, on a level that drifts and wanders.

    `volatility` and `long_run_volatility` are of ln price and the root of a year, `drift` of ln price a year.
    With `long_run_volatility` 0 it has one factor, with `volatility` 0 it is a random walk.
    Source: schwartz1997, schwartz2000.
    """

    reversion: float
    volatility: float
    long_run_volatility: float
    drift: float


BOUNDS: Mapping[str, tuple[float, float]] = {
    "reversion": (0.01, 3.0),
    "volatility": (0.01, 1.0),
    "long_run_volatility": (0.001, 1.0),
}
"""Search bounds: a half-life between three months and seventy years, yearly shocks between 1 and 100 per cent."""
STARTS = (0.1, 0.3, 1.0)
"""Rates of reversion from which the search begins, for the likelihood may have more than one top."""
LEAST_YEARS = 12
STEP = 1e-3
"""Of the logarithm of a parameter, for second differences."""
NEAR_BOUND = 1e-3
CHI_SQUARE_95 = 3.841458820694124
"""95 % point of chi-square with one degree of freedom."""


class ProcessFit(NamedTuple):
    """The most likely process of a series, the standard errors of its parameters by name (those at a bound have none)
    and the log-likelihood of `n` yearly changes.
    """

    process: Process
    errors: Mapping[str, float]
    log_likelihood: float
    n: int


def change_covariance(process: Process, years: int) -> Matrix:
    """Covariance of the yearly changes of ln price over `years` years, (year, year)."""
    apart = np.arange(years)
    by_years_apart = process.volatility**2 / (2 * process.reversion) * _second_difference(process.reversion, apart)
    by_years_apart[:1] += process.long_run_volatility**2
    return np.asarray(by_years_apart[np.abs(np.subtract.outer(apart, apart))])


def cross_covariance(one: Process, other: Process, correlation: float, years: int) -> Matrix:
    """Covariance of yearly changes of two prices whose passing shocks are correlated, (year of one, year of other).

    [1]
    """
    lead = np.subtract.outer(np.arange(years), np.arange(years))
    joint = correlation * one.volatility * other.volatility / (one.reversion + other.reversion)
    level = {
        step: np.where(
            lead + step >= 0,
            np.exp(-one.reversion * np.maximum(lead + step, 0)),
            np.exp(other.reversion * np.minimum(lead + step, 0)),
        )
        for step in (-1, 0, 1)
    }
    return np.asarray(joint * (2 * level[0] - level[-1] - level[1]))


def fit(changes: Vector, parameters: tuple[str, ...], drift: float | None = None) -> ProcessFit:
    """The process that makes yearly `changes` of ln price most likely; `drift` is fitted where it is not given.

    `changes` is (year,).

    Raises NoAnswer for fewer than twelve changes or where no search converges.
    """
    if len(changes) < LEAST_YEARS or not np.isfinite(changes).all():
        raise NoAnswer(f"fewer than {LEAST_YEARS} yearly changes of the price")
    limits = [tuple(np.log(BOUNDS[name])) for name in parameters]
    size = float(np.std(changes))

    def cost(logs: Vector) -> float:
        return -log_likelihood(changes, _process(parameters, logs), drift)[0]

    starts = [np.log([start, size, size / 2][: len(parameters)]) for start in STARTS]
    tries = [scipy.optimize.minimize(cost, np.clip(s, *np.transpose(limits)), bounds=limits) for s in starts]
    done = [each for each in tries if each.success]
    if not done:
        raise NoAnswer(f"price process: none of {len(tries)} searches converges")
    best = min(done, key=lambda each: float(each.fun))
    likelihood, mean, mean_error = log_likelihood(changes, _process(parameters, best.x), drift)
    errors = _errors(cost, best.x, parameters, limits) | ({} if drift is not None else {"drift": mean_error})
    return ProcessFit(_process(parameters, best.x, mean), errors, likelihood, len(changes))


def largest_long_run_volatility(changes: Vector, best: float, drift: float | None = None) -> float:
    """The upper end of the 95 % interval of `long_run_volatility`: where the best log-likelihood falls by 1.92.

    `changes` is (year,). [ln]

    The other parameters are fitted anew at each value. `best` is the log-likelihood of the best fit.
    """
    limits = [tuple(np.log(BOUNDS[name])) for name in ONE_FACTOR]
    start = np.log([STARTS[1], float(np.std(changes))])

    def fallen(value: float) -> float:
        def cost(logs: Vector) -> float:
            process = replace(_process(ONE_FACTOR, logs), long_run_volatility=value)
            return -log_likelihood(changes, process, drift)[0]

        return best - CHI_SQUARE_95 / 2 + float(scipy.optimize.minimize(cost, start, bounds=limits).fun)

    return float(scipy.optimize.brentq(fallen, *BOUNDS["long_run_volatility"], xtol=1e-4))


def log_likelihood(changes: Vector, process: Process, drift: float | None) -> tuple[float, float, float]:
    """Log-likelihood of `changes` (year,) at the best (or given) drift, that drift [ln/yr], its standard error."""
    inverse = np.linalg.inv(change_covariance(process, len(changes)))
    weight = float(inverse.sum())
    mean = float(inverse.sum(axis=0) @ changes / weight) if drift is None else drift
    errors = changes - mean
    size = np.linalg.slogdet(inverse)[1] - errors @ inverse @ errors - len(changes) * np.log(2 * np.pi)
    return float(size / 2), mean, weight**-0.5


def forecast(changes: Vector, process: Process, ahead: int, drift: float | None = None) -> tuple[float, float]:
    """Mean and standard deviation of the change of ln price over the next `ahead` years. `changes` is (year,).

    Given the past `changes`; the sampling error of a drift that was fitted is in it, that of other parameters not.
    """
    known = len(changes)
    whole = change_covariance(process, known + ahead)
    inverse = np.linalg.inv(whole[:known, :known])
    to_future = whole[known:, :known].sum(axis=0)
    mean = process.drift if drift is None else drift
    centre = ahead * mean + to_future @ inverse @ (changes - mean)
    variance = whole[known:, known:].sum() - to_future @ inverse @ to_future
    if drift is None:
        variance += (ahead - to_future @ inverse.sum(axis=0)) ** 2 / inverse.sum()
    return float(centre), float(np.sqrt(variance))


def correlations(changes: Mapping[str, Mapping[int, float]], fitted: Mapping[str, Process]) -> tuple[Matrix, Matrix]:
    """Correlation of the passing shocks of several prices, and standard errors, (price, price) each.

    By the likelihood of all yearly changes of ln price together, `changes` by price and year, each price's own
    process as `fitted`. The result is a correlation matrix by construction. Raises NoAnswer if it does not converge.
    """
    count = len(changes)
    pairs = tuple(combinations(range(count), 2))

    def cost(values: Vector) -> float:
        return _joint_cost(changes, fitted, _filled(count, pairs, values))

    def of_angles(free: Vector) -> Vector:
        rows = np.eye(count)
        for (i, j), value in zip(pairs, free, strict=True):
            rows[j, i] = value
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.array([(rows @ rows.T)[pair] for pair in pairs])

    optimum = scipy.optimize.minimize(lambda free: cost(of_angles(free)), np.full(len(pairs), 0.3), method="L-BFGS-B")
    if not optimum.success:
        raise NoAnswer("correlation of prices: no convergence")
    values = of_angles(optimum.x)
    errors = np.sqrt(np.diag(np.linalg.inv(_curvature(cost, values))))
    return _filled(count, pairs, values), _filled(count, pairs, errors, 0.0)


def _joint_cost(
    changes: Mapping[str, Mapping[int, float]], fitted: Mapping[str, Process], correlation: Matrix
) -> float:
    """Minus the log-likelihood of all changes, up to a constant."""
    names = tuple(changes)
    years = sorted(set().union(*changes.values()))
    at = {name: [years.index(year) for year in changes[name]] for name in names}
    blocks = [
        [
            _covariance(fitted[one], fitted[other], i == j, correlation[i, j], len(years))[np.ix_(at[one], at[other])]
            for j, other in enumerate(names)
        ]
        for i, one in enumerate(names)
    ]
    whole = np.block(blocks)
    errors = np.concatenate([np.array(list(changes[name].values())) - fitted[name].drift for name in names])
    return float((np.linalg.slogdet(whole)[1] + errors @ np.linalg.solve(whole, errors)) / 2)


def _covariance(one: Process, other: Process, same: bool, correlation: float, years: int) -> Matrix:
    return change_covariance(one, years) if same else cross_covariance(one, other, correlation, years)


def _filled(count: int, pairs: tuple[tuple[int, int], ...], values: Vector, diagonal: float = 1.0) -> Matrix:
    matrix = np.full((count, count), diagonal)
    for (i, j), value in zip(pairs, values, strict=True):
        matrix[i, j] = matrix[j, i] = value
    return matrix


def _process(parameters: tuple[str, ...], logs: Vector, drift: float = 0.0) -> Process:
    given = dict(zip(parameters, np.exp(logs).tolist(), strict=True))
    return Process(given["reversion"], given["volatility"], given.get("long_run_volatility", 0.0), drift)


def _errors(cost: Cost, best: Vector, parameters: tuple[str, ...], limits: list[tuple[float, ...]]) -> dict[str, float]:
    """Standard errors of parameters within their bounds, by the curvature of the likelihood in their logarithms."""
    inside = [i for i, (low, high) in enumerate(limits) if low + NEAR_BOUND < best[i] < high - NEAR_BOUND]

    def partial_cost(values: Vector) -> float:
        moved = best.copy()
        moved[inside] = values
        return float(cost(moved))

    curvature = _curvature(partial_cost, best[inside])
    if not inside or np.linalg.eigvalsh(curvature).min() <= 0:
        return {}
    of_logs = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return {parameters[i]: float(np.exp(best[i]) * error) for i, error in zip(inside, of_logs, strict=True)}


def _curvature(cost: Cost, at: Vector) -> Matrix:
    """Second derivatives of `cost` by central differences."""
    steps = STEP * np.eye(len(at))
    return np.array(
        [
            [
                (cost(at + one + two) - cost(at + one - two) - cost(at - one + two) + cost(at - one - two))
                / (4 * STEP**2)
                for two in steps
            ]
            for one in steps
        ]
    )


def _second_difference(reversion: float, apart: NDArray[np.int64]) -> Vector:
    """2 exp(-k d) less its neighbours: the covariance of changes of a stationary process, in units of its variance."""
    fade = [np.exp(-reversion * np.abs(apart + step)) for step in (-1, 0, 1)]
    return np.asarray(2 * fade[1] - fade[0] - fade[2])
