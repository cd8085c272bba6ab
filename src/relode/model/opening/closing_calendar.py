"""Planned ends of coal mines as a scenario: how much of the capacity of the opening may still work, year by year."""

from collections.abc import Sequence

import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError
from relode.panel.coal_mines import CoalMine, mines_of, worked_in

FIRST_OPENING = 2020
"""The list is of 2026: of what closed in 2016-18 it has little, so that it describes no earlier opening."""

SEEN = 2025
"""The list says which mines work in this year: a planned end before it was not kept, and comes in the year after."""

UNLIMITED = 1e6
"""Capacity over that of the opening where the list has no mine: nothing is planned there, and nothing is bounded."""


def capacity_left(codes: Sequence[str], opening_year: int, years: int, start: int) -> Values:
    """Capacity of listed mines that are open by plan, over that of the opening, (year, place). [1]

    From `start` years after the opening on; before it, and where no mine is listed, UNLIMITED. A mine without a
    printed end stays open; one that opened since counts from its year on; one that is only planned does not count.
    Raises RelodeError for an opening that the list does not describe.
    """
    if opening_year < FIRST_OPENING:
        raise RelodeError("simulate.no_calendar", year=opening_year, first=FIRST_OPENING)
    result = np.full((years, len(codes)), UNLIMITED)
    for at, code in enumerate(codes):
        mines = [mine for mine in mines_of(code) if mine.capacity]
        whole = sum(mine.capacity or 0.0 for mine in worked_in(mines, opening_year))
        if whole:
            result[start:, at] = [_open(mines, opening_year + t) / whole for t in range(start, years)]
    return result


def dated(code: str, opening_year: int) -> tuple[int, int]:
    """How many of the mines that work at the opening have a printed end, and how many there are. [count]"""
    mines = worked_in([mine for mine in mines_of(code) if mine.capacity], opening_year)
    return sum(mine.end is not None for mine in mines), len(mines)


def _open(mines: Sequence[CoalMine], year: int) -> float:
    """Capacity of the mines that are open in a year by plan. [t per year]"""
    open_then = (mine for mine in worked_in(mines, year) if mine.end is None or year <= _last(mine, mine.end))
    return sum(mine.capacity or 0.0 for mine in open_then)


def _last(mine: CoalMine, end: int) -> int:
    return max(end, SEEN) if mine.status == "Operating" else end
