"""The coal mines of the shipped list, one record a mine: what works where, how large, with which reserves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from relode import vocabulary
from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.places.local_facts import mine_owner

TABLE = "coal_mines_gem"
Status = Literal["Operating", "Proposed", "Mothballed", "Closed", "Shelved", "Cancelled"]
AMOUNTS = ("mine_capacity", "mine_workforce", "mine_reserves", "mine_resources", "mine_life")
YEARS = ("reserves_year", "mine_life_year", "opening_year", "closing_year")


@dataclass(frozen=True)
class CoalMine:
    """A coal mine as published; None where the source says nothing.

    `capacity` [t per year], `workforce` [persons], `reserves` and `resources` [t], `life` [years from `life_year` on].
    `owner` is the firm as the list names it, `owner_kind` and `owner_group` what its name was read as. `row` is the
    line of the table, header = 1. One `mine_id` may have several rows, by `phase`: a part that works, one that is
    planned.
    """

    mine_id: str
    phase: str
    place: str
    name_en: str
    name_zh: str
    status: Status
    mine_type: str
    owner: str
    owner_kind: str
    owner_group: str
    capacity: float | None
    workforce: float | None
    workforce_accuracy: str
    reserves: float | None
    reserves_year: int | None
    resources: float | None
    life: float | None
    life_year: int | None
    opening_year: int | None
    closing_year: int | None
    reason: str
    source: str
    flags: tuple[str, ...]
    row: int

    @property
    def end(self) -> int | None:
        """The last year by what is published: a closing year, else the years of life from their year on."""
        if self.closing_year is not None or self.life is None or self.life_year is None:
            return self.closing_year
        return self.life_year + round(self.life)

    def name(self, language: str) -> str:
        """The name in `language`; the other one where the source has only that."""
        return (self.name_zh or self.name_en) if language == "zh" else (self.name_en or self.name_zh)


@cache
def all_mines() -> tuple[CoalMine, ...]:
    """Every mine of the list, in its order.

    RelodeError for a figure or a year that is no number, or a figure outside the bounds of its quantity.
    """
    lines = list(enumerate(rows(TABLE), 2))
    where = f"{TABLE}.csv"
    for name in (*AMOUNTS, *YEARS):
        bad = [f"{row[name]!r} (line {line})" for line, row in lines if row[name] and not _is_number(row[name])]
        if bad:
            raise RelodeError("not_a_number_in_table", where=where, column=name, offenders=bad)
    cells = [(line, name, float(row[name])) for line, row in lines for name in AMOUNTS if row[name]]
    vocabulary.check_bounds(cells, where)
    return tuple(_mine(line, row) for line, row in lines)


TRACKER = "gem_coal_mines_2026"
"""The source of the list."""


def mines_of(code: str) -> tuple[CoalMine, ...]:
    """The mines of a prefecture by its code, the largest first; none where the list has none."""
    return mines_by_place().get(code, ())


@cache
def mines_by_place() -> Mapping[str, tuple[CoalMine, ...]]:
    """Code of a prefecture -> its mines, the largest first."""
    found: dict[str, list[CoalMine]] = {}
    for mine in sorted(all_mines(), key=lambda mine: (-(mine.capacity or 0), mine.row)):
        found.setdefault(mine.place, []).append(mine)
    return {place: tuple(mines) for place, mines in found.items()}


def worked_in(mines: Iterable[CoalMine], year: int) -> tuple[CoalMine, ...]:
    """Those that worked in `year`: they had opened by then, and work now or closed after it.

    A mine whose opening the list does not date counts as open. Of mothballed mines it does not say since when: none
    counts.
    """
    return tuple(
        mine
        for mine in mines
        if (mine.opening_year is None or mine.opening_year <= year)
        and (mine.status == "Operating" or (mine.status == "Closed" and (mine.closing_year or 0) > year))
    )


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _mine(line: int, row: dict[str, str]) -> CoalMine:
    amounts = {name.removeprefix("mine_"): float(row[name]) if row[name] else None for name in AMOUNTS}
    years = {name.removeprefix("mine_"): int(float(row[name])) if row[name] else None for name in YEARS}
    kind, group = mine_owner(row["gem_id"], row["phase"])
    return CoalMine(
        mine_id=row["gem_id"],
        phase=row["phase"],
        place=row["place"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        status=row["status"],  # type: ignore[arg-type]
        mine_type=row["mine_type"],
        owner=row["owner"],
        owner_kind=kind,
        owner_group=group,
        workforce_accuracy=row["workforce_accuracy"],
        reason=row["reason"],
        source=row["source"],
        flags=tuple(filter(None, row["flag"].split(";"))),
        row=line,
        capacity=amounts["capacity"],
        workforce=amounts["workforce"],
        reserves=amounts["reserves"],
        resources=amounts["resources"],
        life=amounts["life"],
        reserves_year=years["reserves_year"],
        life_year=years["life_year"],
        opening_year=years["opening_year"],
        closing_year=years["closing_year"],
    )


USE = (0.8, 0.6, 0.95)
"""Share of capacity that is taken out in a year: central, low, high; the opening of the simulator assumes the same."""

DOUBTFUL = {"years_above_300", "reserves_above_resources"}


@dataclass(frozen=True)
class Reserves:
    """Coal that mines can still take out: `value` with `low` and `high` [t].

    `published` [t] adds up the figures as they are printed, of whatever year; `count` of the `mines` have one that is
    not doubtful.
    """

    value: float
    low: float
    high: float
    published: float
    count: int
    mines: int


def reserves_in(mines: Sequence[CoalMine], year: int) -> Reserves:
    """What the mines can still take out in `year`, added up. [t]

    Printed reserves over `reserve_factor`, by which they exceed what mines themselves reckon with, less what was taken
    out since the year of the figure. A mine without a figure, or with a doubtful one (more reserves than resources,
    over 300 years), has the years that working mines of the list have (median, 5 and 95 %). Ends are added up, as if
    all figures were wrong in one direction.
    """
    parts = [_left(mine, year) for mine in mines if mine.capacity]
    value, low, high = np.sum(parts, axis=0) if parts else np.zeros(3)
    printed = sum(mine.reserves or 0.0 for mine in mines)
    return Reserves(float(value), float(low), float(high), printed, sum(map(_is_sound, mines)), len(mines))


def _left(mine: CoalMine, year: int) -> Array:
    """Central, low and high. [t]"""
    capacity, (middle, least, most) = mine.capacity or 0.0, reserve_factor()
    if not _is_sound(mine) or mine.reserves is None:
        usual = usual_years()
        return capacity * np.array([usual[0] / middle, usual[1] / most, usual[2] / least])
    known = (mine.reserves_year,) * 3 if mine.reserves_year is not None else _unstated_years()
    years = year - np.array(known, dtype=float)
    # Low reserves go with much taken out since; of a figure that is newer than the year, with little put back.
    use = np.where(years >= 0, [USE[0], USE[2], USE[1]], USE)
    usable = mine.reserves / np.array([middle, most, least])
    return np.asarray(np.maximum(usable - capacity * use * years, 0.0))


def _is_sound(mine: CoalMine) -> bool:
    return bool(mine.reserves) and not DOUBTFUL.intersection(mine.flags)


def _working() -> list[CoalMine]:
    return [mine for mine in all_mines() if mine.status == "Operating" and mine.capacity and _is_sound(mine)]


@cache
def reserve_factor() -> tuple[float, float, float]:
    """Printed reserves over capacity times printed life, of working mines that give both for one year. [ratio]

    Median, 5 and 95 %: mines leave part of their reserves out of their life, as a margin.
    """
    both = [m for m in _working() if m.life and m.life_year is not None and m.life_year == m.reserves_year]
    ratios = [(m.reserves or 0.0) / ((m.capacity or 1.0) * (m.life or 1.0)) for m in both]
    return _median_and_ends(ratios)


@cache
def usual_years() -> tuple[float, float, float]:
    """Printed reserves over capacity of working mines: median, 5 and 95 %. [years]"""
    return _median_and_ends([(m.reserves or 0.0) / (m.capacity or 1.0) for m in _working()])


@cache
def _unstated_years() -> tuple[float, float, float]:
    """The year of a figure that states none: median, and for low reserves the oldest, for high ones the newest."""
    middle, oldest, newest = _median_and_ends([float(m.reserves_year) for m in _working() if m.reserves_year])
    return middle, oldest, newest


def _median_and_ends(values: Sequence[float]) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(middle), float(low), float(high)
