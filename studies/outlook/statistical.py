"""A rule with bands: the width is what the same rule missed by at earlier origins, by exposure group and horizon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.outlook.forecasters.rules import (
    FIRST_FIT,
    Errors,
    Rule,
    longest_measured,
    mean_growth,
    past_errors,
    relative,
)
from studies.outlook.predictive import Distribution, Draws, Spread, log_density
from studies.outlook.targets import Past, exposure_groups, history, provinces, rows_of

SHARES = np.linspace(0.05, 1.0, 20)
"""How much of the change of growth lasts, as tried in the fit; 1: all of it, as in a random walk of growth."""


@dataclass(frozen=True)
class LocalLevel:
    """Lasting growth now and how sure it is; variance a year of its wandering and of the noise around it."""

    growth: float
    growth_variance: float
    wander_variance: float
    noise_variance: float

    def change(self, horizon: int) -> NDArray[np.float64]:
        """Expected change since the origin, shape (horizon,). [ln]"""
        return np.asarray(self.growth * np.arange(1, horizon + 1))

    def variance(self, horizon: int) -> NDArray[np.float64]:
        """Variance of that change, shape (horizon,). [ln^2]"""
        ahead = np.arange(1, horizon + 1)
        wandering = ahead * (ahead + 1) * (2 * ahead + 1) / 6
        return np.asarray(
            ahead**2 * self.growth_variance + wandering * self.wander_variance + ahead * self.noise_variance
        )


def local_level(growth: NDArray[np.float64]) -> LocalLevel:
    """The local level model of yearly mean growth, by maximum likelihood on a grid. Source: harvey1989. Shape (year,).

    `growth` has one finite number a year, at least three.
    """
    fits = [_filtered(growth, share) for share in SHARES]
    _, scale, level, variance, share = max(fits)
    return LocalLevel(level, variance * scale, share * scale, (1 - share) * scale)


def _filtered(growth: NDArray[np.float64], share: float) -> tuple[float, float, float, float, float]:
    """Concentrated log-likelihood, scale, last level and its variance (in units of scale) for a share that lasts."""
    level, variance, surprise, log_size = float(growth[0]), 1 - share, 0.0, 0.0
    for value in growth[1:]:
        ahead = variance + share
        total = ahead + 1 - share
        error = float(value) - level
        surprise += error**2 / total
        log_size += float(np.log(total))
        gain = ahead / total
        level, variance = level + gain * error, ahead * (1 - gain)
    count = len(growth) - 1
    scale = max(surprise / count, 1e-12)
    return -0.5 * (count * float(np.log(scale)) + log_size), scale, level, variance, float(share)


FEWEST_ERRORS = 30
"""Past errors that a group needs for a width of its own; with fewer, the width of all places is taken."""

PRIOR_ERRORS = 8
"""How many errors the group's width counts for, when a place's own past errors are weighed in."""

DEGREES = (3.0, 4.0, 5.0, 7.0, 10.0, 20.0, np.inf)
CHANCES = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True)
class Statistical:
    """A forecaster from a rule for deviations and, where the mean path is not given, from past mean growth.

    `national_years`: the mean growth of so many years goes on; 0: the mean stays; None: the mean path is a local
    level model with bands of its own. `start`: column of history of the first past origin whose errors count.
    `tails`: shape of the bands. `own_volatility`: a place that missed by more than its group gets wider bands.
    `half_life`: years after which a past error counts half; None: all count the same.
    """

    rule: Rule
    national_years: int | None = None
    start: int = FIRST_FIT
    tails: Literal["normal", "student", "empirical"] = "normal"
    own_volatility: bool = False
    half_life: float | None = None

    def predict(
        self,
        past: Past,
        places: Sequence[str],
        years: Sequence[int],
        rng: np.random.Generator,  # noqa: ARG002  nothing random here
    ) -> Distribution:
        """The change since the origin, on the transformed scale. Raises ValueError where no past error exists."""
        horizon = years[-1] - past.origin
        chosen = np.ix_(rows_of(past, places), np.asarray(years) - past.origin - 1)
        centre, errors, common = forecast(self, past, horizon)
        groups = exposure_groups(past)
        width = widths(errors, groups, horizon, self.half_life)
        if self.own_volatility:
            width = width * volatility(errors, width)[:, None]
        width = np.sqrt(width**2 + common)
        if self.tails == "empirical":
            return Draws(np.stack([(centre + shape)[chosen] for shape in error_quantiles(errors, groups, horizon)]))
        if self.tails == "student":
            degrees = tail_degrees(errors, width)
            factor = np.sqrt((degrees - 2) / degrees) if np.isfinite(degrees) else 1.0
            return Spread(centre[chosen], width[chosen] * factor, degrees)
        return Spread(centre[chosen], width[chosen])


def forecast(method: Statistical, past: Past, horizon: int) -> tuple[Grid, Errors, NDArray[np.float64]]:
    """Expected change since the origin, (place, horizon); past errors; variance of the mean path, (horizon,).

    In the unit of the target's transform. RelodeError for an origin with too short a past.
    """
    levels = history(past)
    data = relative(levels, provinces(past.places))
    origin = levels.shape[1] - 1
    if origin <= method.start:
        first = past.target.first + method.start + 1
        raise ValueError(f"{past.target.name}: the first usable origin is {first}")
    given = past.national is not None
    apart = given or method.national_years is None  # the mean path has bands of its own, or needs none
    years = None if apart else method.national_years
    errors = past_errors(method.rule, years, method.start, levels, data, horizon)
    if past.national is not None:
        mean, common = past.national, np.zeros(horizon)
    else:
        mean, common = mean_path(method, levels, origin, horizon)
    return np.asarray(method.rule(data, origin, horizon) + mean[:horizon]), errors, common


def mean_path(
    method: Statistical, levels: Grid, origin: int, horizon: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean change to expect and its variance, (horizon,); no variance where errors are taken whole."""
    if method.national_years is None:
        model = local_level(np.nanmean(np.diff(levels[:, : origin + 1], axis=1), axis=0))
        return model.change(horizon), model.variance(horizon)
    return mean_growth(levels, origin, horizon, method.national_years), np.zeros(horizon)


def widths(errors: Errors, groups: NDArray[np.int64], horizon: int, half_life: float | None = None) -> Grid:
    """Root mean square of past errors by group and horizon, (place, horizon). In the unit of the transform.

    Beyond the longest horizon that past errors exist for, it grows with the square root of the horizon.
    """
    age = np.arange(len(errors))[::-1, None]
    weight = np.ones(age.shape) if half_life is None else 0.5 ** (age / half_life)
    values = np.full((len(groups), horizon), np.nan)
    for ahead in range(horizon):
        everyone = errors[:, :, ahead]
        for group in np.unique(groups):
            own = everyone[:, groups == group]
            enough = np.isfinite(own).sum() >= FEWEST_ERRORS
            values[groups == group, ahead] = _root_mean_square(own if enough else everyone, weight)
    longest = longest_measured(errors)
    beyond = np.arange(longest + 1, horizon + 1)
    values[:, longest:] = values[:, [longest - 1]] * np.sqrt(beyond / longest)
    return values


def volatility(errors: Errors, width: Grid) -> NDArray[np.float64]:
    """How much more than its group a place missed by one year ahead, drawn to 1, shape (place,). [ratio]"""
    standard = errors[:, :, 0] / width[:, 0]
    known = np.isfinite(standard)
    square = np.where(known, standard, 0) ** 2
    return np.asarray(np.sqrt((PRIOR_ERRORS + square.sum(axis=0)) / (PRIOR_ERRORS + known.sum(axis=0))))


def tail_degrees(errors: Errors, width: Grid) -> float:
    """Degrees of freedom under which past errors, in units of their width, are likeliest. [1]"""
    standard = (errors / width[None]).ravel()
    standard = standard[np.isfinite(standard)]
    likelihood = [_likelihood(standard, degrees) for degrees in DEGREES]
    return DEGREES[int(np.argmax(likelihood))]


def error_quantiles(errors: Errors, groups: NDArray[np.int64], horizon: int) -> NDArray[np.float64]:
    """Quantiles of past errors by group and horizon, (chance, place, horizon), scaled beyond the longest horizon."""
    longest = longest_measured(errors)
    values = np.empty((len(CHANCES), len(groups), horizon))
    for group in np.unique(groups):
        for ahead in range(horizon):
            column = errors[:, :, min(ahead, longest - 1)]
            own = column[:, groups == group]
            own = own if np.isfinite(own).sum() >= FEWEST_ERRORS else column
            scale = np.sqrt((ahead + 1) / longest) if ahead >= longest else 1.0
            values[:, groups == group, ahead] = (np.nanquantile(own, CHANCES) * scale)[:, None]
    return values


@dataclass(frozen=True)
class Selected:
    """The candidate that missed by least, on average over places and horizons, at origins before the present one."""

    candidates: Mapping[str, Statistical]

    def predict(
        self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator
    ) -> Distribution:
        """What the candidate with the least past error predicts."""
        return self.candidates[self.choice(past, years)].predict(past, places, years, rng)

    def choice(self, past: Past, years: Sequence[int]) -> str:
        """The name of the candidate with the least mean absolute past error, each horizon counting the same."""
        horizon = years[-1] - past.origin
        losses = {name: past_loss(method, past, horizon) for name, method in self.candidates.items()}
        return min(losses, key=lambda name: losses[name])


def past_loss(method: Statistical, past: Past, horizon: int) -> float:
    """Mean absolute past error, each horizon with the same weight. In the unit of the transform."""
    errors = forecast(method, past, horizon)[1]
    measured = np.abs(errors[:, :, : longest_measured(errors)])
    return float(np.mean(np.nanmean(measured, axis=(0, 1))))


def _likelihood(standard: NDArray[np.float64], degrees: float) -> float:
    """Log-likelihood of values of unit variance."""
    scale = 1.0 if np.isinf(degrees) else np.sqrt((degrees - 2) / degrees)
    return float((log_density(standard / scale, degrees) - np.log(scale)).sum())


def _root_mean_square(errors: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    known = np.isfinite(errors)
    total = float((weight * known).sum())
    return float(np.sqrt((weight * np.where(known, errors, 0) ** 2).sum() / total)) if total > 0 else float("nan")
