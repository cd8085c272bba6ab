"""Draws of the synthesis: what ships, and what a fit gives."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from relode import shipped_tables
from relode.arrays import Matrix, Vector
from relode.evidence.studies import Kind

PRIORS: Mapping[str, float] = {
    row["name"]: float(row["value"]) for row in shipped_tables.rows("relode.evidence", "evidence_priors")
}
"""Centres and scales of the priors, in units of a family's scale; with sources and reasons in the table."""
SCALARS = (
    "lever_sd", "family_sd", "both_sd", "log_place_sd", "log_far", "cluster_share", "error_log_mean",
    "error_log_spread", "reading_sd", "published", "negative", "number_significant", "number_not", "unusual",
)  # fmt: skip
BETA: Mapping[str, tuple[float, float]] = {
    "cluster_share": (2.0, 2.0), "published": (2.0, 2.0), "negative": (2.0, 2.0), "number_significant": (2.0, 2.0),
    "number_not": (2.0, 2.0), "unusual": (1.0, 9.0),
}  # fmt: skip
"""Beta priors of shares. Source: assumption: neither end is likely; unusual places are few."""

HALF_NORMALS: Mapping[str, str] = {
    "lever_sd": "lever_sd", "family_sd": "family_sd", "both_sd": "both_sd", "reading_sd": "reading_sd",
    "error_log_spread": "error_spread",
}  # fmt: skip
"""Spreads with a half-normal prior -> the name of its scale in the table of priors."""
NORMALS: Mapping[str, tuple[str, str]] = {
    "log_place_sd": ("place_sd", "place_sd_log_sd"),
    "log_far": ("far", "far_log_sd"),
    "error_log_mean": ("error", "error_log_sd"),
}
"""Logs with a normal prior -> the names of what its centre is the log of, and of its standard deviation."""


@dataclass(frozen=True)
class EffectDraws:
    """Draws of the posterior: scalars name -> (draw,), effects (draw, effect), log spread of families (draw, family).

    Effects are the mean, levers, families and levers in families, in the order of `kinds`, `families`, `pairs`.
    `rhat` is the largest split R-hat of the chains, `effective` the fewest independent draws of a quantity, `divergent`
    how many steps diverged.
    """

    scalars: Mapping[str, Vector]
    effects: Matrix
    family_spread: Matrix
    kinds: tuple[Kind, ...]
    families: tuple[str, ...]
    pairs: tuple[tuple[Kind, str], ...]
    rhat: float
    effective: float
    divergent: int

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.effects)

    def centre(self, kind: Kind, family: str, rng: np.random.Generator) -> Vector:
        """Mean over places, (draw,). [scale of the family]

        A lever, or a lever in a family, that no row speaks of is drawn from the spread of all.
        """
        free = rng.standard_normal((2, self.count))
        k, f = len(self.kinds), len(self.families)
        total = self.effects[:, 0] + self.effects[:, 1 + k + self.families.index(family)]
        pair = (kind, family)
        lever = (
            self.effects[:, 1 + self.kinds.index(kind)] if kind in self.kinds else self.scalars["lever_sd"] * free[0]
        )
        both = self.scalars["both_sd"] * free[1]
        if pair in self.pairs:
            both = self.effects[:, 1 + k + f + self.pairs.index(pair)]
        return np.asarray(total + lever + both)

    def place_sd(self, family: str, far: float = 0.0) -> Vector:
        """Spread between places, (draw,), at a distance: 0 direct, 1 far. [scale of the family]"""
        of_family = self.family_spread[:, self.families.index(family)]
        return np.asarray(np.exp(self.scalars["log_place_sd"] + of_family + self.scalars["log_far"] * far))
