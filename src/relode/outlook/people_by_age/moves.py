"""Moves have ages: who comes or goes where a place wins or loses people, as closed decades between censuses show."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.outlook.people_by_age.cohorts import GROUPS
from relode.outlook.people_by_age.single_years import AGES, People, alone, census_by_year, fertility_of
from relode.places import by_code

DECADE = 10
STEPS = 30
EXACT = 1e-10
"""Relative difference to the people of a year at which moves are solved."""
FURTHEST_STEP = 1.0
MIDDLES = np.array([*(start + 2.0 for start in range(0, 80, 5)), 83.0])
"""Ages that the groups of GROUPS stand for; between two of them profiles change evenly."""
GROUP_STARTS = tuple(range(0, 85, 5))


@dataclass(frozen=True)
class Decade:
    """What two censuses ten years apart say of moves, beyond births, ageing and deaths.

    `opening` are residents of the first census, `alone` and `counted` those at its end if nobody moved and as counted,
    (place, sex, age) [persons].
    `more` (place, sex, group of GROUPS): log of counted over alone, less that of the nation: an undercount of children
    or a change of deaths in the whole nation is no move. `more_people` (place,): the same of all residents.
    """

    start: int
    places: tuple[str, ...]
    opening: People
    alone: People
    counted: People
    more: NDArray[np.float64]
    more_people: Values


@cache
def decade(start: int) -> Decade:
    """The decade from the census of `start`, of prefectures with ages in both censuses."""
    early, first = census_by_year(start)
    late, last = census_by_year(start + DECADE)
    kinds = by_code()
    both = tuple(c for c in early if c in late and c in kinds and kinds[c].level == "prefecture")
    opening, counted = (people[[codes.index(c) for c in both]] for codes, people in ((early, first), (late, last)))
    expected = alone(opening, fertility_of(both, start), start, DECADE)[-1]
    more = _log_ratio(in_groups(counted), in_groups(expected))
    more -= _log_ratio(in_groups(counted).sum(axis=0), in_groups(expected).sum(axis=0))
    more_people = np.log(counted.sum(axis=(1, 2)) / expected.sum(axis=(1, 2)))
    more_people -= np.log(counted.sum() / expected.sum())
    return Decade(start, both, opening, expected, counted, more, more_people)


def in_groups(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """`people` (..., age) summed to GROUPS, (..., group). [persons]"""
    return np.add.reduceat(people, GROUP_STARTS, axis=-1)


def _log_ratio(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(some, 1.0) / np.maximum(others, 1.0)))


def profile(decades: Sequence[int], without: str = "") -> NDArray[np.float64]:
    """Log change of a group for one of all residents by moves, (sex, group). [1]

    Least squares through the origin over the places of all `decades`, those of province `without` (its first two
    figures) left out. 1 for all groups: moves spread evenly over ages.
    """
    parts = [(each.more[keep], each.more_people[keep]) for each, keep in _kept(decades, without)]
    more, people = (np.concatenate(part) for part in zip(*parts, strict=True))
    return np.asarray(np.tensordot(people, more, axes=1) / (people @ people))


def unexplained(decades: Sequence[int], without: str = "") -> NDArray[np.float64]:
    """What moves of a place differ from the profile after ten years, (decade, sex, group). [ln]"""
    slope = profile(decades, without)
    return np.concatenate([
        each.more[keep] - each.more_people[keep, None, None] * slope for each, keep in _kept(decades, without)
    ])  # fmt: skip


def _kept(decades: Sequence[int], without: str) -> list[tuple[Decade, NDArray[np.bool_]]]:
    all_of = [decade(start) for start in decades]
    return [(d, np.array([not without or c[: len(without)] != without for c in d.places])) for d in all_of]


def by_single_year(groups: NDArray[np.float64]) -> NDArray[np.float64]:
    """`groups` (..., group) at each year of age, (..., age): evenly from middle to middle of groups. [1]"""
    age = np.clip(np.arange(AGES), MIDDLES[0], MIDDLES[-1])
    at = np.clip(np.searchsorted(MIDDLES, age, side="right") - 1, 0, len(GROUPS) - 2)
    part = (age - MIDDLES[at]) / np.diff(MIDDLES)[at]
    return np.asarray((1 - part) * groups[..., at] + part * groups[..., at + 1])


def with_moves(
    expected: NDArray[np.float64], slope: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Residents by age that add up to `total`: `expected` times exp(m x `slope`), (..., sex, age). [persons]

    `expected` (..., sex, age): without moves; `slope` (sex, age), positive: `profile` by year of age; `total` (...).
    m is solved for each total on its own.
    Limits: total as expected: as expected; slope 1: every age by the same factor; no people: nobody at any age.
    """
    m = np.zeros(total.shape)
    for _ in range(STEPS):
        people = expected * np.exp(m[..., None, None] * slope)
        missing = total - people.sum(axis=(-1, -2))
        if np.all(np.abs(missing) <= EXACT * total):
            break
        weight = np.maximum((people * slope).sum(axis=(-1, -2)), 1e-9)
        m = m + np.clip(missing / weight, -FURTHEST_STEP, FURTHEST_STEP)
    people = expected * np.exp(m[..., None, None] * slope)
    return np.asarray(people * (total / people.sum(axis=(-1, -2)))[..., None, None])
