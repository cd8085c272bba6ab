"""Shipped posteriors: standard scores of parameters against their priors, for the openings that were fitted."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Values
from relode.streams import stream


@dataclass(frozen=True)
class Posterior:
    """Draws of standard scores, `scores` (draw, name): 0 is the median of the prior, 1.64 its upper end."""

    origin: int
    names: tuple[str, ...]
    scores: Values

    def draws(self, count: int, seed: int) -> dict[str, Values]:
        """`count` draws, each name (draw,): all shipped ones in an order by chance, again from the start if more."""
        order = stream("posterior_order", seed).permutation(len(self.scores))
        at = np.resize(order, count)
        return {name: self.scores[at, i] for i, name in enumerate(self.names)}


@cache
def posterior(origin: int) -> Posterior | None:
    """The posterior that ships for an opening year, None where nothing was known to fit by."""
    if not shipped_tables.exists("relode.calibration", f"posteriors/{origin}"):
        return None
    head, lines = shipped_tables.cells(shipped_tables.text("relode.calibration", f"posteriors/{origin}"))
    return Posterior(origin, tuple(head), np.array(lines, dtype=np.float64))
