"""The hierarchical model over all published effects: rows as arrays, and the likelihood of each.

With z an effect over the scale of its family, row i of lever l, family f and cluster c is

    z_i = theta_i + e_i,  e_i ~ N(0, s_i^2 + a_i^2 + (k_i r)^2)
    theta_i = 0 with chance p, else ~ N(m_i + t_i sqrt(q) u_c, t_i^2 (1 - q)), three times as wide with chance w
    m_i = g + b_f + a_l + d_lf,  t_i = t exp(h_f) x^far_i

s is the standard error, log s ~ N(j, v^2), drawn where none is printed; a_i what conversion and range of versions
add; r the error of reading, by how the row was read. A cluster of one row has no u. A result is significant where
z + .2 s N(0, 1) is beyond 1.96 s; one that is not is published with relative chance o; a significant one is printed
as a number with chance n1, another with n0, else only its sign is told. So rows with a sign only, and numbers chosen
for their significance, are in the model, and the likelihood of a row is divided by the chance that it is seen.

Source: andrews2019.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Array, Bools, Groups, Matrix, Vector
from relode.evidence.studies import PublishedStudy, families

FAR = {"direct": 0.0, "near": 0.5, "far": 1.0}
"""Exponent of the factor of distance. Source: assumption: near lies half way in logs; the factor itself is learnt."""
READING = {"table": 0.0, "abstract": 1.0, "excerpt": 1.0, "secondary": 1.0, "memory": 3.0}
"""Errors of reading, in units of one that is learnt. Source: assumption: none in a table, threefold from memory."""
SIGNIFICANT, BLUR = 1.96, 0.2
"""Where significance begins, in standard errors, and how sharply: studies test at various levels."""
WIDER = 3.0
"""How much wider the unusual places are. Source: assumption; how many they are is learnt."""
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
"""Standard errors of unseen studies are summed over five values."""

Kind = tuple[str, str]
"""A lever, and whether its rows hold money alone or the measure."""


def kind_of(study: PublishedStudy) -> Kind:
    """Lever and what its row holds: a multiplier of money says nothing of a measure's own effect."""
    return study.lever, "money" if study.holds == "money" else "measure"


@dataclass(frozen=True)
class Rows:
    """Studies as arrays over rows, z and its errors on the common scale; of several worlds, (world, row).

    `design` (row, effect) says which effects (mean, levers, families, both) a row's centre adds up; `in_cluster`
    (row, cluster) is 1 in clusters of more than one row.
    """

    kinds: tuple[Kind, ...]
    families: tuple[str, ...]
    pairs: tuple[tuple[Kind, str], ...]
    design: Matrix
    in_cluster: Matrix
    family: Groups
    far: Vector
    reading: Vector
    spread: Vector
    z: Array
    is_number: Bools
    sign: Groups
    error: Array
    has_error: Bools
    used: Bools


def rows_of(table: Sequence[PublishedStudy]) -> Rows:
    """Studies as arrays. Shocks of prices and ordered cuts are not used: they are no measures."""
    kinds = tuple(dict.fromkeys(kind_of(study) for study in table))
    names = tuple(families())
    pairs = tuple(dict.fromkeys((kind_of(study), study.family) for study in table))
    family = np.array([names.index(study.family) for study in table])
    kind = np.array([kinds.index(kind_of(study)) for study in table])
    pair = np.array([pairs.index((kind_of(study), study.family)) for study in table])
    clusters = [study.cluster for study in table if not study.shock]
    shared = [name for name in dict.fromkeys(clusters) if clusters.count(name) > 1]
    scale = np.array([families()[study.family].scale for study in table])
    return Rows(
        kinds=kinds,
        families=names,
        pairs=pairs,
        design=np.hstack(
            [np.ones((len(table), 1)), np.eye(len(kinds))[kind], np.eye(len(names))[family], np.eye(len(pairs))[pair]]
        ),
        in_cluster=np.array([[float(study.cluster == name) for name in shared] for study in table]).reshape(
            len(table), len(shared)
        ),
        family=family,
        far=np.array([FAR[study.transfer] for study in table]),
        reading=np.array([READING[study.verified] for study in table]),
        spread=np.array([study.spread for study in table]) / scale,
        z=np.array([study.y or 0.0 for study in table]) / scale,
        is_number=np.array([study.y is not None for study in table]),
        sign=np.array([study.sign or 0 for study in table]),
        error=np.array([study.error or 1.0 for study in table]) / scale,
        has_error=np.array([study.error is not None for study in table]),
        used=np.array([not study.shock for study in table]),
    )


def normal_log(x: Array, mean: Array, variance: Array) -> Array:
    """Log density of a normal at `x`, `mean` and `variance` (chain, row). [log]"""
    return np.asarray(-0.5 * (np.log(2 * np.pi * variance) + (x - mean) ** 2 / variance))


def significance(z: Array, error: Array) -> tuple[Array, Array]:
    """Chances that `z` of standard error `error` is significant above and below 0, each (chain, row). [1]"""
    from scipy.special import ndtr

    blurred = BLUR * error
    return ndtr((z - SIGNIFICANT * error) / blurred), ndtr((-z - SIGNIFICANT * error) / blurred)


def chances(centre: Array, place: Array, added: Array, error: Array, p: Mapping[str, Array]) -> tuple[Array, Array]:
    """Chances of a significant positive and a negative result at a place that is drawn, each (chain, row). [1]

    `centre` and `error` are those of the place and the study, `place` is the variance between places, `added` that of
    conversion and reading; `p` has `nothing` and `unusual`.
    """
    from scipy.special import ndtr

    noise = error**2 * (1 + BLUR**2) + added
    limit = SIGNIFICANT * error
    ordinary, unusual = np.sqrt(place + noise), np.sqrt(WIDER**2 * place + noise)
    nothing, wide = p["nothing"], (1 - p["nothing"]) * p["unusual"]
    plain = 1 - nothing - wide
    by_chance = nothing * ndtr(-limit / np.sqrt(noise))
    positive = plain * ndtr((centre - limit) / ordinary) + wide * ndtr((centre - limit) / unusual) + by_chance
    negative = plain * ndtr((-centre - limit) / ordinary) + wide * ndtr((-centre - limit) / unusual) + by_chance
    return positive, negative


def seen(centre: Array, place: Array, added: Array, p: Mapping[str, Array]) -> Array:
    """Chance that a study of these rows is published: the standard error is summed over its spread. [1]

    `centre`, `place`, `added` and it are (chain, row).

    Scalars of `p` are (chain, 1).
    """
    total = np.zeros_like(centre)
    for node, weight in zip(NODES, WEIGHTS / WEIGHTS.sum(), strict=True):
        error = np.exp(p["error_log_mean"] + p["error_log_spread"] * node)
        positive, negative = chances(centre, place, added, error, p)
        total += weight * (p["published"] + (1 - p["published"]) * (positive + negative))
    return total


def print_log(rows: Rows, z: Array, error: Array, p: Mapping[str, Array]) -> Array:
    """Log chance that a published study is printed as its row is, given `z` and `error`, all (chain, row). [log]"""
    above, below = significance(z, error)
    one, nought = p["number_significant"], p["number_not"] * p["published"]
    number = (above + below) * one + (1 - above - below) * nought
    by_sign = np.where(rows.sign > 0, above, below) * (1 - one)
    sign = np.where(rows.sign == 0, (1 - above - below) * (1 - p["number_not"]) * p["published"], by_sign)
    return np.asarray(np.log(np.maximum(np.where(rows.is_number, number, sign), 1e-300)))
