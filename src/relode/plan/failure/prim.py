"""The patient rule induction method: peel thin slices off the space of factors until mostly failures are left.

Source: friedman1999 for the method, bryant2010 for its use on scenarios, kwakkel2016b for the rule of gain over
loss.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from relode.arrays import Array, Bools
from relode.errors import RelodeError
from relode.plan.failure.boxes import Box, Restriction, checked


def trajectory(
    table: pd.DataFrame, fails: npt.ArrayLike, *, peel: float = 0.05, paste: float = 0.05, least_mass: float = 0.05
) -> tuple[Box, ...]:
    """The boxes from all futures to the smallest, each a slice of `peel` smaller, then pasted a slice of `paste` wider.

    `table` has a row for each future and a column of numbers for each factor; `fails` is bool (future,).
    Of all slices the one goes whose loss raises the density most for each future lost; of equals the one that
    leaves more factors free, then the first. It ends when no slice raises it or less than `least_mass` would be left.
    Raises RelodeError for missing values, shapes that differ, shares outside 0-0.5, or nothing to tell apart.
    Limits: failures in one box: the box is found but for the width of a slice.
    """
    bools = checked(table, fails)
    for name, share in (("peel", peel), ("paste", paste), ("least_mass", least_mass)):
        if not 0 < share < 0.5:
            raise RelodeError("plan.share", name=name, value=share)
    if bools.all() or not bools.any():
        raise RelodeError("plan.nothing_to_tell_apart", count=int(bools.sum()), total=len(bools))
    cells = table.to_numpy(dtype=np.float64)
    result = [(np.full(cells.shape[1], -np.inf), np.full(cells.shape[1], np.inf))]
    for step, share in ((_peeled, peel), (_pasted, paste)):
        while (wider := step(cells, bools, result[-1], share, least_mass)) is not None:
            result.append(wider)
    return tuple(_box(table, *ends) for ends in result)


Ends = tuple[Array, Array]
Whole = npt.NDArray[np.integer[Any]]


def _peeled(cells: Array, fails: Bools, ends: Ends, share: float, least_mass: float) -> Ends | None:
    """The ends of the box after the best peel, None where none helps."""
    within = _inside(cells, ends)
    values, failing = cells[within], fails[within]
    ordered = np.sort(values, axis=0)
    lower, upper = _cut(ordered, share), _cut(ordered, 1 - share)
    keeps = np.stack([values <= upper, values >= lower], axis=2).reshape(len(values), -1)
    kept = keeps.sum(axis=0)
    moved = [_moved(ends, j, side, (lower, upper)[side][j]) for j in range(len(upper)) for side in (1, 0)]
    best = _best(moved, _gains(failing.mean(), keeps[failing].sum(axis=0), kept, len(values) - kept))
    return moved[best] if best is not None and kept[best] >= least_mass * len(fails) else None


def _pasted(cells: Array, fails: Bools, ends: Ends, share: float, least_mass: float) -> Ends | None:
    """The ends of the box after the best paste, None where none helps."""
    del least_mass  # a paste only adds
    moved = [
        _moved(ends, j, side, _pasted_end(cells, ends, j, side, share))
        for j in range(cells.shape[1])
        for side in (0, 1)
        if np.isfinite(ends[side][j])
    ]
    if not moved:
        return None
    here = _inside(cells, ends)
    wider = np.stack([_inside(cells, candidate) for candidate in moved], axis=1)
    kept = wider.sum(axis=0)
    best = _best(moved, _gains(fails[here].mean(), wider[fails].sum(axis=0), kept, kept - here.sum()))
    return None if best is None else moved[best]


def _pasted_end(cells: Array, ends: Ends, j: int, side: int, share: float) -> float:
    """Where one side of a box comes to lie when a slice of what is beyond it is taken in."""
    far = -np.inf if side == 0 else np.inf
    column = cells[:, j]
    beyond = column[
        _inside(cells, _moved(ends, j, side, far)) & ((column <= ends[0][j]) if side == 0 else (column >= ends[1][j]))
    ]
    if not len(beyond):
        return far
    return float(_cut(np.sort(beyond)[:, None], 1 - share if side == 0 else share)[0])


def _cut(ordered: Array, share: float) -> Array:
    """The quantile of each column (future, column), in the middle between values that differ: ties stay together."""
    place = (len(ordered) - 1) * share
    below, above = ordered[int(np.floor(place))], ordered[int(np.ceil(place))]
    if share > 0.5:
        beside = np.where(ordered < above, ordered, -np.inf).max(axis=0)
        below = np.where((below == above) & np.isfinite(beside), beside, below)
    else:
        beside = np.where(ordered > below, ordered, np.inf).min(axis=0)
        above = np.where((below == above) & np.isfinite(beside), beside, above)
    return np.asarray((below + above) / 2)


def _gains(density: float, failing: Whole, kept: Whole, changed: Whole) -> Array:
    """Rise of the density for each future lost or added, 0 where none is."""
    gains = np.zeros(len(kept))
    some = (kept > 0) & (changed > 0)
    gains[some] = (failing[some] / kept[some] - density) / changed[some]
    return gains


def _best(moved: list[Ends], gains: Array) -> int | None:
    """The number of the move with the largest gain, of equals that which leaves more factors free, then the first."""
    if gains.max() <= 0:
        return None
    return int(max(np.flatnonzero(gains == gains.max()), key=lambda i: _free_count(moved[i])))


def _free_count(ends: Ends) -> int:
    """How many factors a box leaves free."""
    return int(np.isinf(ends).all(axis=0).sum())


def _moved(ends: Ends, j: int, side: int, end: float) -> Ends:
    changed = (ends[0].copy(), ends[1].copy())
    changed[side][j] = end
    return changed


def _inside(values: Array, ends: Ends) -> Bools:
    return np.asarray(((values >= ends[0]) & (values <= ends[1])).all(axis=1))


def _box(table: pd.DataFrame, low: Array, high: Array) -> Box:
    ends = zip(map(str, table.columns), low.tolist(), high.tolist(), strict=True)
    box = {name: Restriction(lowest, highest) for name, lowest, highest in ends}
    return {name: each for name, each in box.items() if each.sides()}
