"""A cohort-component account: five-year groups by sex carried on by survival, births and, if asked, moves."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
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


AGES = {"men": 60, "women_50": 50, "women_55": 55}
"""Retirement ages up to 2024: men, women by the general rule, women in posts of management and technology."""
BEFORE, SINCE = "before", "since"
WOMEN = ("women_50", "women_55")
"""Which women retire by which of the two ages no shipped source says: each is taken for all of them, as a bound."""
KINDS = tuple(product((BEFORE, SINCE), WOMEN))
YOUNGEST = GROUPS.index("15-19")
MONTHS = 12
NOVEMBER = 10
"""The census counts on the first of November: people of a year are those of that day."""


@cache
def _delays() -> Mapping[str, Mapping[int, int]]:
    """Group -> month of birth, counted from year 0 -> months that retirement comes later."""
    counts: dict[str, dict[int, int]] = {name: {} for name in AGES}
    for row in rows("retirement_age"):
        year, month = row["born"].split("-")
        counts[row["group"]][MONTHS * int(year) + int(month) - 1] = int(row["delay_months"])
    return counts


def delay(group: str, born: int) -> int:
    """Months by which who is born in the month `born` (from year 0) retires later than up to 2024. [months]

    Source: retirement_reform_2024. Limits: born before the first month of the table: 0; after its last: as the last.
    """
    table = _delays()[group]
    return 0 if born < min(table) else table[min(born, max(table))]


def under_age(group: str, year: int, ages: str) -> Values:
    """Part of each group of GROUPS that is 15 or older and not yet of retirement age in a year, (age group,). [0-1]

    Births are spread evenly over the months of a group. Limits: `before`, men: 1 from 15 to 59, then 0.
    """
    now = MONTHS * year + NOVEMBER
    values = np.zeros(len(GROUPS))
    for at in range(YOUNGEST, len(GROUPS) - 1):
        newest = now - MONTHS * STEP * at
        born = range(newest - MONTHS * STEP + 1, newest + 1)
        later = [delay(group, month) if ages == SINCE else 0 for month in born]
        works = [month + MONTHS * AGES[group] + late > now for month, late in zip(born, later, strict=True)]
        values[at] = np.mean(works)
    return values


def waiting(group: str, year: int, ages: int) -> Values:
    """Part of each year of age that has passed the retirement age of up to 2024 and not the one that holds, (age,).

    On the day of the census in a year, births spread evenly over months. [0-1] Limits: up to 2024: nobody.
    """
    now = MONTHS * year + NOVEMBER
    values = np.zeros(ages)
    for age in range(AGES[group], ages):
        born = range(now - MONTHS * (age + 1) + 1, now - MONTHS * age + 1)
        values[age] = np.mean([month + MONTHS * AGES[group] + delay(group, month) > now for month in born])
    return values


def under_retirement_age(
    path: NDArray[np.float64], opening: int, years: tuple[int, ...]
) -> Mapping[tuple[str, str], NDArray[np.float64]]:
    """Ages and women of KINDS -> people of 15 and older under retirement age, (place, year). [persons]

    `path` (step, place, sex, group) starts in the census `opening`; between its steps each group changes evenly.
    """
    values = {kind: np.empty((path.shape[1], len(years))) for kind in KINDS}
    for t, year in enumerate(years):
        step, part = divmod((year - opening) / STEP, 1)
        here = path[int(step)] if not part else (1 - part) * path[int(step)] + part * path[int(step) + 1]
        for ages, women in KINDS:
            shares = {"male": under_age("men", year, ages), "female": under_age(women, year, ages)}
            values[ages, women][:, t] = sum(here[:, at] @ shares[sex] for at, sex in enumerate(SEXES))
    return values
