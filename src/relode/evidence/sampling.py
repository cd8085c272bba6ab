"""Draws of the synthesis by Gibbs and Metropolis steps, many chains, rows left out or worlds at once, in NumPy.

Given the standard errors, the kinds of places and the numbers behind signs, the effects are normal: they are drawn
together, and the chance of being seen, which is not normal, is met by accepting or refusing the draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from relode.arrays import Array, Bools
from relode.evidence.posterior import PRIORS, SCALARS, EffectDraws
from relode.evidence.synthesis import (
    BLUR,
    SIGNIFICANT,
    WIDER,
    Rows,
    normal_log,
    print_log,
    seen,
)
from relode.streams import stream

WARM_UP, SWEEPS, CHAINS, KEPT = 500, 2500, 8, 1200
REFRESH = 0.6
"""How much of the effects a proposal renews. A choice of this project: about half of them are accepted."""
AIM = 0.35
"""Share of proposals that warm-up steers to."""
UNIT = ("cluster_share", "published", "number_significant", "number_not", "nothing", "unusual")
"""Scalars between 0 and 1; they move on the scale of log-odds."""
POSITIVE = ("lever_sd", "family_sd", "both_sd", "error_log_spread", "reading_sd")
"""Scalars above 0; they move on the log scale."""
BETA = {"cluster_share": (2, 2), "published": (2, 2), "number_significant": (2, 2), "number_not": (2, 2),
        "unusual": (1, 9)}  # fmt: skip
"""Beta priors of shares; that of `nothing` is Beta(1, b) with b from the priors."""


BLOCKS = (("log_place_sd", "log_far"), ("reading_sd",), ("cluster_share",), ("error_log_mean", "error_log_spread"),
          ("published", "number_significant", "number_not"), ("nothing", "unusual"))  # fmt: skip
"""Scalars that move together."""


@dataclass
class Chains:
    """The state of all chains: scalars name -> (chain, 1), effects (chain, effect), family spread, latent rows."""

    rows: Rows
    used: Bools
    priors: Mapping[str, float]
    rng: np.random.Generator
    scalars: dict[str, Array]
    effects: Array
    clusters: Array
    family_spread: Array
    log_error: Array
    z: Array
    kind: Array
    steps: dict[str, Array] = field(default_factory=dict)
    warming: bool = True

    @property
    def count(self) -> int:
        """How many chains."""
        return len(self.effects)

    def sd(self, scalars: Mapping[str, Array] | None = None, spread: Array | None = None) -> Array:
        """Spread between places of each row, (chain, row). [scale of the family] `spread` is (chain, family)."""
        s = self.scalars if scalars is None else scalars
        h = self.family_spread if spread is None else spread
        of_family = self.priors["family_spread"] * h[:, self.rows.family]
        return np.asarray(np.exp(s["log_place_sd"] + of_family + s["log_far"] * self.rows.far))

    def place(self, sd: Array, scalars: Mapping[str, Array] | None = None) -> Array:
        """Variance between places of each row beyond what its cluster shares, (chain, row)."""
        s = self.scalars if scalars is None else scalars
        return np.asarray(sd**2 * (1 - s["cluster_share"] * self.rows.in_cluster.sum(axis=1)))

    def shared(self, sd: Array, clusters: Array, scalars: Mapping[str, Array] | None = None) -> Array:
        """What `clusters`, (chain, cluster), add to centres, by `sd` (chain, row) and `scalars`. [scale of family]"""
        s = self.scalars if scalars is None else scalars
        return np.asarray(sd * np.sqrt(s["cluster_share"]) * (clusters @ self.rows.in_cluster.T))

    def added(self, scalars: Mapping[str, Array] | None = None) -> Array:
        """Variance of conversion, versions and reading, (chain, row). [scale of the family, squared]"""
        s = self.scalars if scalars is None else scalars
        return np.asarray(self.rows.spread**2 + (self.rows.reading * s["reading_sd"]) ** 2)

    def fit_log(self, centre: Array, place: Array, added: Array) -> Array:
        """Log density of z given kind of place and error; `centre`, `place`, `added` and it are (chain, row). [log]"""
        width = np.where(self.kind == 1, WIDER**2, 1.0) * (self.kind < 2)
        variance = np.exp(2 * self.log_error) + added + width * place
        return normal_log(self.z, np.where(self.kind == 2, 0.0, centre), variance)

    def seen_log(self, centre: Array, place: Array, added: Array, scalars: Mapping[str, Array]) -> Array:
        """Log chance of being seen at `scalars`; `centre`, `place`, `added` and it are (chain, row). [log]"""
        return np.asarray(np.log(seen(centre, place, added, scalars)))


def draws(
    rows: Rows,
    seed: int,
    used: Bools | None = None,
    chains: int = CHAINS,
    sweeps: int = SWEEPS,
    warm_up: int = WARM_UP,
    priors: Mapping[str, float] = PRIORS,
    kept: int = KEPT,
) -> list[EffectDraws]:
    """Posterior draws, one `EffectDraws` a line of `used` (fit, row), or a world in `rows`; all rows if not given.

    Each fit has `chains` chains of `sweeps` sweeps after `warm_up`, thinned to `kept` draws together.
    """
    fits = np.atleast_2d(rows.used if used is None else used & rows.used)
    fits = np.broadcast_to(fits, (max(len(fits), len(np.atleast_2d(rows.z))), fits.shape[1]))
    state = _start(_repeated(rows, len(fits), chains), np.repeat(fits, chains, axis=0), priors, seed)
    every = max(sweeps * chains // kept, 1)
    store: dict[str, list[Array]] = {name: [] for name in (*SCALARS, "effects", "family_spread")}
    for turn in range(warm_up + sweeps):
        state.warming = turn < warm_up
        _sweep(state)
        if turn >= warm_up and (turn - warm_up) % every == every - 1:
            for name in SCALARS:
                store[name].append(state.scalars[name][:, 0].copy())
            store["effects"].append(state.effects.copy())
            store["family_spread"].append(priors["family_spread"] * state.family_spread)
    arrays = {}
    for name, values in store.items():
        shape = (len(fits), chains, len(values), *values[0].shape[1:])
        arrays[name] = np.stack(values, axis=1).reshape(shape)
    return [_gathered(rows, {name: array[at] for name, array in arrays.items()}) for at in range(len(fits))]


def _gathered(rows: Rows, arrays: Mapping[str, Array]) -> EffectDraws:
    """Chains of one fit, name -> (chain, draw, ...), as draws."""
    flat = {name: array.reshape(-1, *array.shape[2:]) for name, array in arrays.items()}
    largest = max(rhat(array.reshape(*array.shape[:2], -1)) for array in arrays.values())
    return EffectDraws({name: flat[name] for name in SCALARS}, flat["effects"], flat["family_spread"], rows.kinds,
                 rows.families, rows.pairs, largest)  # fmt: skip


def rhat(values: Array) -> float:
    """Largest split R-hat over quantities of `values`, (chain, draw, quantity). [1]"""
    half = values.shape[1] // 2
    if half < 2:
        return float("nan")
    parts = np.concatenate([values[:, :half], values[:, half : 2 * half]])
    within, between = parts.var(axis=1, ddof=1).mean(axis=0), parts.mean(axis=1).var(axis=0, ddof=1)
    ratio = np.divide(between, within, out=np.zeros_like(within), where=within > 0)
    return float(np.sqrt((half - 1) / half + ratio).max())


def _repeated(rows: Rows, fits: int, chains: int) -> Rows:
    """Rows with the arrays that may differ between worlds as (chain of all fits, row)."""
    names = ("z", "is_number", "sign", "error", "has_error")
    whole = {}
    for name in names:
        of_fits = np.broadcast_to(np.atleast_2d(getattr(rows, name)), (fits, len(rows.family)))
        whole[name] = np.repeat(of_fits, chains, axis=0)
    return Rows(**{**vars(rows), **whole})


def _start(rows: Rows, used: Bools, priors: Mapping[str, float], seed: int) -> Chains:
    rng = stream("evidence_fit", seed)
    count, n = rows.z.shape
    scalars = {name: np.full((count, 1), 0.3) for name in SCALARS}
    starts = {
        "log_place_sd": np.log(priors["place_sd"]),
        "log_far": np.log(priors["far"]),
        "error_log_mean": np.log(priors["error"]),
        "nothing": 0.1,
        "unusual": 0.1,
        "reading_sd": 0.1,
        "number_significant": 0.7,
    }
    for name, value in starts.items():
        scalars[name] = np.full((count, 1), float(value))
    for name in SCALARS:
        scalars[name] = scalars[name] * np.exp(rng.normal(0, 0.1, (count, 1)))
    log_error = np.where(rows.has_error, np.log(rows.error), scalars["error_log_mean"] + rng.normal(0, 0.2, (count, n)))
    z = np.where(rows.is_number, rows.z, 3 * rows.sign * np.exp(log_error))
    return Chains(
        rows, used, priors, rng, scalars,
        effects=rng.normal(0, 0.1, (count, rows.design.shape[1])),
        clusters=rng.normal(0, 1, (count, rows.in_cluster.shape[1])),
        family_spread=rng.normal(0, 0.3, (count, len(rows.families))),
        log_error=log_error, z=z, kind=np.zeros((count, n), dtype=int),
    )  # fmt: skip


def _sweep(c: Chains) -> None:
    _numbers_behind_signs(c)
    _kinds_of_places(c)
    _errors(c)
    _effects(c)
    for level in ("lever", "family", "both"):
        _spread_given_effects(c, level)
        _spread_with_effects(c, level)
    for block in BLOCKS:
        _scalars_moved(c, block)
    _family_spread_moved(c)


def _where(c: Chains) -> tuple[Array, Array, Array]:
    sd = c.sd()
    return c.effects @ c.rows.design.T + c.shared(sd, c.clusters), c.place(sd), c.added()


def _numbers_behind_signs(c: Chains) -> None:
    """Where only a sign is told: the blurred result beyond or within its limits, then the result itself."""
    from scipy.special import ndtr, ndtri

    centre, place, added = _where(c)
    error = np.exp(c.log_error)
    mean = np.where(c.kind == 2, 0.0, centre)
    variance = error**2 + added + np.where(c.kind == 1, WIDER**2, 1.0) * (c.kind < 2) * place
    blurred = (BLUR * error) ** 2
    sd, limit, sign = np.sqrt(variance + blurred), SIGNIFICANT * error, c.rows.sign
    low = np.where(sign > 0, limit, np.where(sign < 0, -np.inf, -limit))
    high = np.where(sign > 0, np.inf, np.where(sign < 0, -limit, limit))
    # The tail is drawn on the side where its chances are small numbers, not differences from 1.
    flip = np.where(low - mean > 0, -1.0, 1.0)
    first, last = np.sort(np.stack([flip * (low - mean) / sd, flip * (high - mean) / sd]), axis=0)
    bottom, top = ndtr(first), ndtr(last)
    at = bottom + (top - bottom) * c.rng.random(mean.shape)
    told = mean + flip * sd * np.clip(ndtri(np.clip(at, 1e-300, 1 - 1e-16)), first, last)
    drawn = mean + variance / (variance + blurred) * (told - mean)
    drawn += np.sqrt(variance * blurred / (variance + blurred)) * c.rng.standard_normal(mean.shape)
    c.z = np.where(c.rows.is_number, c.rows.z, drawn)


def _kinds_of_places(c: Chains) -> None:
    """Ordinary, unusual, or nothing happens."""
    centre, place, added = _where(c)
    error = np.exp(2 * c.log_error) + added
    nothing, unusual = c.scalars["nothing"], c.scalars["unusual"]
    logs = np.stack([
        np.log1p(-nothing) + np.log1p(-unusual) + normal_log(c.z, centre, place + error),
        np.log1p(-nothing) + np.log(unusual) + normal_log(c.z, centre, WIDER**2 * place + error),
        np.log(nothing) + normal_log(c.z, np.zeros_like(centre), error),
    ])  # fmt: skip
    c.kind = np.argmax(logs + c.rng.gumbel(size=logs.shape), axis=0)


def _errors(c: Chains) -> None:
    """Standard errors that no source prints, each by itself."""
    centre, place, added = _where(c)
    s, told = c.scalars, c.log_error

    def target(log_error: Array) -> Array:
        c.log_error = log_error
        prior = normal_log(log_error, s["error_log_mean"], s["error_log_spread"] ** 2)
        return prior + c.fit_log(centre, place, added) + print_log(c.rows, c.z, np.exp(log_error), s)

    moved = told + c.rng.normal(0, 0.7, told.shape) * ~c.rows.has_error
    accepted = np.log(c.rng.random(told.shape)) < target(moved) - target(told)
    c.log_error = np.where(accepted, moved, told)


def _effects(c: Chains) -> None:
    """All effects and clusters at once."""
    rows, s = c.rows, c.scalars
    sd = c.sd()
    place, added = c.place(sd), c.added()
    width = np.where(c.kind == 1, WIDER**2, 1.0)
    weight = c.used * (c.kind < 2) / (np.exp(2 * c.log_error) + added + width * place)
    lean = (sd * np.sqrt(s["cluster_share"]))[:, :, None] * rows.in_cluster
    whole = np.concatenate([np.broadcast_to(rows.design, (c.count, *rows.design.shape)), lean], axis=2)
    precision = (whole * weight[:, :, None]).transpose(0, 2, 1) @ whole
    sizes = (len(rows.kinds), len(rows.families), len(rows.pairs))
    inverse = np.concatenate(
        [np.full((c.count, 1), c.priors["mean_sd"] ** -2.0)]
        + [
            np.repeat(s[f"{name}_sd"] ** -2.0, n, axis=1)
            for name, n in zip(("lever", "family", "both"), sizes, strict=True)
        ]
        + [np.ones((c.count, rows.in_cluster.shape[1]))],
        axis=1,
    )
    precision += np.eye(whole.shape[2]) * inverse[:, :, None]
    right = np.einsum("cip,ci->cp", whole, weight * c.z)
    right[:, 0] += c.priors["mean"] / c.priors["mean_sd"] ** 2
    root = np.linalg.cholesky(precision)
    middle = np.linalg.solve(precision, right[:, :, None])[:, :, 0]
    noise = np.linalg.solve(root.transpose(0, 2, 1), c.rng.standard_normal((c.count, whole.shape[2], 1)))[:, :, 0]
    old = np.concatenate([c.effects, c.clusters], axis=1)
    new = middle + np.sqrt(1 - REFRESH**2) * (old - middle) + REFRESH * noise
    logs = [
        (c.used * c.seen_log(np.einsum("cip,cp->ci", whole, each), place, added, s)).sum(axis=1) for each in (new, old)
    ]
    accepted = np.log(c.rng.random(c.count)) < logs[1] - logs[0]
    chosen = np.where(accepted[:, None], new, old)
    split = rows.design.shape[1]
    c.effects, c.clusters = chosen[:, :split], chosen[:, split:]


def _columns(c: Chains, level: str) -> slice:
    k, f = len(c.rows.kinds), len(c.rows.families)
    return {"lever": slice(1, 1 + k), "family": slice(1 + k, 1 + k + f), "both": slice(1 + k + f, None)}[level]


def _half_normal_log(value: Array, scale: float) -> Array:
    """Of a half-normal, on the log scale of the value."""
    return np.asarray(-0.5 * (value / scale) ** 2 + np.log(value))


def _spread_given_effects(c: Chains, level: str) -> None:
    """The spread of a level's effects, the effects as they are."""
    name, effects = f"{level}_sd", c.effects[:, _columns(c, level)]

    def target(sd: Array) -> Array:
        of_effects = normal_log(effects, np.zeros_like(effects), sd**2).sum(axis=1, keepdims=True)
        return np.asarray(of_effects + _half_normal_log(sd, c.priors[name]))

    old = c.scalars[name]
    new = old * np.exp(c.rng.normal(0, 0.5, old.shape))
    c.scalars[name] = np.where(np.log(c.rng.random(old.shape)) < target(new) - target(old), new, old)


def _spread_with_effects(c: Chains, level: str) -> None:
    """The spread and the effects together, their ratio as it is."""
    name, columns = f"{level}_sd", _columns(c, level)
    old = c.scalars[name]
    step = c.rng.normal(0, 1, old.shape) * _step(c, name)
    effects = c.effects.copy()
    effects[:, columns] *= np.exp(step)
    sd = c.sd()
    place, added, shared = c.place(sd), c.added(), c.shared(sd, c.clusters)

    def target(value: Array, of: Array) -> Array:
        centre = of @ c.rows.design.T + shared
        rows = c.fit_log(centre, place, added) - c.seen_log(centre, place, added, c.scalars)
        return np.asarray((c.used * rows).sum(axis=1, keepdims=True) + _half_normal_log(value, c.priors[name]))

    accepted = np.log(c.rng.random(old.shape)) < target(old * np.exp(step), effects) - target(old, c.effects)
    c.scalars[name] = np.where(accepted, old * np.exp(step), old)
    c.effects = np.where(accepted, effects, c.effects)
    _adapt(c, name, accepted)


def _step(c: Chains, name: str) -> Array:
    return c.steps.setdefault(name, np.full((c.count, 1), 0.3))


def _adapt(c: Chains, name: str, accepted: Bools) -> None:
    if c.warming:
        c.steps[name] = np.clip(c.steps[name] * np.exp(0.1 * (accepted - AIM)), 0.01, 3.0)


def _scalars_moved(c: Chains, names: tuple[str, ...]) -> None:
    """A block of scalars by a step on their free scales."""
    block = names[0]
    step = _step(c, block)
    new = dict(c.scalars)
    for name in names:
        new[name] = _moved(c.scalars[name], name, c.rng.normal(0, 1, step.shape) * step)

    def target(s: Mapping[str, Array]) -> Array:
        sd = c.sd(s)
        place, added = c.place(sd, s), c.added(s)
        centre = c.effects @ c.rows.design.T + c.shared(sd, c.clusters, s)
        by_row = -c.seen_log(centre, place, added, s)
        if block in ("log_place_sd", "reading_sd", "cluster_share"):
            by_row = by_row + c.fit_log(centre, place, added)
        if block == "error_log_mean":
            by_row = by_row + normal_log(c.log_error, s["error_log_mean"], s["error_log_spread"] ** 2)
        if block == "published":
            by_row = by_row + print_log(c.rows, c.z, np.exp(c.log_error), s)
        if block == "nothing":
            something = np.log1p(-s["nothing"])
            of = (something + np.log1p(-s["unusual"]), something + np.log(s["unusual"]), np.log(s["nothing"]))
            by_row = by_row + np.where(c.kind == 0, of[0], np.where(c.kind == 1, of[1], of[2]))
        prior = sum((_prior_log(s[name], name, c.priors) for name in names), np.zeros_like(step))
        return np.asarray((c.used * by_row).sum(axis=1, keepdims=True) + prior)

    accepted = np.log(c.rng.random(step.shape)) < target(new) - target(c.scalars)
    for name in names:
        c.scalars[name] = np.where(accepted, new[name], c.scalars[name])
    _adapt(c, block, accepted)


def _moved(value: Array, name: str, step: Array) -> Array:
    if name in POSITIVE:
        return np.asarray(value * np.exp(step))
    if name in UNIT:
        odds = np.log(value / (1 - value)) + step
        return np.asarray(np.clip(1 / (1 + np.exp(-odds)), 1e-6, 1 - 1e-6))
    return np.asarray(value + step)


def _prior_log(value: Array, name: str, priors: Mapping[str, float]) -> Array:
    """Log prior on the scale on which a scalar moves."""
    if name in UNIT:
        a, b = (1.0, priors["nothing"]) if name == "nothing" else BETA[name]
        return np.asarray(a * np.log(value) + b * np.log1p(-value))
    if name in POSITIVE:
        return _half_normal_log(value, priors["error_spread"] if name == "error_log_spread" else priors[name])
    centre, sd = {
        "log_place_sd": (np.log(priors["place_sd"]), priors["place_sd_log_sd"]),
        "log_far": (np.log(priors["far"]), priors["far_log_sd"]),
        "error_log_mean": (np.log(priors["error"]), priors["error_log_sd"]),
    }[name]
    return normal_log(value, np.asarray(centre), np.asarray(sd**2))


def _family_spread_moved(c: Chains) -> None:
    """How wide each family is, all families at once: rows of one do not depend on another's."""
    old = c.family_spread
    step = c.steps.setdefault("family_spread", np.full(old.shape, 0.5))
    new = old + c.rng.normal(0, 1, old.shape) * step
    one_hot = np.eye(len(c.rows.families))[c.rows.family]

    def target(h: Array) -> Array:
        sd = c.sd(spread=h)
        place, added = c.place(sd), c.added()
        centre = c.effects @ c.rows.design.T + c.shared(sd, c.clusters)
        rows = c.fit_log(centre, place, added) - c.seen_log(centre, place, added, c.scalars)
        return np.asarray((c.used * rows) @ one_hot - 0.5 * h**2)

    accepted = np.log(c.rng.random(old.shape)) < target(new) - target(old)
    c.family_spread = np.where(accepted, new, old)
    _adapt(c, "family_spread", accepted)
