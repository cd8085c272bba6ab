"""People by single year of age in many futures of one place: in each, ages add up to that future's people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.errors import NoVerdict
from relode.facts import rows
from relode.horizon import OPENING_YEAR
from relode.outlook.people_by_age.cohorts import GROUPS
from relode.outlook.people_by_age.single_years import (
    AGES,
    GROUP_NAMES,
    People,
    alone,
    census_by_year,
    census_groups,
    county_groups,
    fertility_of,
    split,
)
from relode.places import Place, by_code
from relode.streams import stream
from relode.usual import SEED

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


FUTURES = 200
CLOSED = (2000, 2010)
"""First years of the decades between censuses whose moves tell a profile today."""
CHILD_BEARING = slice(GROUP_NAMES.index("15-19"), GROUP_NAMES.index("45-49"))
NINETY_FIVE = 1.96


@dataclass(frozen=True)
class AgeFutures:
    """People by sex and age of one place after the last census, in `count` equally likely futures.

    `people` (future, year, sex, age) [persons]; `expected` (year, sex, age): if nobody came or went.
    `total` (future, year): the people that ages add up to. `counted_in`: the year of the last count of ages.
    """

    place: Place
    years: tuple[int, ...]
    people: NDArray[np.float64]
    expected: NDArray[np.float64]
    total: NDArray[np.float64]
    sources: tuple[str, ...] = ("census2020_age", "wpp2024")
    counted_in: int = OPENING_YEAR

    def between(self, low: int, high: int) -> NDArray[np.float64]:
        """People from `low` to `high` years of age, (future, year). [persons]"""
        return np.asarray(self.people[..., low : high + 1].sum(axis=(-1, -2)))


def census_ages(place: Place) -> People | None:
    """Residents of the last census by sex and year of age, (1, sex, age) [persons]; None without ages."""
    codes, groups = census_groups(OPENING_YEAR)
    if place.code in codes:
        return split(groups[[codes.index(place.code)]], OPENING_YEAR)
    county = county_groups(OPENING_YEAR).get(place.code)
    return None if county is None else split(county[None], OPENING_YEAR)


def fertility_here(place: Place) -> Values:
    """Births over what the nation's rates give, (1,): counties as their children under five to women over the city's.

    [ratio]
    """
    codes, groups = census_groups(OPENING_YEAR)
    if place.code in codes:
        return fertility_of((place.code,), OPENING_YEAR)
    home = place.code[:4] + "00"
    county = county_groups(OPENING_YEAR).get(place.code)
    if county is None or home not in codes:
        return np.ones(1)
    ratio = _children_to_women(county) / _children_to_women(groups[codes.index(home)])
    return fertility_of((home,), OPENING_YEAR) * ratio


def _children_to_women(groups: NDArray[np.float64]) -> float:
    return float(groups[:, :2].sum() / groups[1, CHILD_BEARING].sum())


def if_nobody_moves(place: Place, until: int) -> NDArray[np.float64] | None:
    """Residents by sex and year of age from the census to `until`, (year, sex, age); None without ages. [persons]"""
    start = census_ages(place)
    if start is None:
        return None
    return alone(start, fertility_here(place), OPENING_YEAR, until - OPENING_YEAR)[:, 0]


def ages_ahead(place: Place, total: NDArray[np.float64], years: Sequence[int], seed: int = SEED) -> AgeFutures:
    """Ages in each future of a place. `total` (future, year): its people, in any order of futures. [persons]

    N(t) = alone(t) exp(m b + e sqrt(h / 10) + births): b the profile of moves, m such that ages add up, e what another
    place's moves differed from the profile and the nation's ages from those expected over a closed decade, h the years
    since the census; children not yet born at the last estimate vary as the nation's fertility in the prospects.
    Raises NoVerdict for a place without ages in the last census.
    """
    path = if_nobody_moves(place, max(years))
    if path is None:
        raise NoVerdict("outlook.no_ages", place=place.slug)
    expected = path[[year - OPENING_YEAR for year in years]]
    rng = stream("ages_ahead", seed)
    count = len(total)
    province = place.code[:2]
    others = unexplained(CLOSED, province)
    moved = others[rng.integers(0, len(others), count)]
    moved = moved + rng.standard_normal((count, 1, 1)) * national_error(CLOSED)
    apart = by_single_year(moved)
    births = rng.standard_normal(count)
    slope = by_single_year(profile(CLOSED, province))
    people = np.empty((count, *expected.shape))
    for t, year in enumerate(years):
        grown = np.sqrt((year - OPENING_YEAR) / DECADE)
        noise = apart * grown + births[:, None, None] * unborn(year)
        people[:, t] = with_moves(expected[t] * np.exp(noise), slope, total[:, t])
    return AgeFutures(place, tuple(years), people, expected, total)


@cache
def national_error(decades: tuple[int, ...]) -> NDArray[np.float64]:
    """Size of what the nation's ages missed by over ten years, (sex, group): root of the mean square. [ln]"""
    missed = [
        np.log(in_groups(each.counted).sum(axis=0) / in_groups(each.alone).sum(axis=0)) for each in map(decade, decades)
    ]
    return np.asarray(np.sqrt(np.mean(np.square(missed), axis=0)))


@cache
def unborn(year: int) -> Values:
    """Spread of the number of each age in `year` by the nation's fertility, (age,): 0 for who is born by estimates.

    One standard deviation: the 95 % band of the prospects over 2 x 1.96. [ln]
    """
    bands: dict[str, dict[int, float]] = {"95l": {}, "95u": {}}
    for row in rows("un_population_prospects"):
        if row["indicator"] == "total_fertility_rate" and row["variant"] in bands:
            bands[row["variant"]][int(row["year"])] = float(row["value"])
    low, high = bands["95l"], bands["95u"]
    born = year - np.arange(AGES)
    return np.array([np.log(high[y] / low[y]) / (2 * NINETY_FIVE) if y in low else 0.0 for y in born.tolist()])
