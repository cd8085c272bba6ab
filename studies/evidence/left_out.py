"""Each cluster predicted from the others, by the synthesis and by simple forecasts, and scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Array, Matrix, Vector
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import place
from relode.evidence.studies import PublishedStudy, families, kind_of
from relode.evidence.synthesis import BLUR, FAR, READING, SIGNIFICANT
from relode.streams import stream

LEVELS = (0.5, 0.8, 0.9)
FREEDOM = 4.0
"""Rows of prior weight, and degrees of freedom without data, in a width that is learnt. Source: assumption."""
SHRINKAGES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Parts of a forecast's median that may be kept."""
POOLED = (0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Weights of the synthesis in a pool that are tried."""


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


@dataclass(frozen=True)
class RowScore:
    """How a forecast did on a row: what it expected, and log score; for numbers CRPS and which intervals held."""

    forecast: str
    effect_id: str
    cluster: str
    log_score: float
    median: float | None = None
    p05: float | None = None
    p95: float | None = None
    crps: float | None = None
    held: tuple[bool, ...] = ()
    choice: float | None = None
    """The weight or part of the median that the other clusters chose, of a pool or a shrinkage."""


@dataclass(frozen=True)
class Spreading:
    """A Student distribution as a forecast of what is printed: location, scale, degrees of freedom, and a sample."""

    location: float
    scale: float
    freedom: float

    def sample(self, rng: np.random.Generator, count: int) -> Vector:
        """A sample of what is printed, (draw,). [scale of the family]"""
        return np.asarray(self.location + self.scale * rng.standard_t(self.freedom, count))

    def log_density(self, z: float) -> float:
        """Log density at z. [log per scale of the family]"""
        from scipy.special import gammaln

        v, x = self.freedom, (z - self.location) / self.scale
        constant = gammaln((v + 1) / 2) - gammaln(v / 2) - 0.5 * np.log(v * np.pi) - np.log(self.scale)
        return float(constant - (v + 1) / 2 * np.log1p(x**2 / v))


def scored_rows(table: Sequence[PublishedStudy]) -> list[PublishedStudy]:
    """Rows that are scored, in the order of the table: those that the simulator could be set up for."""
    return [study for study in table if study.scored and not study.shock]


def clusters_of(table: Sequence[PublishedStudy]) -> list[str]:
    """Clusters with a scored row, in the order of the table."""
    return list(dict.fromkeys(study.cluster for study in scored_rows(table)))


def z_of(study: PublishedStudy) -> float | None:
    """The row on the common scale; None where only a sign is told. [scale of the family]"""
    return None if study.y is None else study.y / families()[study.family].scale


def learnt(values: Sequence[float], location: float, everything: Sequence[float]) -> Spreading:
    """Width around a location from these training rows, drawn to that of all training rows where they are few."""
    whole = float(np.mean((np.asarray(everything) - np.mean(everything)) ** 2))
    own = np.asarray(values, dtype=float)
    variance = (FREEDOM * whole + float(((own - location) ** 2).sum())) / (FREEDOM + len(own))
    return Spreading(location, variance**0.5, FREEDOM + len(own))


def simple_forecasts(training: Sequence[PublishedStudy], study: PublishedStudy) -> dict[str, Spreading]:
    """No effect, the mean of all, and that of the row's lever: widths learnt from training rows."""
    numbers = [(other, z) for other in training if (z := z_of(other)) is not None and not other.shock]
    everything = [z for _, z in numbers]
    family = [z for other, z in numbers if other.family == study.family]
    lever = [z for other, z in numbers if kind_of(other) == kind_of(study)]
    nought = float(np.mean(np.square(everything)))
    of_family = (FREEDOM * nought + float(np.square(family).sum())) / (FREEDOM + len(family))
    mean = float(np.mean(everything))
    of_lever = float(np.mean(lever)) if lever else mean
    around = [z - float(np.mean([w for o, w in numbers if kind_of(o) == kind_of(other)])) for other, z in numbers]
    return {
        "no_effect": Spreading(0.0, of_family**0.5, FREEDOM + len(family)),
        "grand_mean": learnt(family, mean, everything),
        "lever_mean": learnt([of_lever + each for each in around] if lever else family, of_lever, everything),
    }


def recalibrated(
    training: Sequence[PublishedStudy], simulated: Mapping[str, Vector], study: PublishedStudy
) -> Spreading:
    """The simulator's median times a factor, with a width, both learnt from training rows by least squares.

    `simulated`: effect_id -> draws (draw,), in the unit of the family.
    """
    pairs = [
        (_simulated_median(simulated, other), z, other.family == study.family)
        for other in training
        if other.effect_id in simulated and (z := z_of(other)) is not None
    ]
    x, z = np.array([each[:2] for each in pairs]).T
    factor = float((x * z).sum() / ((x**2).sum() + 1.0))
    rest = z - factor * x
    family = rest[np.array([each[2] for each in pairs])]
    own = _simulated_median(simulated, study)
    variance = (FREEDOM * float(np.mean(rest**2)) + float(np.square(family).sum())) / (FREEDOM + len(family))
    return Spreading(factor * own, variance**0.5, FREEDOM + len(family))


FARTHEST = 5.0
"""Largest simulated median that counts, in scales of a family: ratios over almost nothing have no size."""


def _simulated_median(simulated: Mapping[str, Vector], study: PublishedStudy) -> float:
    median = float(np.median(simulated[study.effect_id])) / families()[study.family].scale
    return float(np.clip(median, -FARTHEST, FARTHEST))


def simulator_number(
    draws: EffectDraws, study: PublishedStudy, simulated: Vector, rng: np.random.Generator
) -> NextNumber:
    """The simulator's draws, `simulated` (draw,), as a forecast of a row, with the same study error as every other."""
    effect = rng.choice(simulated, draws.count) / families()[study.family].scale
    return observed(draws, study, effect, rng, selected=False)


def score_number(
    name: str,
    study: PublishedStudy,
    forecasts: Sequence[NextNumber | Spreading],
    parts: Sequence[float],
    draws: EffectDraws,
    seed: int,
) -> RowScore:
    """The score on a row of a mixture of forecasts with weights `parts`; of one forecast with weight 1."""
    rng = stream("next_number", seed)
    z, s = z_of(study), draws.scalars
    results, weights, logs, signs = [], [], [], []
    for forecast, part in zip(forecasts, parts, strict=True):
        if isinstance(forecast, Spreading):
            result = forecast.sample(rng, draws.count)
            drawn = np.exp(s["error_log_mean"] + s["error_log_spread"] * rng.standard_normal(draws.count))
            scale = families()[study.family].scale
            error = drawn if study.error is None else np.full(draws.count, study.error / scale)
            weight, of_sign = np.ones(draws.count), NextNumber(result, error, result, error**2, s, selected=False)
        else:
            result, weight, of_sign = forecast.result, forecast.weights(), forecast
        results.append(result)
        weights.append(part * weight / weight.sum())
        signs.append(part * of_sign.sign_chances())
        logs.append(np.log(max(part, 1e-12)) + (forecast.log_density(z) if z is not None else 0.0))
    if z is None:
        chance = np.sum(signs, axis=0)[(study.sign or 0) + 1]
        return RowScore(name, study.effect_id, study.cluster, float(np.log(chance)))
    result, weight = np.concatenate(results), np.concatenate(weights)
    ends = [quantiles(result, weight, ((1 - level) / 2, (1 + level) / 2)) for level in LEVELS]
    p05, median, p95 = quantiles(result, weight, (0.05, 0.5, 0.95))
    held = tuple(low <= z <= high for low, high in ends)
    log = float(np.logaddexp.reduce(logs))
    return RowScore(name, study.effect_id, study.cluster, log, median, p05, p95, crps(result, weight, z), held)


def shrunk(forecast: NextNumber, part: float) -> NextNumber:
    """A forecast of which only a part of the median is kept, its width as it is."""
    less = (1 - part) * float(np.median(forecast.effect))
    return replace(forecast, result=forecast.result - less, effect=forecast.effect - less)


def all_scores(
    table: Sequence[PublishedStudy],
    without: Mapping[str, EffectDraws],
    simulated: Mapping[str, Vector],
    more: Mapping[str, Mapping[str, Spreading]],
    seed: int,
) -> list[RowScore]:
    """Every forecast on every scored row. `simulated`: effect_id -> draws (draw,), in the unit of the family.

    `more`: forecast -> effect_id -> a further forecast.

    Pools and shrinkages are scored at every choice; the choice is made on other clusters only (`nested`).
    """
    rng = stream("evidence_scores", seed)
    result: list[RowScore] = []
    tried: dict[str, list[list[RowScore]]] = {"pool": [[] for _ in POOLED], "shrunk": [[] for _ in SHRINKAGES]}
    for study in scored_rows(table):
        fit = without[study.cluster]
        training = [other for other in table if other.cluster != study.cluster]
        shipped = next_number(fit, study, rng, selected=False)
        forecasts: dict[str, NextNumber | Spreading] = {
            "synthesis": next_number(fit, study, rng, selected=True),
            "as_shipped": shipped,
            **simple_forecasts(training, study),
            "simulator": simulator_number(fit, study, simulated[study.effect_id], rng),
            "simulator_recalibrated": recalibrated(training, simulated, study),
            **{name: rows[study.effect_id] for name, rows in more.items()},
        }
        result += [score_number(name, study, [each], [1.0], fit, seed) for name, each in forecasts.items()]
        both = [forecasts["synthesis"], forecasts["simulator_recalibrated"]]
        for at, part in enumerate(POOLED):
            row = score_number("pool", study, both, [part, 1 - part], fit, seed)
            tried["pool"][at].append(replace(row, choice=part))
        for at, part in enumerate(SHRINKAGES):
            row = score_number("shrunk", study, [shrunk(shipped, part)], [1.0], fit, seed)
            tried["shrunk"][at].append(replace(row, choice=part))
    for choices in tried.values():
        result += nested(choices)
    return result


def nested(choices: Sequence[Sequence[RowScore]]) -> list[RowScore]:
    """Of the same rows under several choices, each under the one that does best on the rows of other clusters."""
    logs = np.array([[row.log_score for row in rows] for rows in choices])
    clusters = np.array([row.cluster for row in choices[0]])
    chosen = [int(np.argmax(logs[:, clusters != cluster].mean(axis=1))) for cluster in clusters]
    return [choices[at][row] for row, at in enumerate(chosen)]


def difference(
    scores: Sequence[RowScore], first: str, second: str, ids: Sequence[str], seed: int, times: int = 4000
) -> tuple[float, float, float]:
    """Mean difference of log scores over rows, with the 95 % interval of a bootstrap of clusters."""
    a, b = ({row.effect_id: row for row in scores if row.forecast == each} for each in (first, second))
    return by_clusters([a[i].log_score - b[i].log_score for i in ids], [a[i].cluster for i in ids], seed, times)


def by_clusters(
    values: Sequence[float], names: Sequence[str], seed: int, times: int = 4000
) -> tuple[float, float, float]:
    """Mean of `values`, with the 95 % interval of a bootstrap of their clusters `names`. [as values]"""
    gaps = np.asarray(values, dtype=float)
    clusters = list(dict.fromkeys(names))
    member: Matrix = np.array([[float(name == cluster) for name in names] for cluster in clusters])
    picks = stream("clusters_drawn_again", seed).integers(0, len(clusters), (times, len(clusters)))
    totals = (member @ gaps)[picks].sum(axis=1) / member.sum(axis=1)[picks].sum(axis=1)
    low, high = np.quantile(totals, (0.025, 0.975))
    return float(gaps.mean()), float(low), float(high)


def share_by_clusters(held: Sequence[float], names: Sequence[str], seed: int) -> tuple[float, float, float]:
    """The share of rows that were `held`, (row,), each 0 or 1, with its 95 % interval. [0-1]

    Where all were held, or none, clusters drawn again all say the same: then the far end is that of a binomial of as
    many trials as there are clusters (Clopper and Pearson 1934).

    Equation: .025^(1 / n)
    """
    share, low, high = by_clusters(held, names, seed)
    end = 0.025 ** (1 / len(set(names)))
    return share, end if share == 1 else low, 1 - end if share == 0 else high
