"""People of 15 and older who have not reached their retirement age, by the ages up to 2024 and by those that rise."""

from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.facts import rows
from relode.outlook.people_by_age.cohorts import GROUPS, SEXES, STEP

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
