"""Modelling to generate alternatives: a few plans that are nearly best and as different as can be.

Objectives are (plan, objective), less is better; decisions (plan, lever).
"""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array, Bools
from relode.errors import RelodeError


def non_dominated(objectives: npt.ArrayLike) -> Bools:
    """Which plans no other plan beats: as good in all objectives and better in one, (plan,).

    Raises RelodeError for missing values or another shape. Limits: one objective: the least; alike plans: all.
    """
    table = _table(objectives)
    return np.array([not ((table <= plan).all(axis=1) & (table < plan).any(axis=1)).any() for plan in table])


def shortfall(objectives: npt.ArrayLike) -> Array:
    """How far each plan is behind the front, (plan,), as a share of the range of the objectives on the front.

    The least amount by which all objectives of a plan must be better to be beaten by none: the additive epsilon
    indicator. 0 on the front. [share] Raises RelodeError for missing values or another shape. Source: zitzler2003.
    """
    table = _table(objectives)
    front = table[non_dominated(table)]
    scaled, best = table / _scale(front), front / _scale(front)
    behind = np.array([(plan - best).min(axis=1).max() for plan in scaled])
    return np.asarray(np.maximum(behind, 0.0))  # a plan of the front against itself is 0 but for rounding


def different_plans(decisions: npt.ArrayLike, objectives: npt.ArrayLike, count: int, slack: float) -> list[int]:
    """The numbers of at most `count` plans within `slack` of the front, as far apart in decisions as can be found.

    The first is the one nearest to the best of all objectives on the front; each next one is the plan whose least
    distance to those chosen is largest, levers scaled to their range among the near-best plans. Plans with the
    same decisions as one chosen are left out, so fewer may come back. Raises RelodeError for shapes that differ,
    missing values, `count` below 1 or a negative slack. Source: brill1982 (alternatives), gonzalez1985
    (farthest-first choice: the least distance is at least half of the best possible).
    """
    levers, table = _pair(decisions, objectives)
    if count < 1:
        raise RelodeError("plan.count", name="count", value=count, least=1)
    if slack < 0:
        raise RelodeError("plan.count", name="slack", value=slack, least=0)
    near = np.flatnonzero(shortfall(table) <= slack)
    scaled = levers[near] / _scale(levers[near])
    chosen = [int(_ideal_distance(table)[near].argmin())]
    least = _distance(scaled, chosen[0])
    while len(chosen) < count and least.max() > 0:
        chosen.append(int(least.argmax()))
        least = np.minimum(least, _distance(scaled, chosen[-1]))
    return [int(near[i]) for i in chosen]


def _ideal_distance(table: Array) -> Array:
    """Distance of each plan to the best of every objective on the front, scaled to the front's range, (plan,)."""
    front = table[non_dominated(table)]
    return np.asarray(np.sqrt((((table - front.min(axis=0)) / _scale(front)) ** 2).sum(axis=1)))


def _distance(scaled: Array, number: int) -> Array:
    return np.asarray(np.sqrt(((scaled - scaled[number]) ** 2).sum(axis=1)))


def _scale(table: Array) -> Array:
    """The range of each column, 1 where it does not vary."""
    spread = np.ptp(table, axis=0)
    return np.where(spread > 0, spread, 1.0)


def _table(objectives: npt.ArrayLike) -> Array:
    table = np.asarray(objectives, dtype=np.float64)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise RelodeError("plan.decisions", decisions="-", objectives=table.shape)
    return table


def _pair(decisions: npt.ArrayLike, objectives: npt.ArrayLike) -> tuple[Array, Array]:
    levers, table = np.asarray(decisions, dtype=np.float64), _table(objectives)
    if levers.ndim != 2 or len(levers) != len(table) or not levers.size or not np.isfinite(levers).all():
        raise RelodeError("plan.decisions", decisions=levers.shape, objectives=table.shape)
    return levers, table
