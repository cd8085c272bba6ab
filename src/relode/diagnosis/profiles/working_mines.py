"""Which coal mines work in a place: capacity, reserves, years left, people, ends, and the mining jobs that they are."""

from dataclasses import dataclass, field
from typing import Annotated

import xarray as xr
from pydantic import computed_field

from relode.arrays import Interval
from relode.language import Bilingual
from relode.panel.coal_mines import TABLE, TRACKER, USE, CoalMine, mines_of, reserves_in
from relode.panel.number import Number, long_form_ratio, number
from relode.places import Place, official
from relode.record import Blank, Doc, Record

YEAR = 2025
"""The list says which mines work in this year; reserves are counted to its end."""

CENSUS = 2020

COAL = {"coal", "coking coal", "lignite"}
"""Resources whose mines are on the list."""


@dataclass(frozen=True)
class MineRow(Record):
    """A mine that works, as the list prints it."""

    mine: Annotated[str, Doc("its key in the list")]
    name: Annotated[Bilingual, Doc("its name")]
    capacity: Annotated[float | None, Doc("capacity", "t per year")]
    reserves: Annotated[float | None, Doc("reserves as printed", "t")]
    reserves_year: Annotated[int | None, Doc("their year")]
    life: Annotated[float | None, Doc("years that it lasts, as printed", "years")]
    life_year: Annotated[int | None, Doc("the year from which they count")]
    workforce: Annotated[float | None, Doc("people at work", "persons")]
    opening_year: Annotated[int | None, Doc("year of its opening")]
    end: Annotated[int | None, Doc("last year by what is printed: a closing year, or the years from their year on")]
    flags: Annotated[tuple[str, ...], Doc("what is to be known of its figures", shape="flag")]
    row: Annotated[int, Doc("line of the table")]
    table: Annotated[str, Doc("table that it is a line of")] = field(default=TABLE, init=False)


@dataclass(frozen=True)
class WorkingMines(Record):
    """The working coal mines of a place, their sums, and the share of the mining jobs of the census that they are.

    Without a mine `why` says whether the list has none here (no_mine_listed) or the place has other minerals, of which
    no list is known (not_coal), or is no prefecture (not_a_prefecture).
    """

    mines: Annotated[tuple[MineRow, ...], Doc("mines that work, the largest first", shape="mine")]
    not_working: Annotated[dict[str, int], Doc("mines of the list that do not work, by state", shape="state")]
    capacity: Annotated[float, Doc("capacity of those that work", "t per year")]
    reserves: Annotated[float, Doc("what they can still take out", "t")]
    reserves_interval_90: Annotated[Interval, Doc("its 90 % interval", "t", shape="low, high")]
    reserves_published: Annotated[float, Doc("sum of the printed reserves, of whatever year", "t")]
    reserves_known: Annotated[int, Doc("mines with a figure of reserves that is not doubtful")]
    years_left: Annotated[float | None, Doc("years that the reserves last at the usual use of capacity", "years")]
    years_left_interval_90: Annotated[Interval | None, Doc("its 90 % interval", "years", shape="low, high")]
    workforce: Annotated[float, Doc("people at work, of the mines with a figure", "persons")]
    workforce_known: Annotated[int, Doc("mines with a figure of people at work")]
    census_jobs: Annotated[Number | None, Doc("mining jobs of the census of 2020, from its long form")]
    jobs_share: Annotated[float | None, Doc("people at work over them", "share")]
    jobs_share_interval_90: Annotated[Interval | None, Doc("its 90 % interval", "share", shape="low, high")]
    others: Annotated[
        tuple[str, ...], Doc("resources of the place of which no list of mines is known", shape="resource")
    ]
    why: Annotated[Blank, Doc("why there is no mine, null where there is one")]
    year: Annotated[int, Doc("year in which they work")] = field(default=YEAR, init=False)

    @computed_field
    @property
    def resources(self) -> tuple[str, ...]:
        """Resources of the place of which no list of mines is known."""
        return self.others

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources of the mines and of the jobs."""
        jobs = self.census_jobs.sources if self.census_jobs is not None else ()
        return (TRACKER, *jobs) if self.mines else ()


def working_mines(panel: xr.Dataset, place: Place) -> WorkingMines:
    """The working coal mines of a place.

    Example:
        >>> found = rl.diagnosis.working_mines(panel, rl.places.find("hegang"))
        >>> len(found.mines), found.capacity, found.workforce
        (6, 12500000.0, 9066.0)
    """
    listed = mines_of(place.code)
    working = [mine for mine in listed if mine.status == "Operating"]
    left, capacity = reserves_in(working, YEAR), sum(mine.capacity or 0.0 for mine in working)
    people = [mine.workforce for mine in working if mine.workforce is not None]
    jobs = mining_jobs(panel, place)
    share = sum(people) / jobs.value if jobs is not None and jobs.value and people else None
    ends = jobs.interval_90 if jobs is not None else None
    entry = official().get(place.code)
    others = tuple(each for each in entry.resource_detail if each not in COAL) if entry is not None else ()
    return WorkingMines(
        mines=tuple(map(_row, working)),
        not_working={s: n for s in STATES if (n := sum(mine.status == s for mine in listed))},
        capacity=capacity,
        reserves=left.value,
        reserves_interval_90=(left.low, left.high),
        reserves_published=left.published,
        reserves_known=left.count,
        years_left=left.value / (capacity * USE[0]) if capacity else None,
        years_left_interval_90=(left.low / (capacity * USE[0]), left.high / (capacity * USE[0])) if capacity else None,
        workforce=sum(people),
        workforce_known=len(people),
        census_jobs=jobs,
        jobs_share=share,
        jobs_share_interval_90=(sum(people) / ends[1], sum(people) / ends[0]) if share is not None and ends else None,
        others=others,
        why="" if working else _why(place, entry.resource_detail if entry is not None else ()),
    )


STATES = ("Proposed", "Mothballed", "Closed", "Shelved", "Cancelled")
"""States of mines that do not work, in the order in which they are told."""


def mining_jobs(panel: xr.Dataset, place: Place) -> Number | None:
    """Mining jobs of the census of 2020: those of the long form times its ratio, with their sampling interval."""
    counted, ratio = number(panel, place.code, "employment_mining", CENSUS), long_form_ratio(CENSUS)
    if counted is None or ratio is None:
        return None
    ends = counted.interval_90
    return Number(
        "employment_mining",
        counted.value * ratio.value,
        "persons",
        CENSUS,
        (ends[0] * ratio.value, ends[1] * ratio.value) if ends else None,
        tuple(dict.fromkeys((*counted.sources, *ratio.sources))),
        (*counted.flags, "computed"),
    )


def _row(mine: CoalMine) -> MineRow:
    return MineRow(
        mine=mine.mine_id,
        name=Bilingual(mine.name("en"), mine.name("zh")),
        capacity=mine.capacity,
        reserves=mine.reserves,
        reserves_year=mine.reserves_year,
        life=mine.life,
        life_year=mine.life_year,
        workforce=mine.workforce,
        opening_year=mine.opening_year,
        end=mine.end,
        flags=mine.flags,
        row=mine.row,
    )


def _why(place: Place, resources: tuple[str, ...]) -> str:
    if place.level != "prefecture":
        return "not_a_prefecture"
    return "not_coal" if resources and not COAL.intersection(resources) else "no_mine_listed"
