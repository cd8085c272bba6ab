"""From what was there in some years to what is there in later ones: the question that entry and exit answer."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError

Mask = npt.NDArray[np.bool_]


class Task(NamedTuple):
    """`window` years are the base and as many the outcome, which begins `lead` years after the base ends.

    Two years on each side tell what stays from what flickers. Consecutive transitions start `shift` years apart.
    """

    window: int = 2
    lead: int = 1
    shift: int = 1


class Transition(NamedTuple):
    """Counts of the base and of the outcome years, each (year, place, industry)."""

    base: Array
    outcome: Array
    base_years: tuple[int, ...]
    outcome_years: tuple[int, ...]


def transitions(counts: Array, years: tuple[int, ...], task: Task) -> list[Transition]:
    """Every transition that `years` allow, the latest last; the last outcome ends with the last year.

    `counts` is (year, place, industry). Raises RelodeError if there are fewer than two: one to learn from and
    a later one to be scored on.
    """
    span = 2 * task.window + task.lead - 1
    starts = sorted(range(len(years) - span, -1, -task.shift))
    if len(starts) < 2:
        raise RelodeError("entry.too_few_years", years=len(years), needed=span + task.shift)
    result = []
    for start in starts:
        base = slice(start, start + task.window)
        outcome = slice(base.stop + task.lead - 1, base.stop + task.lead - 1 + task.window)
        result.append(Transition(counts[base], counts[outcome], years[base], years[outcome]))
    return result


def absent(window: Array) -> Mask:
    """Cells with nothing in any year of `window` (year, place, industry)."""
    return np.asarray(window.max(axis=0) == 0)


def gone(window: Array) -> Mask:
    """Industries with nothing in any place in any year of `window` (year, place, industry), (industry,)."""
    return np.asarray(window.max(axis=(0, 1)) == 0)


def present(window: Array) -> Mask:
    """Cells with something in every year of `window` (year, place, industry)."""
    return np.asarray(window.min(axis=0) > 0)


def entries(transition: Transition) -> tuple[Mask, Mask]:
    """Candidates (absent all through the base) and entries (then present all through the outcome).

    A candidate that is present in only part of the outcome counts as no entry: to drop it would use the future.
    """
    candidates = absent(transition.base)
    return candidates, candidates & present(transition.outcome)


def exits(transition: Transition) -> tuple[Mask, Mask]:
    """Incumbents (present all through the base) and exits (then absent all through the outcome)."""
    incumbents = present(transition.base)
    return incumbents, incumbents & absent(transition.outcome)
