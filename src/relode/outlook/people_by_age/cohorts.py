"""A cohort-component account: five-year groups by sex carried on by survival, births and, if asked, moves."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.facts import rows

Cohorts = NDArray[np.float64]
"""Persons, (place, sex, group): sexes as SEXES, groups as GROUPS."""

SEXES = ("male", "female")
GROUPS = (*(f"{age}-{age + 4}" for age in range(0, 80, 5)), "80+")
COUNTED = {"0": "0-4", "1-4": "0-4", "80-84": "80+", "85+": "80+"}
"""Groups of the census tables that are part of one of ours."""
FERTILE = GROUPS[3:10]
WORKING = slice(3, 12)
"""Groups of 15 to 59."""
OLD = slice(12, 17)
STEP = 5
LETTER = {"male": "M", "female": "F"}


@cache
def census(year: int) -> tuple[tuple[str, ...], Cohorts]:
    """Places with ages in the census of `year`, and their residents by sex and group. [persons]"""
    cohorts: dict[str, Cohorts] = {}
    for row in rows("ages"):
        if int(row["year"]) == year:
            table = cohorts.setdefault(row["place"], np.zeros((len(SEXES), len(GROUPS))))
            group = COUNTED.get(row["age_group"], row["age_group"])
            table[SEXES.index(row["sex"]), GROUPS.index(group)] += float(row["persons"])
    return tuple(cohorts), np.stack(list(cohorts.values()))


@cache
def survival(start: int) -> NDArray[np.float64]:
    """Part of a group that lives five years on from `start`, (sex, group), births first and then GROUPS. [0-1]"""
    values = np.full((len(SEXES), 1 + len(GROUPS)), np.nan)
    for row in rows("un_survival_ratios"):
        if row["place"] == "CN" and int(row["start"]) == start:
            sex = next(i for i, name in enumerate(SEXES) if LETTER[name] == row["sex"])
            at = 0 if row["from_age_group"] == "birth" else 1 + GROUPS.index(row["from_age_group"])
            values[sex, at] = float(row["ratio"])
    return values


@cache
def births_by_age(start: int) -> NDArray[np.float64]:
    """Births a woman and year in the nation by age group of FERTILE, in the five years from `start`. (age group,)"""
    floats = {
        row["age"]: float(row["births_per_woman_year"])
        for row in rows("un_fertility_by_age")
        if row["place"] == "CN" and int(row["start"]) == start
    }
    return np.array([floats[group] for group in FERTILE])


@cache
def boys_of_births(start: int) -> float:
    """Share of boys among the births of the nation in the five years from `start`."""
    ratio = {
        int(row["year"]): float(row["value"])
        for row in rows("un_population_prospects")
        if row["place"] == "CN" and row["indicator"] == "males_per_female_birth"
    }
    mean = float(np.mean([ratio[year] for year in range(start, start + STEP)]))
    return mean / (1 + mean)


@cache
def fertility(year: int) -> Mapping[str, float]:
    """Place -> births over those that the nation's rates by age would give, from children of 0 to 4 of the census.

    [ratio]
    """
    return {
        row["place"]: float(row["fertility_index_age_0_4"])
        for row in rows("fertility_index")
        if int(row["year"]) == year and row["fertility_index_age_0_4"]
    }


def carried(
    start: Cohorts, fertile: NDArray[np.float64], periods: Sequence[int], moves: Cohorts | float = 1.0
) -> NDArray[np.float64]:
    """Residents after 0, 1, 2 ... steps of five years, (step, place, sex, group).

    `fertile` (place,): births over the nation's at the same ages; `periods`: for each step the first year of the five
    whose national rates hold; `moves`: factor of a group on arriving at its age, by those who come and go.
    Limits: nobody moves and nobody dies: groups only move up. No births: no children after three steps.
    """
    paths = [start]
    for period in periods:
        paths.append(one_step(paths[-1], fertile, period) * moves)
    return np.stack(paths)


def one_step(people: Cohorts, fertile: NDArray[np.float64], period: int) -> Cohorts:
    """Residents five years on, if nobody moves. `fertile` is (age group,)."""
    lives = survival(period)
    values = np.zeros_like(people)
    values[..., 1:] = people[..., :-1] * lives[:, 1:-1]
    values[..., -1] += people[..., -1] * lives[:, -1]
    at = slice(GROUPS.index(FERTILE[0]), GROUPS.index(FERTILE[-1]) + 1)
    female = SEXES.index("female")
    women = (people[:, female, at] + values[:, female, at]) / 2
    births = STEP * fertile * (women @ births_by_age(period))
    boys = boys_of_births(period)
    values[..., 0] = births[:, None] * np.array([boys, 1 - boys]) * lives[:, 0]
    return values


def if_nobody_moved(code: str, since: int, until: int) -> Cohorts | None:
    """Residents of a place in the census of `since` and every five years to `until`, if nobody came or went.

    (step, sex, group); None where the census has no ages of the place. `until` is a whole number of steps on.
    """
    codes, counted = census(since)
    if code not in codes:
        return None
    fertile = np.array([fertility(since).get(code, 1.0)])
    return carried(counted[[codes.index(code)]], fertile, range(since, until, STEP))[:, 0]


def moved(before: int, after: int, share: float) -> Mapping[str, Cohorts]:
    """Place -> factor of a step by moves as they were between two censuses ten years apart, `share` of them kept.

    What the later census counts beyond survivors of the earlier one; half of the ten years' logarithm is a step's.
    """
    early, first = census(before)
    late, second = census(after)
    both = [code for code in late if code in early]
    start, end = (people[[codes.index(code) for code in both]] for codes, people in ((early, first), (late, second)))
    index = fertility(before)
    fertile = np.array([index.get(code, 1.0) for code in both])
    expected = carried(start, fertile, (before, before + STEP))[-1]
    ratio = np.log(np.maximum(end, 1.0) / np.maximum(expected, 1.0))
    # Children born since are with their mothers: births say little of moves, so their factor is that of young adults.
    ratio[..., :2] = ratio[:, :, 5:8].mean(axis=(1, 2))[:, None, None]
    ratio = np.clip(ratio, -1.0, 1.0)
    return dict(zip(both, np.exp(share * ratio / 2), strict=True))
