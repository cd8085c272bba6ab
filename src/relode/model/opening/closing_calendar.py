"""Most coal that may be mined by the list of mines, year by year: what is open or planned, and planned ends."""

from collections.abc import Sequence

import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError
from relode.horizon import LONGEST
from relode.model.opening.mines import FIRST_OPENING, MOSTLY, TONNES
from relode.model.opening.opening_state import Opening
from relode.panel.coal_mines import CoalMine, mines_of, worked_in

SEEN = 2025
"""The list says which mines work in this year: a planned end before it was not kept, and comes in the year after."""

YEARS_TO_OPEN = 5
"""Years after SEEN from which a planned mine without a year may work: a shaft takes three to seven years."""

UNLIMITED = 1e6
"""Capacity over that of the opening where no mine is listed or coal does not lead: nothing bounds it there."""


def no_limit(places: int) -> Values:
    """UNLIMITED in every year for so many places, (year, place). [1]"""
    return np.full((LONGEST + 1, places), UNLIMITED)


def capacity_left(opened: Opening, closing_from: int | None = None) -> Values:
    """Most capacity of mines over that of the opening, (year, place): the opening year and LONGEST after it. [1]

    Open are the mines of the list that have opened and not closed, and planned ones from their year on, or, undated,
    from YEARS_TO_OPEN after SEEN on; small mines that the list lacks stay as they are. From `closing_from` years after
    the opening on, mines close when their printed lives end and those that are only planned do not count; one without
    a printed end stays. UNLIMITED where the list has no mine, and where coal is less than half of what is mined.
    Raises RelodeError for an opening that the list does not describe.
    """
    if opened.year < FIRST_OPENING:
        raise RelodeError("simulate.no_calendar", year=opened.year, first=FIRST_OPENING)
    coal = opened.data.sel(commodity="coal")
    codes = [str(code) for code in coal["place"].values]
    result = no_limit(len(codes))
    for at, (code, share, capacity) in enumerate(
        zip(codes, coal["commodity_share"].to_numpy(), coal["extraction_capacity"].to_numpy(), strict=True)
    ):
        mines = [mine for mine in mines_of(code) if mine.capacity]
        listed = _sum(worked_in(mines, opened.year))
        if not listed or share < MOSTLY:
            continue
        unlisted = max(capacity * TONNES - listed, 0.0)
        for t in range(1, LONGEST + 1):
            is_closing = closing_from is not None and t >= closing_from
            working = _open(mines, opened.year + t) if is_closing else _open_or_planned(mines, opened.year + t)
            result[t, at] = (unlisted + working) / (unlisted + listed)
    return result


def dated(code: str, opening_year: int) -> tuple[int, int]:
    """How many of the mines that work at the opening have a printed end, and how many there are. [count]"""
    mines = worked_in([mine for mine in mines_of(code) if mine.capacity], opening_year)
    return sum(mine.end is not None for mine in mines), len(mines)


def _open_or_planned(mines: Sequence[CoalMine], year: int) -> float:
    """Capacity of the mines that are open in a year or planned to be. [t per year]"""
    planned = (mine for mine in mines if mine.status == "Proposed")
    return _sum(worked_in(mines, year)) + _sum(
        [mine for mine in planned if (mine.opening_year or SEEN + YEARS_TO_OPEN) <= year]
    )


def _open(mines: Sequence[CoalMine], year: int) -> float:
    """Capacity of the mines that are open in a year by plan. [t per year]"""
    return _sum([mine for mine in worked_in(mines, year) if mine.end is None or year <= _last(mine, mine.end)])


def _last(mine: CoalMine, end: int) -> int:
    return max(end, SEEN) if mine.status == "Operating" else end


def _sum(mines: Sequence[CoalMine]) -> float:
    return sum(mine.capacity or 0.0 for mine in mines)
