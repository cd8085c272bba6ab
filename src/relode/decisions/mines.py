"""Decisions on mines: one table of mines with people, when each may end, who would have to be placed, duties by law.

No shipped source has a closing date of a working coal mine. Its end is a band from the printed years of life and from
reserves over output; a mine whose printed end has passed and which works is doubtful. Before a notice, an order or a
licence date (the sheet `closing_mines` of the city's workbook) nothing is a duty. Other ores have no list of mines.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Annotated, Any

import numpy as np
import xarray as xr

from relode.bureaus import named, who_has
from relode.decisions.records import Decision, MissingFact, UsedFact
from relode.diagnosis.profiles.working_mines import YEAR
from relode.diagnosis.profiles.working_mines import mining_jobs as census_jobs
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Bilingual, Sentence, Word
from relode.needs.own_cells import OwnCells
from relode.outlook.people_by_age.cohorts import AGES, MONTHS, NOVEMBER, delay
from relode.panel.coal_mines import DOUBTFUL, TABLE, TRACKER, USE, CoalMine, mines_of, reserves_in
from relode.panel.number import Number
from relode.places import Place
from relode.record import Blank, Doc, Record
from relode.usual import HORIZON, SEED

NO_CELLS = OwnCells()
PAST = "stated_end_is_past"
CLOSED, WORKS = "Closed", "Operating"
NAMED_MINES = 6
YOUNGEST = (25, 20, 35)
"""Age from which miners are spread evenly up to retirement: central, low, high. An assumption: no ages of miners ship;
a mine that has hired nobody for ten years has few under 35."""
SMALL = 300_000
"""Capacity of a small mine by row l070 of the table of law. [t per year]"""
DUTIES = ("l067", "l072", "l073", "l074", "l077")


@dataclass(frozen=True)
class MineOfPlan(Record):
    """A coal mine of the list that works, with its people and when it may end."""

    mine: Annotated[str, Doc("its key in the list")]
    name: Annotated[Bilingual, Doc("its name")]
    owner: Annotated[str, Doc("owner as the list prints it")]
    owner_kind: Annotated[str, Doc("central, provincial, private_by_name, county_private_or_unknown or not_stated")]
    owner_group: Annotated[Blank, Doc("group that it belongs to")]
    capacity: Annotated[float | None, Doc("capacity", "t per year")]
    people: Annotated[float | None, Doc("people at work", "persons")]
    stated_end: Annotated[int | None, Doc("last year by what the list prints")]
    end: Annotated[int | None, Doc("central year of its end, null if nothing sound is printed")]
    end_band: Annotated[tuple[int, int] | None, Doc("earliest and latest year of its end", shape="low, high")]
    notice: Annotated[int | None, Doc("year of a notice, an order or a licence's end, from the city")]
    flags: Annotated[tuple[str, ...], Doc("doubts", shape="flag")]


@dataclass(frozen=True)
class MiningJobs(Record):
    """Mining jobs of a place by year: mines of the list, and the others, of which no list says when they end."""

    listed: Annotated[Mapping[str, tuple[float, float, float]], Doc("in listed mines that go on: low, middle, high",
                                                                   "persons", shape="year")]  # fmt: skip
    others: Annotated[float | None, Doc("in the census and not in mines of the list, as counted in 2020", "persons")]
    counted: Annotated[Number | None, Doc("mining jobs of the census of 2020")]
    without_people: Annotated[int, Doc("working mines of the list without a figure of people")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]

    def total(self, year: int) -> tuple[float, float, float] | None:
        """Mining jobs of a year: listed and others, low, middle, high; None where the census counts none. [persons]"""
        if self.others is None or str(year) not in self.listed:
            return None
        low, middle, high = (part + self.others for part in self.listed[str(year)])
        return low, middle, high


def mine_facts(place: Place, panel: xr.Dataset, cells: OwnCells = NO_CELLS) -> dict[str, Any]:
    """Key of a fact -> the fact: mines of the list, mining jobs of the census, the city's own notices."""
    listed = mines_of(place.code)
    if place.level != "prefecture":
        addresses = rows(TABLE)
        home = mines_of(place.code[:4] + "00")
        listed = tuple(mine for mine in home if place.name_zh in addresses[mine.row - 2]["location_zh"])
    return {
        "place": place,
        "coal_mines": listed,
        "employment_mining": census_jobs(panel, place),
        "own:closing_mines": cells.notices,
    }


def mine_table(
    mines: Sequence[CoalMine], notices: Mapping[str, tuple[int, float]] | None = None
) -> tuple[MineOfPlan, ...]:
    """Working mines, those that may end first on top; `notices`: name of a mine -> year of its end and people."""
    found = [_mine(mine, notices or {}) for mine in mines if mine.status == WORKS]
    return tuple(sorted(found, key=lambda each: (each.notice or 9999, each.end_band or (9999, 9999), each.mine)))


def _mine(mine: CoalMine, notices: Mapping[str, tuple[int, float]]) -> MineOfPlan:
    told = notices.get(mine.name_zh) or notices.get(mine.name_en)
    stated = mine.end
    is_past = stated is not None and stated < YEAR
    ends: list[float] = [] if stated is None or is_past else [stated]
    central = ends[0] if ends else None
    if mine.capacity and mine.reserves and not DOUBTFUL.intersection(mine.flags):
        left = reserves_in([mine], YEAR)
        years = (
            left.low / (mine.capacity * USE[2]),
            left.value / (mine.capacity * USE[0]),
            left.high / (mine.capacity * USE[1]),
        )
        ends += [YEAR + value for value in (years[0], years[2])]
        central = central if central is not None else YEAR + years[1]
    if told is not None:
        central, ends = told[0], [told[0]]
    return MineOfPlan(
        mine=mine.mine_id,
        name=Bilingual(mine.name("en"), mine.name("zh")),
        owner=mine.owner,
        owner_kind=mine.owner_kind,
        owner_group=mine.owner_group,
        capacity=mine.capacity,
        people=told[1] if told is not None and told[1] else mine.workforce,
        stated_end=stated,
        end=None if central is None else max(int(central), FIRST_PLAN_YEAR),
        end_band=(max(int(min(ends)), FIRST_PLAN_YEAR), max(int(max(ends)), FIRST_PLAN_YEAR)) if ends else None,
        notice=None if told is None else told[0],
        flags=(*mine.flags, *((PAST,) if is_past else ())),
    )


def mining_jobs(panel: xr.Dataset, place: Place, horizon: int = HORIZON, cells: OwnCells = NO_CELLS) -> MiningJobs:
    """Mining jobs by year up to `horizon`, from the same table of mines as the decisions."""
    facts = mine_facts(place, panel, cells)
    table = mine_table(facts["coal_mines"], facts["own:closing_mines"])
    counted = facts["employment_mining"]
    people = sum(each.people or 0.0 for each in table)
    years = range(FIRST_PLAN_YEAR, horizon + 1)
    gone = {year: _ended(table, year) for year in years}
    listed = {str(year): (people - gone[year][2], people - gone[year][1], people - gone[year][0]) for year in years}
    others = None if counted is None else max(counted.value - people, 0.0)
    used = (TRACKER, *(() if counted is None else counted.sources)) if table or counted is not None else ()
    return MiningJobs(listed, others, counted, sum(each.people is None for each in table), used)


def _ended(table: Sequence[MineOfPlan], year: int) -> tuple[float, float, float]:
    """People of mines that have ended by a year: at the latest ends, the central ones, the earliest. [persons]"""
    known = [(each.people or 0.0, each.end, each.end_band) for each in table]
    counts = (
        sum(people for people, _, band in known if band is not None and band[1] <= year),
        sum(people for people, end, _ in known if end is not None and end <= year),
        sum(people for people, _, band in known if band is not None and band[0] <= year),
    )
    return min(counts), sorted(counts)[1], max(counts)


def retired_by(year: int, youngest: int) -> float:
    """Part of miners of 2025, spread evenly from `youngest` to retirement, who reach retirement age by a year. [0-1]

    Men, by the law of 2024. Limits: by 2025 nobody; later years more. Work underground may end earlier: not read.
    """
    now = MONTHS * YEAR + NOVEMBER
    ages = MONTHS * AGES["men"]
    born = np.arange(now - ages - delay("men", now - ages), now - MONTHS * youngest + 1)
    leaves = np.array([month + ages + delay("men", int(month)) for month in born])
    at_work = leaves > now
    return float((leaves[at_work] <= MONTHS * year + NOVEMBER).mean())


def mine_decisions(
    panel: xr.Dataset, place: Place, horizon: int = HORIZON, seed: int = SEED, cells: OwnCells = NO_CELLS
) -> tuple[Decision, ...]:
    """Decisions on the mines of a place; none where the list has no mine.

    `seed` changes nothing: no number here is drawn.

    Example:
        >>> [each.id for each in rl.decisions.mines.mine_decisions(panel, rl.places.find("hegang"))][:1]
        ['mine:ends']
    """
    del seed
    return mines_decided(mine_facts(place, panel, cells), horizon)


def mines_decided(facts: Mapping[str, Any], horizon: int = HORIZON) -> tuple[Decision, ...]:
    """The rows that facts decide: mines that may end, those with a notice, closed mines' land, small mines."""
    table = mine_table(facts["coal_mines"], facts["own:closing_mines"])
    return tuple(_decided(facts, table, horizon))


def _decided(facts: Mapping[str, Any], table: Sequence[MineOfPlan], horizon: int) -> Iterator[Decision]:
    noticed = [each for each in table if each.notice is not None and each.notice <= horizon]
    ending = [
        each
        for each in table
        if each.notice is None and ((each.end_band or (9999, 0))[0] <= horizon or PAST in each.flags)
    ]
    if noticed:
        yield _closure(facts, noticed)
    if ending:
        yield _ends(facts, table, ending, horizon)
    closed = [mine for mine in facts["coal_mines"] if mine.status == CLOSED]
    if closed:
        said = Sentence("mine_rows.reason.land", {"count": len(closed), "names": _names(closed)})
        yield _row(
            facts,
            "land",
            "law",
            "do",
            (said,),
            float(len(closed)),
            "count",
            "firm",
            ("l071", "l064"),
            "land",
            ("damaged_land",),
        )
    small = [mine for mine in facts["coal_mines"] if mine.status == WORKS and mine.capacity and mine.capacity < SMALL]
    if small:
        said = Sentence("mine_rows.reason.small", {"count": len(small), "names": _names(small)})
        yield _row(
            facts,
            "small",
            "law",
            "more_data",
            (said,),
            float(len(small)),
            "count",
            "",
            ("l070", "l068"),
            "emergency",
            (),
        )


def _names(mines: Sequence[CoalMine]) -> list[Bilingual]:
    return [Bilingual(mine.name("en"), mine.name("zh")) for mine in mines[:NAMED_MINES]]


def _ends(
    facts: Mapping[str, Any], table: Sequence[MineOfPlan], ending: Sequence[MineOfPlan], horizon: int
) -> Decision:
    """Mines that may end by the horizon: more data, with who would be concerned."""
    years = range(FIRST_PLAN_YEAR, horizon + 1)
    by_year = {str(year): _ended(ending, year) for year in years}
    low, middle, high = by_year[str(horizon)]
    past = [each for each in ending if PAST in each.flags]
    values = {
        "count": len(ending), "all": len(table), "horizon": horizon, "low": Amount(low, "persons"),
        "high": Amount(high, "persons"), "people": Amount(sum(each.people or 0.0 for each in table), "persons"),
    }  # fmt: skip
    said = [Sentence("mine_rows.reason.ends", values), _split(high, horizon)]
    if past:
        said.append(
            Sentence("mine_rows.reason.past", {"names": [each.name for each in past[:NAMED_MINES]], "count": len(past)})
        )
    jobs = facts["employment_mining"]
    if jobs is not None:
        others = max(jobs.value - sum(each.people or 0.0 for each in table), 0.0)
        said.append(
            Sentence("mine_rows.reason.others", {"jobs": jobs, "others": Amount(others, "persons"), "year": jobs.year})
        )
    first = next((int(year) for year, band in by_year.items() if band[2] > 0), None)
    row = _row(
        facts,
        "ends",
        "here",
        "more_data",
        said,
        middle,
        "persons",
        "",
        (),
        "energy",
        ("closing_mines",),
        _owner_step(ending),
    )
    changes: dict[str, Any] = {
        "interval_90": (low, high),
        "year": first,
        "by_year": by_year,
        "options": tuple(_lines(ending)),
    }
    return replace(row, **changes)


def _closure(facts: Mapping[str, Any], noticed: Sequence[MineOfPlan]) -> Decision:
    """Mines with a notice, an order or a licence's end: duties by law, paid by the firm."""
    people, year = sum(each.people or 0.0 for each in noticed), min(each.notice or 9999 for each in noticed)
    said = (
        Sentence("mine_rows.reason.notice", {"count": len(noticed), "people": Amount(people, "persons"), "year": year}),
        _split(people, year),
        Sentence("mine_rows.reason.pay", {}),
    )
    row = _row(facts, "closure", "law", "do", said, people, "persons", "firm", DUTIES, "labour", ())
    changes: dict[str, Any] = {
        "year": year,
        "options": tuple(_lines(noticed)),
        "facts": tuple(_used(facts, ("coal_mines", "own:closing_mines"))),
    }
    return replace(row, **changes)


def _split(people: float, year: int) -> Sentence:
    """Of people at work who retires anyway by a year and who would have to be placed, by an assumed spread of ages."""
    low, high = sorted(people * retired_by(year, youngest) for youngest in YOUNGEST[1:])
    return Sentence(
        "mine_rows.reason.split",
        {"year": year, "retire_low": Amount(low, "persons"), "retire_high": Amount(high, "persons"),
         "place_low": Amount(people - high, "persons"), "place_high": Amount(people - low, "persons")},
    )  # fmt: skip


def _lines(mines: Sequence[MineOfPlan]) -> Iterator[Sentence]:
    """A line a mine: people, owner, when it may end; how many more there are."""
    for each in mines[:NAMED_MINES]:
        owner = Word("owner_group", each.owner_group) if each.owner_group else Word("owner_kind", each.owner_kind)
        people = (
            Sentence("mine_rows.people_unknown", {})
            if each.people is None
            else Amount(each.people, "persons", None, (TRACKER,))
        )
        values: dict[str, object] = {"mine": each.name, "owner": owner, "people": people, "stated": each.stated_end}
        kind = "notice" if each.notice is not None else "past" if each.end_band is None else "band"
        values |= (
            {"notice": each.notice}
            if each.end_band is None
            else {"first": each.end_band[0], "last": each.end_band[1], "notice": each.notice}
        )
        yield Sentence(f"mine_rows.line.{kind}", values)
    if len(mines) > NAMED_MINES:
        yield Sentence("mine_rows.line.more", {"count": len(mines) - NAMED_MINES})


def _owner_step(ending: Sequence[MineOfPlan]) -> Sentence:
    """Whom to ask first: the group that has most people in these mines, or the county's bureau."""
    held: Counter[tuple[str, str]] = Counter()
    for each in ending:
        held[each.owner_kind, each.owner_group] += int(each.people or 1)
    kind, group = held.most_common(1)[0][0]
    if kind in ("central", "provincial"):
        owner = Word("owner_group", group) if group else Word("owner_kind", kind)
        return Sentence(f"mine_rows.step.{kind}", {"owner": owner})
    return Sentence("mine_rows.step.other", {})


def _used(facts: Mapping[str, Any], keys: Sequence[str]) -> Iterator[UsedFact]:
    place: Place = facts["place"]
    for key in keys:
        fact = facts[key]
        if isinstance(fact, Number):
            yield UsedFact(key, place.code, fact.value, fact.unit, fact.year, fact.sources, fact.flags)
        elif fact:
            source = "user" if key.startswith("own:") else TRACKER
            flags = ("by_address",) if key == "coal_mines" and place.level != "prefecture" else ()
            yield UsedFact(key, place.code, float(len(fact)), "count", YEAR, (source,), flags)


def _row(
    facts: Mapping[str, Any], key: str, group: str, recommendation: str, said: Sequence[Sentence], amount: float,
    unit: str, payer: str, article: tuple[str, ...], bureau: str, asks: tuple[str, ...], step: Sentence | None = None,
) -> Decision:  # fmt: skip
    used = ("coal_mines", "employment_mining", "own:closing_mines") if key == "ends" else ("coal_mines",)
    name = Sentence(f"mine_rows.name.{key}", {})
    return Decision(
        id=f"mine:{key}",
        kind="mine",
        stage="",
        name=name,
        group=group,
        recommendation=recommendation,
        reason=reduce(lambda one, two: Sentence("service_rows.two", {"one": one, "two": two}), said),
        first_step=step or Sentence(f"mine_rows.step.{key}", {}),
        bureau=named((bureau,)),
        month=None,
        article=article,
        amount=amount,
        interval_90=None,
        unit=unit,
        year=None,
        cost=None,
        payer=payer,
        channel="",
        facts=tuple(_used(facts, used)),
        asks=tuple(MissingFact(cell, who_has(cell), name, None) for cell in asks),
    )
