"""The synthesis as a NumPyro model, and its draws by NUTS: one program a shape of the table, any number of fits.

Kinds of places, numbers behind signs and standard errors that nobody prints are summed out of the likelihood, so that
the chains move in effects, clusters and spreads alone, each written as its prior times a standard normal.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from jax.scipy.special import erf
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_median

import relode.compiled  # noqa: F401 - 64-bit floats before any array
from relode.arrays import Bools
from relode.evidence.posterior import BETA, HALF_NORMALS, NORMALS, PRIORS, SCALARS, EffectDraws
from relode.evidence.synthesis import BLUR, SIGNIFICANT, WIDER, Rows
from relode.streams import stream


class Effort(NamedTuple):
    """How many chains, of how many draws each, after how many of warm-up."""

    chains: int
    draws: int
    warm_up: int


WHOLE, KEPT = Effort(3, 400, 250), 1200
"""What a fit takes that is read by people, and how many of its draws are kept."""
ACCEPTANCE, DEPTH = 0.8, 7
"""Share of proposals that warm-up steers to, and how often a path is doubled at most."""
TYPICAL = 0.6
"""Spreads of effects beside the scale of their priors, and how much a sign tells beside a number, for paths only."""
SITES = {"shares": BETA, "spread_sizes": HALF_NORMALS, "log_scores": NORMALS}
"""Sites of the model that hold several scalars -> these."""
ROUGH = {"published": 0.5, "number_significant": 0.08, "number_not": 0.5, "error_log_spread": 0.03, "family_sd": 0.5,
         "log_place_sd": 0.25, "error_log_mean": 0.2}  # fmt: skip
"""Variances of free scales that are far from 1, in the draws that ship; for paths only."""
DATA = ("in_cluster", "far", "reading", "spread", "z", "error", "sign", "is_number", "has_error")
"""Arrays of rows that the model reads as they are."""


def _nodes(count: int) -> tuple[Array, Array]:
    """Equally spaced values of a standard normal, and their weights: a step between two does little harm. [1]"""
    nodes = np.linspace(-3.3, 3.3, count)
    weights = np.exp(-0.5 * nodes**2)
    return jnp.asarray(nodes), jnp.asarray(weights / weights.sum())


NUMBER_NODES, CHANCE_NODES = _nodes(19), _nodes(9)
"""Values over which unprinted errors are summed: more for a number, since significance is a step there."""


def _below(x: Array) -> Array:
    """Chance of a standard normal below `x`, any shape. [1]"""
    return 0.5 * (1 + erf(x / 2**0.5))


def model(rows: Mapping[str, Array], priors: Mapping[str, Array]) -> None:
    """The synthesis of `rows`, each array (row, ...), under `priors` (); equations: `relode.evidence.synthesis`.

    [scale of the family]
    """
    shares = numpyro.sample("shares", dist.Beta(*np.array(list(BETA.values())).T).to_event(1))
    sizes = numpyro.sample("spread_sizes", dist.HalfNormal(1.0).expand([len(HALF_NORMALS)]).to_event(1))
    spreads = jnp.stack([priors[scale] for scale in HALF_NORMALS.values()]) * sizes
    centres, sds = (jnp.stack([priors[name] for name in names]) for names in zip(*NORMALS.values(), strict=True))
    logs = jnp.log(centres) + sds * _standard("log_scores", len(NORMALS))
    names = (*BETA, *HALF_NORMALS, *NORMALS)
    p = dict(zip(names, jnp.concatenate([shares, spreads, logs]), strict=True))
    level = jnp.stack([priors["mean_sd"], p["lever_sd"], p["family_sd"], p["both_sd"]])[rows["level"]]
    effects = jnp.where(rows["level"] == 0, priors["mean"], 0.0) + level * _standard("effect_scores", len(level))
    clusters = _standard("cluster_scores", rows["in_cluster"].shape[1])
    family_spread = priors["family_spread"] * _standard("family_scores", rows["family"].shape[1])
    numpyro.deterministic("scalars", jnp.stack([p[name] for name in SCALARS]))
    numpyro.deterministic("effects", effects)
    numpyro.deterministic("family_spread", family_spread)

    sd = jnp.exp(p["log_place_sd"] + rows["family"] @ family_spread + p["log_far"] * rows["far"])
    shared = p["cluster_share"] * rows["in_cluster"].sum(axis=1)
    centre = rows["design"] @ effects + sd * jnp.sqrt(p["cluster_share"]) * (rows["in_cluster"] @ clusters)
    added = rows["spread"] ** 2 + (rows["reading"] * p["reading_sd"]) ** 2
    numpyro.factor("studies", (rows["used"] * row_log(rows, centre, sd**2 * (1 - shared), added, p)).sum())


def _standard(name: str, count: int) -> Array:
    drawn: Array = numpyro.sample(name, dist.Normal(0.0, 1.0).expand([count]).to_event(1))
    return drawn


def row_log(rows: Mapping[str, Array], centre: Array, place: Array, added: Array, p: Mapping[str, Array]) -> Array:
    """Log likelihood of each row as printed, given that it is seen, (row,). [log per scale of the family]

    `rows`, `centre` (mean of its places), `place` (their variance), `added` (that of conversion and reading), `p` (),
    each (row,).
    """
    positive, negative = chances(centre, place, added, p)
    one = p["number_significant"]
    seen = p["published"] * (1 - positive - negative) + positive + p["negative"] * negative
    told = jnp.where(rows["sign"] > 0, positive, p["negative"] * negative) * (1 - one)
    silent = (1 - positive - negative) * (1 - p["number_not"]) * p["published"]
    sign = jnp.where(rows["sign"] == 0, silent, told)
    like = jnp.where(rows["is_number"], number_density(rows, centre, place, added, p), sign)
    logs: Array = jnp.log(jnp.maximum(like, 1e-300)) - jnp.log(seen)
    return logs


def chances(centre: Array, place: Array, added: Array, p: Mapping[str, Array]) -> tuple[Array, Array]:
    """Chances of a significant positive and negative result where no error is known, each (row,). [1]

    Of `centre`, `place` and `added` as in `row_log`, each (row,), and `p` ().
    """
    nodes, weights = CHANCE_NODES
    error = jnp.exp(p["error_log_mean"] + p["error_log_spread"] * nodes)
    noise = error**2 * (1 + BLUR**2) + added[:, None]
    ordinary, unusual = (jax.lax.rsqrt(width * place[:, None] + noise) for width in (1.0, WIDER**2))

    def beyond(middle: Array) -> Array:
        over = middle[:, None] - SIGNIFICANT * error
        chance = (1 - p["unusual"]) * _below(over * ordinary) + p["unusual"] * _below(over * unusual)
        return (chance * weights).sum(axis=1)

    return beyond(centre), beyond(-centre)


def number_density(
    rows: Mapping[str, Array], centre: Array, place: Array, added: Array, p: Mapping[str, Array]
) -> Array:
    """Density of a printed number and, if it is printed, of its error, (row,). [per scale of the family]

    Of `rows`, `centre`, `place` and `added` as in `row_log`, each (row,), and `p` ().
    """
    nodes, weights = NUMBER_NODES
    spread, has_error = p["error_log_spread"], rows["has_error"]
    error = jnp.where(has_error[:, None], rows["error"][:, None], jnp.exp(p["error_log_mean"] + spread * nodes))
    squared = -0.5 * (rows["z"] - centre)[:, None] ** 2
    ordinary, unusual = (1 / (error**2 + (added + width * place)[:, None]) for width in (1.0, WIDER**2))
    density = (1 - p["unusual"]) * jnp.sqrt(ordinary) * jnp.exp(squared * ordinary)
    density += p["unusual"] * jnp.sqrt(unusual) * jnp.exp(squared * unusual)
    # On the other side of nought a result this size is never significant: 19 blurs away.
    significant = _below((jnp.abs(rows["z"])[:, None] / error - SIGNIFICANT) / BLUR)
    one = p["number_significant"] * jnp.where(rows["z"] < 0, p["negative"], 1.0)[:, None]
    nought = p["number_not"] * p["published"]
    total = (density * (nought + (one - nought) * significant) * weights).sum(axis=1) / (2 * np.pi) ** 0.5
    score = (jnp.log(rows["error"]) - p["error_log_mean"]) / spread
    of_error = jnp.exp(-0.5 * score**2) / spread / (2 * np.pi) ** 0.5
    whole: Array = total * jnp.where(has_error, of_error, 1.0)
    return whole


def arrays_of(rows: Rows, used: Bools) -> dict[str, Array]:
    """What the model reads of `rows`, each (row, ...); `used` is (row,). [scale of the family]"""
    counts = (len(rows.kinds), len(rows.families), len(rows.pairs))
    return {
        **{name: jnp.asarray(getattr(rows, name)) for name in DATA},
        "used": jnp.asarray(used & rows.used, dtype=float),
        "design": jnp.asarray(rows.design),
        "level": jnp.asarray(np.repeat((0, 1, 2, 3), (1, *counts))),
        "family": jnp.asarray(np.eye(counts[1])[rows.family]),
    }


def draws(
    rows: Rows,
    seed: int,
    used: Bools | None = None,
    effort: Effort = WHOLE,
    priors: Mapping[str, float] = PRIORS,
    kept: int = KEPT,
) -> EffectDraws:
    """The posterior of `rows`, of those only that `used` (row,) names, thinned to `kept` draws. [scale of the family]

    Tables of one shape share a program, whatever is in them, as
    long as draws and warm-up are as many.
    """
    of = arrays_of(rows, np.ones(len(rows.family), dtype=bool) if used is None else used)
    key = jax.random.PRNGKey(int(stream("evidence_fit", seed).integers(2**31)))
    values = {name: jnp.asarray(value, dtype=float) for name, value in priors.items()}
    rough = metric(of, values)
    chains = [
        _chain(each, of, values, rough, effort.draws, effort.warm_up) for each in jax.random.split(key, effort.chains)
    ]
    drawn, steps = jax.tree.map(lambda *parts: np.stack([np.asarray(part) for part in parts]), *chains)
    told = {name: drawn[name] for name in ("scalars", "effects", "family_spread")}
    every = max(effort.chains * effort.draws // kept, 1)
    flat = {name: array[:, every - 1 :: every].reshape(-1, *array.shape[2:]) for name, array in told.items()}
    whole = np.concatenate([array.reshape(effort.chains, effort.draws, -1) for array in told.values()], axis=2)
    return EffectDraws(
        dict(zip(SCALARS, flat["scalars"].T, strict=True)), flat["effects"], flat["family_spread"],
        rows.kinds, rows.families, rows.pairs,
        rhat=float(np.max(split_gelman_rubin(whole))),
        effective=float(np.min(effective_sample_size(whole))),
        divergent=int(steps["diverging"].sum()),
    )  # fmt: skip


def metric(rows: Mapping[str, Array], priors: Mapping[str, Array]) -> dict[str, Array]:
    """Rough variances by site, (site,), for `rows` (row, ...) and `priors` (): in them paths are short. [1]

    Those of effects are what normal rows at a typical spread leave; no distribution hangs on any of it.
    """
    typical = jnp.stack([priors["mean_sd"], *(TYPICAL * priors[f"{name}_sd"] for name in ("lever", "family", "both"))])
    design = rows["design"] * typical[rows["level"]]
    weight = rows["used"] * jnp.where(rows["is_number"], 1.0, TYPICAL**2) / priors["place_sd"] ** 2
    precision = jnp.eye(design.shape[1]) + design.T @ (weight[:, None] * design)
    rough = {site: jnp.asarray([ROUGH.get(name, 1.0) for name in names]) for site, names in SITES.items()}
    ones = {"cluster_scores": rows["in_cluster"].shape[1], "family_scores": rows["family"].shape[1]}
    return {"effect_scores": jnp.linalg.inv(precision), **rough, **{site: jnp.ones(n) for site, n in ones.items()}}


@partial(jax.jit, static_argnames=("count", "warm_up"))
def _chain(
    key: Array,
    rows: Mapping[str, Array],
    priors: Mapping[str, Array],
    variances: Mapping[str, Array],
    count: int,
    warm_up: int,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """One chain: draws by name, (draw, ...), and how many steps each took and whether it diverged, (draw,)."""
    kernel = NUTS(
        model, target_accept_prob=ACCEPTANCE, max_tree_depth=DEPTH, init_strategy=init_to_median,
        dense_mass=[("effect_scores",)], inverse_mass_matrix={(site,): of for site, of in variances.items()},
        adapt_mass_matrix=False,
    )  # fmt: skip
    sampler = MCMC(kernel, num_warmup=warm_up, num_samples=count, progress_bar=False)
    sampler.run(key, rows, priors, extra_fields=("diverging", "num_steps"))
    drawn: dict[str, Array] = sampler.get_samples()
    return drawn, sampler.get_extra_fields()
