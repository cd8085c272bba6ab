"""Draws of the synthesis: what ships, and what a fit gives."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relode.arrays import Matrix, Vector
from relode.evidence.synthesis import Kind

PRIORS: Mapping[str, float] = {
    "mean": 0.5,
    "mean_sd": 1.0,
    "lever_sd": 0.5,
    "family_sd": 0.5,
    "both_sd": 0.5,
    "place_sd": 0.7,
    "place_sd_log_sd": 0.5,
    "far": 1.2,
    "far_log_sd": 0.2,
    "error": 0.25,
    "error_log_sd": 0.5,
    "error_spread": 0.5,
    "reading_sd": 0.15,
    "nothing": 4.0,
}
"""Centres and scales of the priors, in units of a family's scale; docs/evidence.md says where each comes from."""
SCALARS = ("lever_sd", "family_sd", "both_sd", "log_place_sd", "log_far", "cluster_share", "error_log_mean",
           "error_log_spread", "reading_sd", "published", "number_significant", "number_not", "nothing", "unusual")  # fmt: skip


@dataclass(frozen=True)
class Draws:
    """Draws of the posterior: scalars name -> (draw,), effects (draw, effect) in z, spread of families (draw, family).

    Effects are the mean, levers, families and levers in families, in the order of `kinds`, `families`, `pairs`.
    """

    scalars: Mapping[str, Vector]
    effects: Matrix
    family_spread: Matrix
    kinds: tuple[Kind, ...]
    families: tuple[str, ...]
    pairs: tuple[tuple[Kind, str], ...]
    rhat: float

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.effects)

    def centre(self, kind: Kind, family: str, rng: np.random.Generator) -> Vector:
        """Mean of the places where something happens, (draw,). [scale of the family]

        A lever, or a lever in a family, that no row speaks of is drawn from the spread of all.
        """
        free = rng.standard_normal((2, self.count))
        k, f = len(self.kinds), len(self.families)
        total = self.effects[:, 0] + self.effects[:, 1 + k + self.families.index(family)]
        pair = (kind, family)
        lever = self.effects[:, 1 + self.kinds.index(kind)] if kind in self.kinds else self.scalars["lever_sd"] * free[0]
        both = self.scalars["both_sd"] * free[1]
        if pair in self.pairs:
            both = self.effects[:, 1 + k + f + self.pairs.index(pair)]
        return np.asarray(total + lever + both)

    def place_sd(self, family: str, far: float = 0.0) -> Vector:
        """Spread between places, (draw,), at a distance: 0 direct, 1 far. [scale of the family]"""
        of_family = 0.5 * self.family_spread[:, self.families.index(family)]
        return np.asarray(np.exp(self.scalars["log_place_sd"] + of_family + self.scalars["log_far"] * far))
