"""Quantiles of any number of futures in little memory: counts of values in bins whose width is a part of the value.

The sketch of Masson, Rim and Lee (2019, DDSketch): bin k holds magnitudes from g^(k-1) to g^k, g = (1 + e) / (1 - e),
and stands for the one value that is nowhere farther than the part e from them. Counts are whole numbers, so sketches
added in any order, from any number of processes, are the same to the bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.errors import RelodeError

ERROR = 0.0025
"""How far a quantile may be from the value of its rank, as a part of that value."""
LEAST = 1e-12
"""Smaller magnitudes count as 0, in the unit of the value."""
WIDTH = float(np.log((1 + ERROR) / (1 - ERROR)))
FIRST = int(np.ceil(np.log(LEAST) / WIDTH)) - 1
"""The bin before that of the least magnitude: bins are numbered from it, those of negative values downwards."""
BINS = 1 << 19
"""Room for the bins of a cell: magnitudes to 1e308 of both signs."""

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Sketch:
    """How many of `count` values of each cell of an array of `shape` lie in each bin.

    `keys` (cell and bin as one number, rising) and `counts`, both (bin that is not empty,).
    """

    shape: tuple[int, ...]
    count: int
    keys: Whole
    counts: Whole


def sketched(values: Values) -> Sketch:
    """The sketch of `values`, (future, ...): a cell for each place of the other axes.

    Raises RelodeError for a value that is not finite.
    """
    shape, cells = values.shape[1:], values.reshape(len(values), -1)
    if not np.isfinite(cells).all():
        raise RelodeError("simulate.not_finite_values", count=int((~np.isfinite(cells)).sum()))
    bins = np.sort(_bins(cells).T, axis=1)
    keys = (bins + np.arange(len(bins))[:, None] * BINS).ravel()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return Sketch(shape, len(values), keys[starts], np.diff(starts, append=keys.size))


def merged(sketches: Sequence[Sketch]) -> Sketch:
    """The sketch of the values of all, which have one shape.

    Limits: in any order and grouping the same.
    """
    return reduce(_added, sketches)


def quantiles(sketch: Sketch, levels: Sequence[float]) -> Values:
    """The value at each level, (level, ...): that of rank floor(level (count - 1)) from 0, off by at most ERROR of it.

    In the unit of the values. Limits: one value: itself, as far as ERROR allows.
    """
    cells = int(np.prod(sketch.shape))
    ranks = np.floor(np.asarray(levels) * (sketch.count - 1)).astype(np.int64)
    wanted = ranks[:, None] + np.arange(cells) * sketch.count  # every cell has as many values as any other
    at = np.searchsorted(np.cumsum(sketch.counts), wanted, side="right")
    return _values(sketch.keys[at] % BINS).reshape(len(ranks), *sketch.shape)


def _added(one: Sketch, other: Sketch) -> Sketch:
    keys, where = np.unique(np.concatenate([one.keys, other.keys]), return_inverse=True)
    counts = np.zeros(keys.size, np.int64)
    np.add.at(counts, where, np.concatenate([one.counts, other.counts]))
    return Sketch(one.shape, one.count + other.count, keys, counts)


def _bins(values: Values) -> Whole:
    """The bin of each value, from 0 on; the middle one is that of 0."""
    size = np.abs(values)
    bins = np.ceil(np.log(np.maximum(size, LEAST)) / WIDTH).astype(np.int64) - FIRST
    return np.where(size < LEAST, 0, np.where(values < 0, -bins, bins)) + BINS // 2


def _values(bins: Whole) -> Values:
    """The value that a bin stands for."""
    signed = bins - BINS // 2
    return np.sign(signed) * np.exp((np.abs(signed) + FIRST) * WIDTH) * (1 - ERROR)
