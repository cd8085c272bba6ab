"""The hierarchical model over all published effects: its equations, and its rows as arrays.

With z an effect over the scale of its family, row i of lever l, family f and cluster c is

    z_i = theta_i + e_i,  e_i ~ N(0, s_i^2 + a_i^2 + (k_i r)^2)
    theta_i ~ N(m_i + t_i sqrt(q) u_c, t_i^2 (1 - q)), three times as wide with chance w
    m_i = g + b_f + a_l + d_lf,  t_i = t exp(h_f) x^far_i

s is the standard error, log s ~ N(j, v^2), drawn where none is printed; a_i what conversion and range of versions
add; r the error of reading, by how the row was read. A cluster of one row has no u. A result is significant where
z + .2 s N(0, 1) is beyond 1.96 s. Beside a significant positive result, one that is not significant is published with
relative chance o, a significant negative one with n; both are learnt, so that a table of nothing but positive results
says little. A significant result is printed as a number with chance n1, another with n0, else only as its sign. So rows
with a sign only, and numbers chosen for their significance, are in the model, and the likelihood of a row is divided by
the chance that it is seen.

Source: andrews2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Bools, Groups, Matrix, Vector
from relode.evidence.studies import Kind, PublishedStudy, families, kind_of

FAR = {"direct": 0.0, "near": 0.5, "far": 1.0}
"""Exponent of the factor of distance. Source: assumption: near lies half way in logs; the factor itself is learnt."""
READING = {"table": 0.0, "abstract": 1.0, "excerpt": 1.0, "secondary": 1.0, "memory": 3.0}
"""Errors of reading, in units of one that is learnt. Source: assumption: none in a table, threefold from memory."""
SIGNIFICANT, BLUR = 1.96, 0.2
"""Where significance begins, in standard errors, and how sharply: studies test at various levels."""
WIDER = 3.0
"""How much wider the unusual places are. Source: assumption; how many they are is learnt."""


@dataclass(frozen=True)
class Rows:
    """Studies as arrays over rows, z and its errors on the common scale.

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
    z: Vector
    is_number: Bools
    sign: Groups
    error: Vector
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
