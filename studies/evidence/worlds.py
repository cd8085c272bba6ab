"""Simulation-based calibration: a truth is drawn, studies are drawn from it, and its rank in the posterior is told.

Source: talts2018. `python -m studies.evidence.worlds [FIRST STEP]` writes simulated_worlds.csv. A world whose chain has
not settled is run again, longer; one that has not settled then keeps its line, and says so. With FIRST and STEP only
the worlds FIRST, FIRST + STEP, ... are fitted and kept, and no table is written.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from relode.arrays import Array, Vector
from relode.evidence.posterior import BETA, HALF_NORMALS, NORMALS, PRIORS, SCALARS, EffectDraws
from relode.evidence.sampling import Effort, draws
from relode.evidence.studies import studies
from relode.evidence.synthesis import BLUR, SIGNIFICANT, WIDER, Rows, rows_of
from relode.streams import stream
from studies import as_csv, write
from studies.evidence.fits import ONE_CHAIN, SEED, WORLDS, part

TESTED = (
    "mean", "log_place_sd", "log_far", "lever_sd", "family_sd", "both_sd", "cluster_share", "error_log_mean",
    "error_log_spread", "reading_sd", "published", "negative", "number_significant", "number_not", "unusual",
    "first_lever", "first_pair", "family_C", "spread_C",
)  # fmt: skip
"""What is ranked."""
INDEPENDENT = 19
"""Draws that a truth is ranked among, evenly spaced in the chain: neighbours in it are alike, and ranks among them lie
too often at the ends."""
LARGEST_RHAT, LEAST_EFFECTIVE = 1.05, 2 * INDEPENDENT
"""A chain has settled up to this R-hat, with so many independent draws of its slowest quantity. Source: assumption."""

COUNT = 100
EFFORTS = (ONE_CHAIN, Effort(chains=1, draws=1600, warm_up=500))
"""How long a world's chain is, and how long where that was too short."""


def truth(rows: Rows, rng: np.random.Generator, priors: Mapping[str, float] = PRIORS) -> dict[str, Array]:
    """A world from the priors: scalars (), effects (effect,), clusters (cluster,), family spread (family,).

    [scale of the family]
    """
    world: dict[str, Array] = {}
    for name in SCALARS:
        if name in BETA:
            world[name] = np.asarray(rng.beta(*BETA[name]))
        elif name in HALF_NORMALS:
            world[name] = np.abs(np.asarray(rng.normal(0, priors[HALF_NORMALS[name]])))
        else:
            of, sd = NORMALS[name]
            world[name] = np.asarray(rng.normal(np.log(priors[of]), priors[sd]))
    levels = (("lever", len(rows.kinds)), ("family", len(rows.families)), ("both", len(rows.pairs)))
    of_levels = [world[f"{name}_sd"] * rng.standard_normal(n) for name, n in levels]
    world["effects"] = np.concatenate([rng.normal(priors["mean"], priors["mean_sd"], 1), *of_levels])
    world["clusters"] = np.asarray(rng.standard_normal(rows.in_cluster.shape[1]))
    world["family_spread"] = priors["family_spread"] * np.asarray(rng.standard_normal(len(rows.families)))
    return world


def published(rows: Rows, world: Mapping[str, Array], rng: np.random.Generator) -> Rows:
    """The `rows`, (row,), as they are printed in `world`, with numbers, signs and errors. [scale of the family]

    Each row is drawn until it is published; it prints a standard error if the shipped row does and a number comes.
    """
    n = len(rows.family)
    sd = np.exp(world["log_place_sd"] + world["family_spread"][rows.family] + world["log_far"] * rows.far)
    share = world["cluster_share"]
    centre = rows.design @ world["effects"] + sd * np.sqrt(share) * (rows.in_cluster @ world["clusters"])
    place_sd = sd * np.sqrt(1 - share * rows.in_cluster.sum(axis=1))
    z, is_number, sign, has_error, errors = (
        np.zeros(n),
        np.zeros(n, bool),
        np.zeros(n, int),
        np.zeros(n, bool),
        np.ones(n),
    )
    for at in range(n):
        while True:
            error = float(np.exp(rng.normal(world["error_log_mean"], world["error_log_spread"])))
            width = WIDER if rng.random() < world["unusual"] else 1.0
            effect = centre[at] + width * place_sd[at] * rng.normal()
            noise = (error**2 + rows.spread[at] ** 2 + (rows.reading[at] * world["reading_sd"]) ** 2) ** 0.5
            result = effect + noise * rng.normal()
            blurred = result + BLUR * error * rng.normal()
            significant = abs(blurred) > SIGNIFICANT * error
            printed = world["published"] if not significant else world["negative"] if blurred < 0 else 1.0
            if rng.random() < printed:
                break
        is_number[at] = rng.random() < (world["number_significant"] if significant else world["number_not"])
        has_error[at] = is_number[at] and rows.has_error[at]
        z[at] = result if is_number[at] else 0.0
        sign[at] = 0 if is_number[at] or not significant else np.sign(blurred)
        errors[at] = error if has_error[at] else 1.0
    return replace(rows, z=z, is_number=is_number, sign=sign, error=errors, has_error=has_error)


def a_world(rows: Rows, at: int, seed: int) -> tuple[dict[str, Array], Rows]:
    """World number `at` of a seed: its truth, each (quantity,), and the studies of it. [scale of the family]"""
    rng = stream("worlds_of_studies", (seed, at))
    world = truth(rows, rng)
    return world, published(rows, world, rng)


def ranks(rows: Rows, world: Mapping[str, Array], fit: EffectDraws) -> Vector:
    """Rank of each truth of `world` among draws of `fit`, (tested,), in steps of 1/19, uniform if it is right. [0-1]"""
    at = np.arange(1, INDEPENDENT + 1) * fit.count // (INDEPENDENT + 1)
    every = {**fit.scalars, "effects": fit.effects, "family_spread": fit.family_spread}
    drawn = _tested(rows, {name: values[at] for name, values in every.items()})
    true = _tested(rows, {name: np.asarray(value)[None] for name, value in world.items()})
    return np.array([float((drawn[name] < true[name][0]).mean()) for name in TESTED])


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


def ranked(at: int) -> str:
    """A world's line: its number, ranks of its truths, R-hat, independent draws and draws of its fit."""
    rows = rows_of(studies())
    truth, told = a_world(rows, at, SEED)
    for effort in EFFORTS:
        # Every world has a chance of its own: with one seed for all their errors of sampling would be alike.
        fit = draws(told, at, effort=effort, kept=effort.draws)
        if fit.rhat <= LARGEST_RHAT and fit.effective >= LEAST_EFFECTIVE:
            break
    numbers = [f"{x:.4f}" for x in ranks(rows, truth, fit)]
    return ",".join([str(at), *numbers, f"{fit.rhat:.3f}", f"{fit.effective:.0f}", str(fit.count)])


def main(first: int = 0, step: int = 1) -> None:
    """Rank every world, as far as an earlier run has not, and write the table."""
    names = ["world", *TESTED, "rhat", "effective", "draws"]
    lines = []
    for at in range(first, COUNT, step):
        text = part("worlds", str(at), (EFFORTS, LARGEST_RHAT, LEAST_EFFECTIVE), partial(ranked, at), WORLDS)
        print(text, flush=True)
        lines.append(dict(zip(names, text.split(","), strict=True)))
    if step == 1:
        write("evidence/simulated_worlds", as_csv(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
