"""Simulation-based calibration: a truth is drawn, studies are drawn from it, and its rank in the posterior is told.

Source: talts2018.
"""

from collections.abc import Mapping

import numpy as np

from relode.arrays import Array, Matrix
from relode.evidence.posterior import PRIORS, SCALARS
from relode.evidence.sampling import BETA, POSITIVE, UNIT, draws
from relode.evidence.synthesis import BLUR, SIGNIFICANT, WIDER, Rows
from relode.streams import stream

TESTED = (
    "mean", "log_place_sd", "log_far", "lever_sd", "family_sd", "both_sd", "cluster_share", "error_log_mean",
    "reading_sd", "published", "number_significant", "nothing", "first_lever", "first_pair", "family_C", "spread_C",
)  # fmt: skip
"""What is ranked."""


def truth(rows: Rows, rng: np.random.Generator, priors: Mapping[str, float] = PRIORS) -> dict[str, Array]:
    """A world from the priors: scalars (), effects (effect,), clusters (cluster,), family spread (family,).

    [scale of the family]
    """
    world: dict[str, Array] = {}
    for name in SCALARS:
        if name in UNIT:
            a, b = (1.0, priors["nothing"]) if name == "nothing" else BETA[name]
            world[name] = np.asarray(np.clip(rng.beta(a, b), 1e-6, 1 - 1e-6))
        elif name in POSITIVE:
            scale = priors["error_spread"] if name == "error_log_spread" else priors[name]
            world[name] = np.abs(np.asarray(rng.normal(0, scale))) + 1e-9
    world["log_place_sd"] = np.asarray(rng.normal(np.log(priors["place_sd"]), priors["place_sd_log_sd"]))
    world["log_far"] = np.asarray(rng.normal(np.log(priors["far"]), priors["far_log_sd"]))
    world["error_log_mean"] = np.asarray(rng.normal(np.log(priors["error"]), priors["error_log_sd"]))
    levels = (("lever", len(rows.kinds)), ("family", len(rows.families)), ("both", len(rows.pairs)))
    of_levels = [world[f"{name}_sd"] * rng.standard_normal(n) for name, n in levels]
    world["effects"] = np.concatenate([rng.normal(priors["mean"], priors["mean_sd"], 1), *of_levels])
    world["clusters"] = np.asarray(rng.standard_normal(rows.in_cluster.shape[1]))
    world["family_spread"] = priors["family_spread"] * np.asarray(rng.standard_normal(len(rows.families)))
    return world


def published(rows: Rows, world: Mapping[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """Studies of a world as they are printed: z, is_number, sign, error, has_error, each (row,).

    [scale of the family]

    Each row is drawn until it is published; it prints a standard error if the shipped row does and a number comes.
    """
    n = len(rows.family)
    sd = np.exp(world["log_place_sd"] + world["family_spread"][rows.family] + world["log_far"] * rows.far)
    share = world["cluster_share"]
    centre = rows.design @ world["effects"] + sd * np.sqrt(share) * (rows.in_cluster @ world["clusters"])
    place_sd = sd * np.sqrt(1 - share * rows.in_cluster.sum(axis=1))
    result = {
        "z": np.zeros(n),
        "is_number": np.zeros(n, bool),
        "sign": np.zeros(n, int),
        "error": np.ones(n),
        "has_error": np.zeros(n, bool),
    }
    for at in range(n):
        while True:
            error = float(np.exp(rng.normal(world["error_log_mean"], world["error_log_spread"])))
            width = WIDER if rng.random() < world["unusual"] else 1.0
            effect = 0.0 if rng.random() < world["nothing"] else centre[at] + width * place_sd[at] * rng.normal()
            noise = (error**2 + rows.spread[at] ** 2 + (rows.reading[at] * world["reading_sd"]) ** 2) ** 0.5
            z = effect + noise * rng.normal()
            blurred = z + BLUR * error * rng.normal()
            significant = abs(blurred) > SIGNIFICANT * error
            if significant or rng.random() < world["published"]:
                break
        number = rng.random() < (world["number_significant"] if significant else world["number_not"])
        result["is_number"][at] = number
        result["z"][at] = z if number else 0.0
        result["sign"][at] = 0 if number or not significant else np.sign(blurred)
        result["has_error"][at] = number and rows.has_error[at]
        result["error"][at] = error if result["has_error"][at] else 1.0
    return result


def ranks(rows: Rows, worlds: int, seed: int, sweeps: int = 1000, warm_up: int = 500, chains: int = 1) -> Matrix:
    """Rank of each truth among its posterior draws, (world, tested), uniform if the fit is right. [0-1]"""
    rng = stream("worlds_of_studies", seed)
    truths = [truth(rows, rng) for _ in range(worlds)]
    data = [published(rows, world, rng) for world in truths]
    stacked = {name: np.stack([each[name] for each in data]) for name in data[0]}
    fits = draws(Rows(**{**vars(rows), **stacked}), seed, chains=chains, sweeps=sweeps, warm_up=warm_up, kept=300)
    result = []
    for world, fit in zip(truths, fits, strict=True):
        told = _tested(rows, {**fit.scalars, "effects": fit.effects, "family_spread": fit.family_spread})
        true = _tested(rows, {name: np.asarray(value)[None] for name, value in world.items()})
        result.append([float((told[name] < true[name][0]).mean()) for name in TESTED])
    return np.array(result)


def _tested(rows: Rows, values: Mapping[str, Array]) -> dict[str, Array]:
    """The tested quantities by name, (draw,)."""
    effects, k, f = values["effects"], len(rows.kinds), len(rows.families)
    at_c = rows.families.index("C")
    return {
        **{name: values[name] for name in TESTED if name in SCALARS},
        "mean": effects[:, 0],
        "first_lever": effects[:, 1],
        "first_pair": effects[:, 1 + k + f],
        "family_C": effects[:, 1 + k + at_c],
        "spread_C": values["family_spread"][:, at_c],
    }
