"""The weights of the feasibility score: all assumptions, each with a range and a reason, so they are sampled."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Array


@dataclass(frozen=True)
class Weight:
    """A weight in points, or a distance in km, with the range that is sampled."""

    name: str
    weight: float
    lower: float
    upper: float
    unit: str
    source: str
    reason_en: str
    reason_zh: str


@cache
def weights() -> dict[str, Weight]:
    """Name -> weight, in the order of `weights.csv`."""
    return {
        row["name"]: Weight(
            **{name: float(row[name]) if name in ("weight", "lower", "upper") else row[name] for name in row}  # type: ignore[arg-type]
        )
        for row in shipped_rows("weights")
    }


def central_weights() -> dict[str, Array]:
    """Name -> the stated weight, shape (1,)."""
    return {name: np.array([weight.weight]) for name, weight in weights().items()}


def drawn_weights(count: int, seed: int) -> dict[str, Array]:
    """Name -> weights drawn evenly from their ranges, independent of each other, (draw,)."""
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(weight.lower, weight.upper, count) for name, weight in weights().items()}


@cache
def needing_divisions(need: str) -> frozenset[str]:
    """The divisions of GB/T 4754 that have a need ("energy", "skills", "by_wire"), two digits each."""
    return next(frozenset(row["divisions"].split(";")) for row in shipped_rows("chain_needs") if row["need"] == need)


@cache
def shipped_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of assumptions or conditions that ships with the pathways, every cell as text."""
    return shipped_tables.rows("relode.pathways", table)
