"""Counts by year of age of another country, read from its table and held against its people."""

from collections.abc import Mapping

import numpy as np

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults
from relode.facts.readers.typed_lines import typed_lines
from relode.outlook.people_by_age.counted_cohorts import CountedAges
from relode.outlook.people_by_age.single_years import AGES

CONTRADICTS = 0.05
"""Part of the people of the accounts by which the sum of ages may differ: estimates of two days of a year do."""


def ages_of(
    table: CountryTable | None, known: set[str], decimal: str, counted: Mapping[str, Mapping[int, float]]
) -> CountedAges | None:
    """The counts of the table `ages`; None where there is none. `counted`: place -> year -> people of the accounts.

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
    counted: Mapping[str, Mapping[int, float]],
) -> CountedAges:
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
            total, said = people[t, i].sum(), counted.get(place, {}).get(year)
            if said is not None and abs(total - said) > CONTRADICTS * said:
                reason = RelodeError("country.ages_contradict", place=place, year=year, sum=round(total), people=said)
                faults.add(rows[year, place], table.columns["persons"], f"{total:.0f}", reason)
    faults.stop()
    return CountedAges(years, places, people, oldest)
