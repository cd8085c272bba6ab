"""People of places by year of age from two counts alone: cohorts carried on as in the nation.

The change of each cohort between the last two counts of all places together is the nation's survival and moves abroad
(Hamilton and Perry 1962); children are born as many for each person of 15 to 49 as counted last.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.people_by_age.single_years import AGES, FERTILE

CHILDREN = 5
"""Years of age that tell how many are born: one year of a small place is chance."""


@dataclass(frozen=True)
class CountedAges:
    """Counts by year of age. `people` (year, place, age) [persons]: `oldest` holds all of that age and over."""

    years: tuple[int, ...]
    places: tuple[str, ...]
    people: NDArray[np.float64]
    oldest: int


def carried_on(ages: CountedAges, years: int) -> NDArray[np.float64]:
    """People of all places if each cohort changes as in the nation between the last two counts, (year, place, age).

    The first year is that of the last count, `years` follow. [persons] Limits: two counts that are equal and as many
    at each age below OLDEST: nothing changes. Without children nobody is born.
    """
    change, path = np.exp(_changes(ages)), np.zeros((years + 1, *ages.people.shape[1:]))
    path[0] = now = ages.people[-1]
    born = _births(now)
    for t in range(1, years + 1):
        then = np.zeros_like(now)
        then[:, 1 : ages.oldest + 1] = now[:, : ages.oldest] * change[: ages.oldest]
        then[:, ages.oldest] = (now[:, ages.oldest - 1] + now[:, ages.oldest]) * change[ages.oldest]
        then[:, 0] = born * now[:, FERTILE].sum(axis=1)
        path[t] = now = then
    return path


def _births(people: Grid) -> Values:
    """Children a year of age for each person of 15 to 49, (place,). [ratio]"""
    return np.asarray(people[:, :CHILDREN].sum(axis=1) / CHILDREN / np.maximum(people[:, FERTILE].sum(axis=1), 1.0))


def _between(ages: CountedAges) -> tuple[int, Grid, Grid]:
    """Years between the last two counts; people of the first who are `age` in the second, and those counted then."""
    gap, (old, new) = ages.years[-1] - ages.years[-2], ages.people[-2:]
    expected = np.zeros_like(old)
    expected[:, gap : ages.oldest] = old[:, : ages.oldest - gap]
    expected[:, ages.oldest] = old[:, max(ages.oldest - gap, 0) :].sum(axis=1)
    return gap, expected, new


def _changes(ages: CountedAges) -> Values:
    """Change of a cohort of the nation in the year from each age to the next, at the last of those of `oldest`. [ln]"""
    gap, expected, new = _between(ages)
    ratio = np.log(np.maximum(new.sum(axis=0), 1.0) / np.maximum(expected.sum(axis=0), 1.0)) / gap
    result = np.zeros(AGES)
    for age in range(ages.oldest):
        seen = ratio[min(max(age + 1, gap), ages.oldest - 1) : min(age + gap, ages.oldest - 1) + 1]
        result[age] = seen.mean()
    result[ages.oldest] = ratio[ages.oldest]
    return result


def missed(ages: CountedAges) -> tuple[Grid, Values]:
    """What cohorts of each place missed the nation's change by beyond the place's people, (place, age), and births.

    Both over the years between the last two counts; births (place,) with the change of the nation in them. [ln]
    """
    gap, expected, new = _between(ages)
    nation = np.log(np.maximum(new.sum(axis=0), 1.0) / np.maximum(expected.sum(axis=0), 1.0))
    meant = expected * np.exp(nation)
    size = np.log(np.maximum(new[:, gap:].sum(axis=1), 1.0) / np.maximum(meant[:, gap:].sum(axis=1), 1.0))
    apart = np.log(np.maximum(new, 1.0) / np.maximum(meant, 1.0)) - size[:, None]
    apart[:, :gap] = apart[:, [gap]]
    births = np.log(np.maximum(_births(new), 1e-9) / np.maximum(_births(ages.people[-2]), 1e-9))
    return apart, births
