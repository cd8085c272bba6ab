"""People by single year of age in many futures of one place: in each, ages add up to that future's people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Grid, Values
from relode.errors import NoVerdict
from relode.facts import rows
from relode.horizon import OPENING_YEAR
from relode.outlook.people_by_age.cohorts import GROUPS, STEP
from relode.outlook.people_by_age.single_years import (
    AGES,
    GROUP_NAMES,
    KNOWN_PERIOD,
    NATION,
    Levels,
    People,
    alone,
    census_by_year,
    census_groups,
    county_groups,
    fertility_of,
    levels_of,
    one_year,
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
MOTHERS = GROUPS.index("25-29")
BENDS = 0.05
"""Weight of a bend of moves by age beside a miss of a group: at .1 to 1 groups are met within .05 of a change of 1."""
LEAST_SLOPE = 0.01
RESAMPLES = 1000


@dataclass(frozen=True)
class Decade:
    """What two censuses ten years apart say of moves, beyond births, ageing and deaths.

    `opening` are residents of the first census, `alone` and `counted` those at its end if nobody moved and as counted,
    (place, sex, age) [persons].
    `more` (place, sex, group of GROUPS): log of counted over alone, less that of the nation: an undercount of children
    or a change of deaths in the whole nation is no move. `more_people` (place,): the same of all residents.
    `lean` (place, sex, group): `lean_of` the first census.
    """

    start: int
    places: tuple[str, ...]
    opening: People
    alone: People
    counted: People
    more: NDArray[np.float64]
    more_people: Values
    lean: NDArray[np.float64]


@cache
def decade(start: int) -> Decade:
    """The decade from the census of `start`, of prefectures with ages in both censuses."""
    early, first = census_by_year(start)
    late, last = census_by_year(start + DECADE)
    kinds = by_code()
    both = tuple(c for c in early if c in late and c in kinds and kinds[c].level == "prefecture")
    opening, counted = (people[[codes.index(c) for c in both]] for codes, people in ((early, first), (late, last)))
    expected = alone(opening, levels_of(both, start, start + DECADE), start)[-1]
    more = _log_ratio(in_groups(counted), in_groups(expected))
    more -= _log_ratio(in_groups(counted).sum(axis=0), in_groups(expected).sum(axis=0))
    more_people = np.log(counted.sum(axis=(1, 2)) / expected.sum(axis=(1, 2)))
    more_people -= np.log(counted.sum() / expected.sum())
    return Decade(start, both, opening, expected, counted, more, more_people, lean_of(opening, start))


def lean_of(people: People, year: int) -> NDArray[np.float64]:
    """Log of a group over the one ten years younger in the same census, less that of the nation, (place, sex, group).

    Who left a place is missing among those of the ages at which people leave: where they left before, they leave again.
    Children lean as women of 25 to 29 do: they are where their mothers are. `people` (place, sex, age).
    Limits: a place with the nation's ages: 0.
    """
    codes, counted = census_by_year(year)
    logs = np.log(np.maximum(in_groups(people), 1.0)) - np.log(in_groups(counted[codes.index(NATION)]))
    lean = np.empty_like(logs)
    lean[..., 2:] = logs[..., 2:] - logs[..., :-2]
    lean[..., :2] = lean[:, 1, MOTHERS, None, None]
    return lean


def in_groups(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """`people` (..., age) summed to GROUPS, (..., group). [persons]"""
    return np.add.reduceat(people, GROUP_STARTS, axis=-1)


def _log_ratio(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(some, 1.0) / np.maximum(others, 1.0)))


def profile(decades: Sequence[int], without: str = "") -> NDArray[np.float64]:
    """Log change of a group by moves for one of all residents, and for one of `lean_of`, (2, sex, group). [1]

    Least squares through the origin over the places of all `decades`, those of province `without` (its first two
    figures) left out. 1 and 0 for all groups: moves spread evenly over ages.
    """
    more, people, lean = _stacked(decades, without)
    values = np.empty((2, *more.shape[1:]))
    for sex, group in np.ndindex(*more.shape[1:]):
        told = np.stack([people, lean[:, sex, group]], axis=1)
        values[:, sex, group] = np.linalg.lstsq(told, more[:, sex, group], rcond=None)[0]
    return values


def unexplained(decades: Sequence[int], without: str = "") -> NDArray[np.float64]:
    """What moves of a place differ from the profile after ten years, (place of a decade, sex, group). [ln]"""
    more, people, lean = _stacked(decades, without)
    with_people, with_lean = profile(decades, without)
    return np.asarray(more - people[:, None, None] * with_people - lean * with_lean)


def _stacked(decades: Sequence[int], without: str) -> tuple[NDArray[np.float64], ...]:
    """`more`, `more_people` and `lean` of the decades one after the other, without the places of a province."""
    parts = [
        [values[keep] for values in (each.more, each.more_people, each.lean)]
        for each in map(decade, decades)
        for keep in (np.array([not without or code[: len(without)] != without for code in each.places]),)
    ]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def a_year(decade_groups: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log changes of groups over ten years as those of a year on arriving at each age, (..., group) to (..., age). [1]

    What a group went through in ten years adds up to its change, by least squares with a penalty on bends (BENDS);
    children under fifteen move alike. Limits: the same x at all ages: x / 10 in each year, where all ten are lived.
    """
    return by_single_year(decade_groups[..., GROUPS.index("10-14") :] @ _steps())


@cache
def _steps() -> NDArray[np.float64]:
    """Changes of ten years, (group,), times this are those of a year at the middles of groups, (group,)."""
    count, young = len(GROUPS), GROUPS.index("10-14")
    yearly = by_single_year(np.eye(count))
    ages = np.arange(AGES)
    lived = np.stack([yearly[:, np.maximum(ages - gone, 0)] for gone in range(DECADE)]).sum(axis=0)
    of_groups = np.add.reduceat(lived, GROUP_STARTS, axis=1) / np.diff((*GROUP_STARTS, AGES))
    of_groups[:, -1] = lived[:, GROUP_STARTS[-1] : GROUP_STARTS[-1] + STEP].mean(axis=1)
    alike = DECADE * (np.eye(count)[:young] - np.eye(count, k=1)[:young])
    bends = DECADE * BENDS * np.diff(np.eye(count), 2, axis=0)[young:]
    return np.asarray(np.linalg.pinv(np.concatenate([of_groups.T[young:], alike, bends]))[:, : count - young].T)


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


def carried_on(
    people: NDArray[np.float64],
    levels: Levels,
    origin: int,
    moves: tuple[NDArray[np.float64], NDArray[np.float64]],
    totals: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Residents by age whose sum is `totals` (..., step), each year after the census, (step, ..., sex, age). [persons]

    `moves`: yearly log changes by age for one of all residents, (sex, age), and of their own, (..., sex, age). Births
    are those of the women who are there.
    """
    slope, own = moves
    path = np.empty((totals.shape[-1], *people.shape))
    now = people
    for t, (births, deaths) in enumerate(zip(levels.births, levels.deaths, strict=True)):
        then = one_year(now, origin, origin + t, births, deaths)[0]
        now = path[t] = with_moves(then * np.exp(own), slope, totals[..., t])
    return path


def moves_of(
    people: People, origin: int, decades: Sequence[int], without: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moves of places for `carried_on`, (sex, age) and (place, sex, age), from `decades` without a province. [1/yr]"""
    with_people, with_lean = profile(decades, without)
    own = a_year(lean_of(people, origin) * with_lean)
    return np.maximum(a_year(with_people), LEAST_SLOPE), own + a_year(corrections(tuple(decades), origin))


def places_ahead(
    people: People, places: Sequence[str], origin: int, totals: Grid, decades: Sequence[int], levels: Levels
) -> NDArray[np.float64]:
    """`carried_on` for places of many provinces, (step, place, sex, age): with the moves of `decades` in the others.

    Moves of decades that were over before the census are those of all provinces. `totals` (place, step). [persons]
    """
    home = np.array([place[:2] for place in places])
    path = np.empty((totals.shape[1], *people.shape))
    open_now = max(decades) + DECADE > origin or origin == OPENING_YEAR
    for code in np.unique(home):
        of = home == code
        moves = moves_of(people[of], origin, decades, str(code) if open_now else "")
        own = Levels(levels.births[:, of], levels.deaths[:, of])
        path[:, of] = carried_on(people[of], own, origin, moves, totals[of])
    return path


@cache
def corrections(decades: tuple[int, ...], origin: int) -> NDArray[np.float64]:
    """Log change over ten years by which the account missed the nation's groups, (group,), 0 where chance may have it.

    The mean of `decades` where the interval of each, of provinces drawn again, lies on the same side of 0.
    """
    found = [national_bias(start) for start in decades]
    low, high = (np.stack([each[at] for each in found]) for at in (1, 2))
    sure = (low > 0).all(axis=0) | (high < 0).all(axis=0)
    if origin == decades[-1] == decades[0]:  # nothing is known of what this decade missed before it is over
        return np.zeros(len(GROUPS))
    if origin not in KNOWN_PERIOD:  # since 2020 published births, counted children and pupils agree
        sure &= np.arange(len(GROUPS)) >= GROUPS.index("20-24")
    return np.where(sure, np.mean([each[0] for each in found], axis=0), 0.0)


def levels_today(codes: Sequence[str], until: int, known: int | None = None) -> Levels:
    """`levels_of` places from the last census on, the old counted larger than the account by what `corrections` say."""
    return levels_of(codes, OPENING_YEAR, until, known, tuple(a_year(corrections(CLOSED, OPENING_YEAR)).tolist()))


@cache
def national_bias(start: int) -> NDArray[np.float64]:
    """Log of the nation's groups counted over those of the account after ten years, with ends of its 95 % interval.

    (middle and ends, group)
    """
    of = decade(start)
    home = np.unique([place[:2] for place in of.places], return_inverse=True)[1]
    sums = [np.stack([np.bincount(home, column) for column in in_groups(people).sum(axis=1).T], axis=1)
            for people in (of.counted, of.alone)]  # fmt: skip
    drawn = stream("provinces_drawn_again", SEED).multinomial(
        len(sums[0]), np.full(len(sums[0]), 1 / len(sums[0])), RESAMPLES
    )
    ends = np.quantile(np.log(drawn @ sums[0]) - np.log(drawn @ sums[1]), (0.025, 0.975), axis=0)
    return np.stack([np.log(sums[0].sum(axis=0) / sums[1].sum(axis=0)), *ends])


FUTURES = 200
CLOSED = (2000, 2010)
"""First years of the decades between censuses whose moves tell a profile today."""
CONTROL_YEAR = 2025
"""The year of the newest national figures, which places sum to."""
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


def levels_here(place: Place, until: int) -> Levels:
    """`levels_today` of the place, a county with its own fertility; places sum to the nation in CONTROL_YEAR."""
    found = levels_today((place.code,), until)
    births, deaths = (
        found.births / fertility_of((place.code,), OPENING_YEAR) * fertility_here(place),
        found.deaths.copy(),
    )
    sums = shipped_tables.rows("relode.outlook.people_by_age", "national_sums")
    factor = {row["quantity"]: float(row["factor"]) for row in sums if row["in_sample"] == "yes"}
    at = CONTROL_YEAR - OPENING_YEAR - 1
    births[at : at + 1] *= factor["births"]
    deaths[at : at + 1] *= factor["deaths"]
    return Levels(births, deaths)


def if_nobody_moves(place: Place, until: int) -> NDArray[np.float64] | None:
    """Residents by sex and year of age from the census to `until`, (year, sex, age); None without ages. [persons]"""
    start = census_ages(place)
    return None if start is None else alone(start, levels_here(place, until), OPENING_YEAR)[:, 0]


def ages_ahead(place: Place, total: NDArray[np.float64], years: Sequence[int], seed: int = SEED) -> AgeFutures:
    """Ages in each future of a place. `total` (future, year): its people, in any order of futures. [persons]

    Each year people are born, age and die as in `if_nobody_moves` and move with the ages of closed decades and of the
    place itself (`moves_of`), as many as make ages add up. Around that N(t) exp(e sqrt(h / 10) + births): e what
    another place's moves differed from this and the nation's ages from those expected over a closed decade, h the
    years since the census; children not yet born at the last estimate vary as the nation's fertility in the prospects.
    Raises NoVerdict for a place without ages in the last census.
    """
    start = census_ages(place)
    if start is None:
        raise NoVerdict("outlook.no_ages", place=place.slug)
    last = max(years)
    levels, province, count = levels_here(place, last), place.code[:2], len(total)
    rng = stream("ages_ahead", seed)
    others = unexplained(CLOSED, province)
    moved = others[rng.integers(0, len(others), count)]
    moved = moved + rng.standard_normal((count, 1, 1)) * national_error(CLOSED)
    apart = by_single_year(moved)
    births = rng.standard_normal(count)
    moves = moves_of(start, OPENING_YEAR, CLOSED, province)
    every = each_year(np.full(count, start.sum()), total, OPENING_YEAR, years)
    middle = carried_on(np.repeat(start, count, axis=0), levels, OPENING_YEAR, moves, every)
    people = np.empty((count, len(years), *start.shape[1:]))
    for t, year in enumerate(years):
        noise = apart * np.sqrt((year - OPENING_YEAR) / DECADE) + births[:, None, None] * unborn(year)
        people[:, t] = with_moves(middle[year - OPENING_YEAR - 1] * np.exp(noise), moves[0], total[:, t])
    expected = alone(start, levels, OPENING_YEAR)[[year - OPENING_YEAR for year in years], 0]
    return AgeFutures(place, tuple(years), people, expected, total)


def each_year(start: Values, total: Grid, origin: int, years: Sequence[int]) -> Grid:
    """`total` (..., year) at each year after the census `origin`, where there are `start` (...), (..., step). [persons]

    Between years that are given: at a steady rate.
    """
    known = np.log(np.concatenate([start[:, None], total], axis=1))
    every = np.arange(origin + 1, max(years) + 1)
    return np.exp([np.interp(every, [origin, *years], row) for row in known])


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
