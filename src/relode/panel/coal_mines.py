"""The coal mines of the shipped list, one record a mine: what works where, how large, with which reserves."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from relode import vocabulary
from relode.errors import RelodeError
from relode.facts import rows

TABLE = "coal_mines_gem"
Status = Literal["Operating", "Proposed", "Mothballed", "Closed", "Shelved", "Cancelled"]
AMOUNTS = ("mine_capacity", "mine_workforce", "mine_reserves", "mine_resources", "mine_life")
YEARS = ("reserves_year", "mine_life_year", "opening_year", "closing_year")


@dataclass(frozen=True)
class CoalMine:
    """A coal mine as published; None where the source says nothing.

    `capacity` [t per year], `workforce` [persons], `reserves` and `resources` [t], `life` [years from `life_year` on].
    `row` is the line of the table, header = 1. One `mine_id` may have several rows: a part that works, one that is
    planned.
    """

    mine_id: str
    place: str
    name_en: str
    name_zh: str
    status: Status
    mine_type: str
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


def mines_of(code: str) -> tuple[CoalMine, ...]:
    """The mines of a prefecture by its code, the largest first; none where the list has none."""
    here = (mine for mine in all_mines() if mine.place == code)
    return tuple(sorted(here, key=lambda mine: (-(mine.capacity or 0), mine.row)))


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
    return CoalMine(
        mine_id=row["gem_id"],
        place=row["place"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        status=row["status"],  # type: ignore[arg-type]
        mine_type=row["mine_type"],
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
