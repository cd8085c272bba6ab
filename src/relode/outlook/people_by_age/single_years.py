"""People by sex and single year of age: a census split by years of birth, and carried on by survival and births."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.facts import rows, text
from relode.outlook.people_by_age.cohorts import LETTER, SEXES, boys_of_births, fertility

People = NDArray[np.float64]
"""Persons, (place, sex, year of age): sexes as SEXES, ages 0 ... OLDEST - 1 and OLDEST and over."""

OLDEST = 100
AGES = OLDEST + 1
STARTS = (0, 1, *range(5, 90, 5))
"""First ages of the census groups: 0, 1-4, 5-9 ... 80-84, 85 and over."""
GROUP_NAMES = ("0", "1-4", *(f"{start}-{start + 4}" for start in range(5, 85, 5)), "85+")
FIVE = 5
FIRST_BIRTHS = 1950
"""The nation's births are published from this year on; earlier years take its number."""
OF_LAST_YEAR = 2 / 12
"""The census counts on the first of November: who is born in the last two months is a year younger."""
FERTILE = slice(15, 50)
KNOWN_PERIOD: Mapping[int, int] = {2000: 1995, 2010: 2005}
"""Census -> the five years whose national births and deaths a forecast of that time may use; later ones: prospects."""


@cache
def _survivors(period: int) -> NDArray[np.float64]:
    """Part of those born that is alive at each exact age in the life table of five years, (sex, age 0 ... AGES)."""
    values = np.zeros((len(SEXES), AGES + 1))
    for at, sex in enumerate(SEXES):
        table = [row for row in rows("un_life_table") if int(row["start"]) == period and row["sex"] == LETTER[sex]]
        ages = [int(row["age_start"]) for row in table]
        alive = np.array([max(float(row["survivors"]), 1e-6) for row in table])
        values[at] = np.exp(np.interp(np.arange(AGES + 1), ages, np.log(alive)))
    return values


def _first_year(period: int) -> NDArray[np.float64]:
    """Person-years that a child born lives before its first birthday, (sex,): most who die then die within weeks."""
    years = {
        row["sex"]: float(row["person_years"])
        for row in rows("un_life_table")
        if int(row["start"]) == period and row["age_start"] == "0"
    }
    return np.array([years[LETTER[sex]] for sex in SEXES])


@cache
def survival_by_year(period: int) -> NDArray[np.float64]:
    """Part that lives a year on, (sex, age), births before age 0. [0-1]

    Deaths between two ages of the life table fall at a steady rate, in the first year as the table has them. Those
    of OLDEST and over die as at the last age.
    """
    alive = _survivors(period)
    lived = (alive[:, :-1] + alive[:, 1:]) / 2
    lived[:, 0] = _first_year(period)
    return np.concatenate([lived[:, :1], lived[:, 1:] / lived[:, :-1], lived[:, -1:] / lived[:, -2:-1]], axis=1)


@cache
def _prospects(indicator: str) -> Mapping[int, float]:
    """Year -> the nation's figure: estimated, later the median of the prospects."""
    return {
        int(row["year"]): float(row["value"])
        for row in rows("un_population_prospects")
        if row["indicator"] == indicator and row["variant"] in ("estimate", "median")
    }


@cache
def _births_by_age(period: int) -> NDArray[np.float64]:
    """Births a woman and year in the nation by year of age in FERTILE, in the five years from `period`."""
    rates = {
        int(row["age"].split("-")[0]): float(row["births_per_woman_year"])
        for row in rows("un_fertility_by_age")
        if int(row["start"]) == period
    }
    return np.array([rates[age - age % 5] for age in range(FERTILE.start, FERTILE.stop)])


def _rates(origin: int, year: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Survival, births by age and share of boys in the year that starts with November of `year`."""
    period = KNOWN_PERIOD.get(origin, year - year % 5)
    births = _births_by_age(period)
    if origin not in KNOWN_PERIOD:
        total = _prospects("total_fertility_rate")
        births = births * (OF_LAST_YEAR * total[year] + (1 - OF_LAST_YEAR) * total[year + 1]) / births.sum()
    return survival_by_year(period), births, boys_of_births(period)


def _cohorts(year: int) -> NDArray[np.float64]:
    """Relative number of people by sex and year of age at the census: births of the nation that are still alive."""
    born = _prospects("births")

    def births(of: int) -> float:
        return born[max(of, FIRST_BIRTHS)]

    born_in = range(year, year - AGES, -1)
    sizes = np.array([(1 - OF_LAST_YEAR) * births(y) + OF_LAST_YEAR * births(y - 1) for y in born_in])
    alive = _survivors(year - 5)
    return sizes * (alive[:, :-1] + alive[:, 1:]) / 2


def split(groups: NDArray[np.float64], year: int, starts: Sequence[int] = STARTS) -> People:
    """Groups (place, sex, group) as single years of age; the totals of groups are kept.

    `starts`: first age of each group, those of GROUP_NAMES if not given; the last group is open.

    Within a group ages are as the nation's births that are still alive; what a place has more or less of them changes
    evenly from the middle of one group to that of the next.
    Limits: a place with the nation's ages has them in single years too; an empty group is empty in each year.
    """
    nation = _cohorts(year)
    sums = np.add.reduceat(nation, starts, axis=1)
    middles = [(start + end - 1) / 2 for start, end in pairwise((*starts, starts[-1] + FIVE))]
    ratio = groups / sums
    age = np.arange(AGES)
    at = np.clip(np.searchsorted(middles, age, side="right") - 1, 0, len(middles) - 2)
    part = np.clip((age - np.array(middles)[at]) / np.diff(middles)[at], 0.0, 1.0)
    shape = nation * ((1 - part) * ratio[..., at] + part * ratio[..., at + 1])
    within = np.add.reduceat(shape, starts, axis=-1)
    scale = np.divide(groups, within, out=np.zeros_like(groups), where=within > 0)
    return np.asarray(shape * np.repeat(scale, np.diff((*starts, AGES)), axis=-1))


@cache
def census_groups(year: int) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Prefectures, provinces, nation: codes, and residents by GROUP_NAMES, (place, sex, group) [persons]."""
    counted = _counted()
    counted = counted[counted["year"] == year]
    at, places = pd.factorize(counted["place"])  # in the order of the table
    sex, group = (_positions(counted[name], known) for name, known in (("sex", SEXES), ("age_group", GROUP_NAMES)))
    people = np.zeros((len(places), len(SEXES), len(GROUP_NAMES)))
    people[at, sex, group] = counted["persons"]
    return tuple(map(str, places)), people


@cache
def _counted() -> pd.DataFrame:
    """The table of ages, of which rows one by one would be a quarter of an answer's time."""
    kinds = {"place": "object", "sex": "category", "age_group": "category", "persons": "float64"}
    return pd.read_csv(StringIO(text("ages")), usecols=["year", *kinds], dtype=kinds)


def _positions(column: pd.Series, known: Sequence[str]) -> NDArray[np.int64]:
    """Where each word of a column stands among those that are known. ValueError for another: a defect of ours."""
    found = pd.Index(known).get_indexer(pd.Index(column))
    if (found < 0).any():
        raise ValueError(sorted({*column} - {*known}))
    return np.asarray(found)


@cache
def county_groups(year: int) -> Mapping[str, NDArray[np.float64]]:
    """County -> residents by sex and group of GROUP_NAMES, (sex, group), where its ages add up to its people."""
    return {
        row["place"]: np.array([[float(row[f"{group}_{sex}"] or 0) for group in GROUP_NAMES] for sex in SEXES])
        for row in rows("ages_counties")
        if int(row["year"]) == year and not row["flag"]
    }


@cache
def census_by_year(year: int) -> tuple[tuple[str, ...], People]:
    """Codes of prefectures, provinces and the nation, and their residents by single year of age. [persons]"""
    codes, groups = census_groups(year)
    return codes, split(groups, year)


def alone(people: People, fertile: NDArray[np.float64], origin: int, years: int) -> NDArray[np.float64]:
    """Residents if nobody came or went, (year from 0 to `years`, place, sex, age). `fertile` (place,) as `fertility`.

    Limits: without births nobody is younger than the years gone by; who is born, ages one year a year.
    """
    path = np.empty((years + 1, *people.shape))
    path[0] = people
    female = SEXES.index("female")
    for t in range(years):
        lives, births, boys = _rates(origin, origin + t)
        now, then = path[t], path[t + 1]
        then[..., 1:] = now[..., :-1] * lives[:, 1:-1]
        then[..., -1] += now[..., -1] * lives[:, -1]
        women = (now[:, female, FERTILE] + then[:, female, FERTILE]) / 2
        born = fertile * (women @ births)
        then[..., 0] = born[:, None] * np.array([boys, 1 - boys]) * lives[:, 0]
    return path


def fertility_of(codes: Sequence[str], year: int) -> NDArray[np.float64]:
    """Births over what the nation's rates would give, (place,), as counted in children of 0 to 4; 1 where not counted.

    [ratio]
    """
    index = fertility(year)
    return np.array([index.get(code, 1.0) for code in codes])
