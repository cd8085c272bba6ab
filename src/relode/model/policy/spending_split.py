"""Where public money arrives, and that of firms and funds for a lever: parts of each yuan, read from a table.

`spending_split.csv` has a row for each cost line of a lever that is an outlay, and two for the ordinary budget. The
five parts of a row add up to 1: a yuan is spent once and arrives once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Array
from relode.language import Language
from relode.streams import stream

PARTS = ("pay", "households", "purchases", "building", "leak")
"""Pay of public jobs; payments to people; what local firms sell; building; what leaves the place."""
PAY, HOUSEHOLDS, PURCHASES, BUILDING, LEAK = range(5)

ORDINARY = "public_budget"
"""Stands for the lever in the rows of the ordinary budget."""


@dataclass(frozen=True)
class Split:
    """Where a yuan of one kind of spending arrives: value, lower and upper end of each part, in the order of PARTS."""

    lever: str
    item: str
    value: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    source: str
    reason_en: str
    reason_zh: str

    def reason(self, language: Language) -> str:
        """Why the parts are as they are."""
        return self.reason_zh if language == "zh" else self.reason_en


@cache
def splits() -> Sequence[Split]:
    """Every row of `spending_split.csv`, in its order."""
    return [
        Split(
            lever=row["lever"],
            item=row["item"],
            value=tuple(float(row[part]) for part in PARTS),
            lower=tuple(float(row[f"{part}_lower"]) for part in PARTS),
            upper=tuple(float(row[f"{part}_upper"]) for part in PARTS),
            source=row["source"],
            reason_en=row["reason_en"],
            reason_zh=row["reason_zh"],
        )
        for row in shipped_tables.rows("relode.model", "spending_split")
    ]


SPLIT_ROWS = tuple((row.lever, row.item) for row in splits())
"""Kinds of spending in the order of the table: lever (or ORDINARY), item."""


def split_values() -> Array:
    """The stated parts. (row, part), each row adds up to 1. [0-1]"""
    return np.array([row.value for row in splits()])


def drawn_split(count: int, seed: int) -> Array:
    """Draws of the parts: triangular within each range with the stated value as mode, then over their sum. [0-1]

    (draw, row, part); each row adds up to 1.
    """
    rng = stream("spending_split", seed)
    drawn = np.stack([np.stack([_part(rng, count, row, k) for k in range(len(PARTS))], axis=1) for row in splits()], 1)
    return np.asarray(drawn / drawn.sum(axis=2, keepdims=True))


def _part(rng: np.random.Generator, count: int, row: Split, part: int) -> Array:
    lower, value, upper = row.lower[part], row.value[part], row.upper[part]
    return rng.triangular(lower, value, upper, count) if lower < upper else np.full(count, value)
