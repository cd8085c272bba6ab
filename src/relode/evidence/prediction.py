"""What the draws let us expect: the effect of a lever in a new place, its mean over places, the next number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relode.arrays import Array, Vector
from relode.evidence.posterior import EffectDraws
from relode.evidence.studies import Kind, PublishedStudy, families, kind_of
from relode.evidence.synthesis import BLUR, FAR, READING, SIGNIFICANT, WIDER


@dataclass(frozen=True)
class ExpectedEffect:
    """An effect in the unit of its family, (draw,): of one new place, and of the mean over places."""

    here: Vector
    average: Vector


def expected(draws: EffectDraws, kind: Kind, family: str, rng: np.random.Generator) -> ExpectedEffect:
    """What a lever does to the outcome of a family at its standard dose, in places like ours. [unit of the family]

    Limits: without spread between places both are the same.
    """
    scale = families()[family].scale
    centre = draws.centre(kind, family, rng)
    here = place(draws, centre, draws.place_sd(family), rng)
    return ExpectedEffect(scale * here, scale * centre)


def place(draws: EffectDraws, centre: Vector, sd: Vector, rng: np.random.Generator) -> Vector:
    """One new place a draw, around `centre` by `sd`, all (draw,). [scale of the family]"""
    width = np.where(rng.random(len(centre)) < draws.scalars["unusual"], WIDER, 1.0)
    return np.asarray(centre + width * sd * rng.standard_normal(len(centre)))


def normal_log(x: Array, mean: Array, variance: Array) -> Array:
    """Log density of a normal at `x`, `mean` and `variance`, any shape. [log]"""
    return np.asarray(-0.5 * (np.log(2 * np.pi * variance) + (x - mean) ** 2 / variance))


def significance(z: Array, error: Array) -> tuple[Array, Array]:
    """Chances that `z` of standard error `error` is significant above and below 0, any shape. [1]"""
    from scipy.special import ndtr

    blurred = BLUR * error
    return ndtr((z - SIGNIFICANT * error) / blurred), ndtr((-z - SIGNIFICANT * error) / blurred)


@dataclass(frozen=True)
class NextNumber:
    """A forecast of what a study prints: results (draw,) with their standard errors and weights, and how they spread.

    `effect` and `variance` are mean and variance of each result; `printing` name -> chance by which a result is
    printed as a number or as a sign only.
    """

    result: Vector
    error: Vector
    effect: Vector
    variance: Vector
    printing: Mapping[str, Vector]
    selected: bool

    def weights(self) -> Vector:
        """How likely each result is printed as a number, (draw,). [1]"""
        return self._printed(self.result) if self.selected else np.ones(len(self.result))

    def _printed(self, z: Vector | float) -> Vector:
        above, below = significance(np.asarray(z, dtype=float) + 0 * self.error, self.error)
        p = self.printing
        return np.asarray(
            (above + p["negative"] * below) * p["number_significant"]
            + (1 - above - below) * p["number_not"] * p["published"]
        )

    def log_density(self, z: float) -> float:
        """Log density of a printed number. [log per scale of the family]"""
        weight = self._printed(z) if self.selected else np.ones(len(self.result))
        density = (np.exp(normal_log(np.asarray(z), self.effect, self.variance)) * weight).mean()
        return float(np.log(np.maximum(density / self.weights().mean(), 1e-12)))

    def sign_chances(self) -> Vector:
        """Chances that a row of which only the sign is told says -1, 0 and 1. (3,) [1]"""
        above, below = significance(self.result, self.error)
        p = self.printing
        nought = (1 - above - below) * (1 - p["number_not"]) * p["published"]
        told = np.array([(each * (1 - p["number_significant"])).mean() for each in (p["negative"] * below, above)])
        whole = np.array([told[0], nought.mean(), told[1]])
        return np.asarray(np.maximum(whole, 1e-6) / np.maximum(whole, 1e-6).sum())


def observed(
    draws: EffectDraws, study: PublishedStudy, effect: Vector, rng: np.random.Generator, selected: bool
) -> NextNumber:
    """What a study prints where the effect is `effect` (draw,): its error, if it states none, is drawn."""
    scale, s = families()[study.family].scale, draws.scalars
    drawn = np.exp(s["error_log_mean"] + s["error_log_spread"] * rng.standard_normal(draws.count))
    error = np.full(draws.count, study.error / scale) if study.error is not None else drawn
    added = (study.spread / scale) ** 2 + (READING[study.verified] * s["reading_sd"]) ** 2
    variance = error**2 + added
    result = effect + np.sqrt(variance) * rng.standard_normal(draws.count)
    return NextNumber(result, error, effect, variance, s, selected)


def next_number(draws: EffectDraws, study: PublishedStudy, rng: np.random.Generator, selected: bool) -> NextNumber:
    """The synthesis' forecast of a row. `selected`: of a printed number, else of the effect with its error."""
    centre = draws.centre(kind_of(study), study.family, rng)
    effect = place(draws, centre, draws.place_sd(study.family, FAR[study.transfer]), rng)
    return observed(draws, study, effect, rng, selected)


def quantiles(values: Array, weights: Array, at: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of `values` with `weights`, both (draw,); a weight of 0 counts for nothing. [as values]"""
    values, weights = values[weights > 0], weights[weights > 0]
    order = np.argsort(values)
    share = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return tuple(float(x) for x in np.interp(at, share, values[order]))


def crps(values: Array, weights: Array, z: float) -> float:
    """Continuous ranked probability score of `values` with `weights`, both (draw,). [as values]

    Equation: E|X - z| - E|X - X'| / 2

    Source: gneiting2007.
    """
    order = np.argsort(values)
    x, w = values[order], weights[order] / weights.sum()
    below = np.cumsum(w) - w
    spread = 2 * float((w * x * (2 * below + w - 1)).sum())
    return float((w * np.abs(x - z)).sum()) - spread / 2
