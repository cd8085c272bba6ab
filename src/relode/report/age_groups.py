"""People of a place by five-year age groups and sex in the newest census, and in the one before."""

from dataclasses import dataclass
from typing import NamedTuple

from relode.facts import rows
from relode.outlook.people_by_age.cohorts import COUNTED, GROUPS, SEXES, census
from relode.places import Place

BEFORE, NEWEST = 2010, 2020
AGED = 10
"""Within so many years of the census the next groups reach 60 and 15."""
WORKING = (20, 30, 40, 50)
"""Ages at which groups of ten years of workers begin."""
LEAVING, ENTERING = ("50-54", "55-59"), ("5-9", "10-14")
"""Groups that turn 60, and 15, within those years."""


class AgeGroup(NamedTuple):
    """Men and women of a group, and both in the census before (None without). [persons]"""

    group: str
    men: float
    women: float
    before: float | None


@dataclass(frozen=True)
class AgeGroups:
    """People by five-year age groups in the newest census, youngest first, and in the one before."""

    year: int
    before_year: int
    rows: tuple[AgeGroup, ...]
    sources: tuple[str, ...]

    def _sum(self, groups: tuple[str, ...]) -> float:
        return sum(men + women for group, men, women, _ in self.rows if group in groups)

    @property
    def leaving(self) -> float:
        """People who reach 60 within ten years of the census, if nobody moves or dies. [persons]"""
        return self._sum(LEAVING)

    @property
    def entering(self) -> float:
        """People who reach 15 within ten years of the census, if nobody moves or dies. [persons]"""
        return self._sum(ENTERING)

    def record(self) -> dict[str, object]:
        """As it is written in city.json."""
        columns = ("group", "men", "women", f"both_{self.before_year}")
        groups = [{**dict(zip(columns, row, strict=True)), "both": row[1] + row[2]} for row in self.rows]
        return {
            "year": self.year, "unit": "persons", "groups": groups, "leaving": self.leaving,
            "entering": self.entering, "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True)
class MinersOfAge:
    """Workers in mining of ten years of age: at both ends of what the ages of the place leave open. [persons]"""

    low_age: int
    as_residents: float
    not_hired: float


def miners_by_age(groups: AgeGroups, jobs: float) -> tuple[MinersOfAge, ...]:
    """Workers of a mining of so many `jobs` by ten years of age from 20 to 59, in the year of the census.

    Two cases between which a count must lie if mines hired no younger people than the place has: they are as old as its
    residents of 20 to 59, or nobody was hired in the ten years since the census before, so that all are those of then,
    ten years older, without those who have reached 60. Empty without a census before.

    Limits: both cases add up to `jobs`; without hiring nobody is under 30.
    """
    by_group = {row.group: row for row in groups.rows}
    now, then = dict[int, float](), dict[int, float]()
    for low in WORKING:
        halves = [f"{age}-{age + 4}" for age in (low, low + 5)]
        earlier = [by_group[f"{age - AGED}-{age - AGED + 4}"].before for age in (low, low + 5)]
        if any(each is None for each in earlier):
            return ()
        now[low] = sum(by_group[half].men + by_group[half].women for half in halves)
        then[low] = sum(each or 0.0 for each in earlier) if low - AGED >= WORKING[0] else 0.0
    return tuple(
        MinersOfAge(low, jobs * now[low] / sum(now.values()), jobs * then[low] / sum(then.values())) for low in WORKING
    )


def age_groups(place: Place) -> AgeGroups | None:
    """People of a place by age, None where the newest census has none of it."""
    newest = _by_sex(place, NEWEST)
    if newest is None:
        return None
    before = _by_sex(place, BEFORE)
    result = tuple(
        AgeGroup(
            group,
            newest["male"][i],
            newest["female"][i],
            None if before is None else before["male"][i] + before["female"][i],
        )
        for i, group in enumerate(GROUPS)
    )
    sources = ("census2020_age",) if before is None else ("census2010_age", "census2020_age")
    return AgeGroups(NEWEST, BEFORE, result, sources)


def _by_sex(place: Place, year: int) -> dict[str, list[float]] | None:
    codes, people = census(year)
    if place.code in codes:
        table = people[codes.index(place.code)]
        return {sex: [float(each) for each in table[i]] for i, sex in enumerate(SEXES)}
    row = next((row for row in rows("ages_counties") if row["place"] == place.code and int(row["year"]) == year), None)
    if row is None:
        return None
    values = {sex: [0.0] * len(GROUPS) for sex in SEXES}
    for column, value in row.items():
        age, _, sex = column.rpartition("_")
        group = COUNTED.get(age, age)
        if sex in values and group in GROUPS:
            values[sex][GROUPS.index(group)] += float(value)
    return values
