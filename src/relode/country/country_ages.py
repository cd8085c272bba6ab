"""People of a place of another country by year of age, from its own counts: cohorts carried on as in its nation.

The change of each cohort between the last two counts of all places together is the nation's survival and moves abroad
(Hamilton and Perry 1962); children are born as many for each person of 15 to 49 as counted last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults
from relode.facts.readers.typed_lines import typed_lines
from relode.outlook.people_by_age.single_years import AGES, FERTILE

CHILDREN = 5
"""Years of age that tell how many are born: one year of a small place is chance."""
CONTRADICTS = 0.05
"""Part of the people of the accounts by which the sum of ages may differ: estimates of two days of a year do."""


@dataclass(frozen=True)
class CountryAges:
    """Counts by year of age. `people` (year, place, age) [persons]: `oldest` holds all of that age and over."""

    years: tuple[int, ...]
    places: tuple[str, ...]
    people: NDArray[np.float64]
    oldest: int


def ages_of(
    table: CountryTable | None, known: set[str], decimal: str, counted: Mapping[tuple[str, int], float]
) -> CountryAges | None:
    """The counts of the table `ages`; None where there is none. `counted`: people of the accounts by place and year.

    Raises RelodeError with row, column and remedy: an age that is none, a place or year without all ages, people who
    are not those of the accounts.
    """
    if table is None:
        return None
    cells: dict[tuple[int, str], dict[int, float]] = {}
    rows: dict[tuple[int, str], int] = {}
    open_ages: set[int] = set()
    for line in typed_lines(table, decimal, ("persons",), ("year",), known):
        place, age = line.texts["place"], line.texts["age"].strip()
        at, value, plain = line.figures["year"], line.figures["persons"], age.removesuffix("+")
        if not (plain.isdecimal() and int(plain) < AGES):
            line.refuse("age", "no_age", last=AGES - 1)
            continue
        if at is None or value is None or value < 0:
            line.refuse("persons", "no_persons")
            continue
        if age.endswith("+"):
            open_ages.add(int(plain))
        by_age = cells.setdefault((int(at), place), {})
        rows[int(at), place] = line.number
        if int(plain) in by_age:
            line.refuse("age", "age_twice", place=place, year=int(at))
        by_age[int(plain)] = value
    return _whole(table, cells, rows, open_ages, counted)


def _whole(
    table: CountryTable,
    cells: Mapping[tuple[int, str], Mapping[int, float]],
    rows: Mapping[tuple[int, str], int],
    open_ages: set[int],
    counted: Mapping[tuple[str, int], float],
) -> CountryAges:
    """The same as an array, where every place has every age in every year."""
    years, places = tuple(sorted({year for year, _ in cells})), tuple(sorted({place for _, place in cells}))
    if len(open_ages) != 1:
        raise RelodeError("country.open_age", where=table.where, found=", ".join(f"{a}+" for a in sorted(open_ages)))
    oldest, faults = open_ages.pop(), CellFaults(table.where)
    if len(years) < 2 or years[-1] - years[-2] >= oldest:
        raise RelodeError("country.one_count", where=table.where, years=", ".join(map(str, years)), oldest=oldest)
    people = np.zeros((len(years), len(places), AGES))
    for t, year in enumerate(years):
        for i, place in enumerate(places):
            by_age = cells.get((year, place), {})
            lacking = [age for age in range(oldest + 1) if age not in by_age]
            if lacking or len(by_age) > oldest + 1:
                raise RelodeError(
                    "country.ages_lack", where=table.where, place=place, year=year, oldest=oldest,
                    ages=", ".join(map(str, lacking or sorted(by_age)[oldest + 1 :])),
                )  # fmt: skip
            people[t, i, list(by_age)] = list(by_age.values())
            total, said = people[t, i].sum(), counted.get((place, year))
            if said is not None and abs(total - said) > CONTRADICTS * said:
                reason = RelodeError("country.ages_contradict", place=place, year=year, sum=round(total), people=said)
                faults.add(rows[year, place], table.columns["persons"], f"{total:.0f}", reason)
    faults.stop()
    return CountryAges(years, places, people, oldest)


def carried_on(ages: CountryAges, years: int) -> NDArray[np.float64]:
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


def _between(ages: CountryAges) -> tuple[int, Grid, Grid]:
    """Years between the last two counts; people of the first who are `age` in the second, and those counted then."""
    gap, (old, new) = ages.years[-1] - ages.years[-2], ages.people[-2:]
    expected = np.zeros_like(old)
    expected[:, gap : ages.oldest] = old[:, : ages.oldest - gap]
    expected[:, ages.oldest] = old[:, max(ages.oldest - gap, 0) :].sum(axis=1)
    return gap, expected, new


def _changes(ages: CountryAges) -> Values:
    """Change of a cohort of the nation in the year from each age to the next, at the last of those of `oldest`. [ln]"""
    gap, expected, new = _between(ages)
    ratio = np.log(np.maximum(new.sum(axis=0), 1.0) / np.maximum(expected.sum(axis=0), 1.0)) / gap
    result = np.zeros(AGES)
    for age in range(ages.oldest):
        seen = ratio[min(max(age + 1, gap), ages.oldest - 1) : min(age + gap, ages.oldest - 1) + 1]
        result[age] = seen.mean()
    result[ages.oldest] = ratio[ages.oldest]
    return result


def missed(ages: CountryAges) -> tuple[Grid, Values]:
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
