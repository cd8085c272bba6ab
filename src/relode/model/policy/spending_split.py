"""Where public money arrives, and that of firms and funds for a lever: parts of each yuan.

Those of a lever stand in its file, those of the ordinary budget in `spending_split.csv`. The five parts add up to 1: a
yuan is spent once and arrives once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Array
from relode.language import Bilingual
from relode.model.policy.levers import Arrives, lever_costs
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
    reason: Bilingual
    """Why the parts are as they are."""


@cache
def splits() -> Sequence[Split]:
    """Each cost line of a lever that is an outlay, in the order of levers, and the ordinary budget."""
    spent = [_of_lever(cost.lever, cost.item, cost.arrives) for cost in lever_costs() if cost.arrives is not None]
    return spent + [_ordinary(row) for row in shipped_tables.rows("relode.model", "spending_split")]


def _of_lever(lever: str, item: str, arrives: Arrives) -> Split:
    parts = [getattr(arrives, part) for part in PARTS]
    value, lower, upper = (tuple(getattr(part, end) for part in parts) for end in ("value", "lower", "upper"))
    return Split(lever, item, value, lower, upper, arrives.source, arrives.reason)


def _ordinary(row: Mapping[str, str]) -> Split:
    value, lower, upper = (tuple(float(row[part + end]) for part in PARTS) for end in ("", "_lower", "_upper"))
    reason = Bilingual(row["reason_en"], row["reason_zh"])
    return Split(row["lever"], row["item"], value, lower, upper, row["source"], reason)


SPLIT_ROWS = tuple((row.lever, row.item) for row in splits())
"""Kinds of spending in the order of `splits`: lever (or ORDINARY), item."""


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
