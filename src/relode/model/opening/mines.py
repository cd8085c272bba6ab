"""What the list of coal mines says of an opening: capacity by place, and how many years it lasts."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from relode.arrays import Array
from relode.model.opening.cells import Cells, assumed, derived, observed, only
from relode.model.opening.facts import Facts
from relode.model.opening.tables import assumptions
from relode.panel.coal_mines import CoalMine, mines_of, reserves_in, worked_in

FIRST_OPENING = 2020
"""The list is of 2026: of what closed in 2016-18 it has little, so that no earlier opening could be made from it."""

SHORTEST_LIFE = 1.5
"""Years that the ore of a working mine lasts at least: it cannot all be taken out in the opening year."""

MOSTLY = 0.5
"""Share of coal in what is mined from which its mines tell the reserves of a place and what may open there."""

UNDERGROUND = "coal_capacity_underground"
TONNES = 1e4
"""Tonnes in the unit of the model."""
DOUBTFUL = "place_doubtful"


@dataclass(frozen=True)
class ListedMines:
    """The mines of the list that worked in the year of an opening, by unit; none in an opening before FIRST_OPENING."""

    facts: Facts

    @cached_property
    def by_unit(self) -> tuple[tuple[CoalMine, ...], ...]:
        """The mines with a capacity of each unit, the largest first."""
        if self.facts.year < FIRST_OPENING:
            return ((),) * len(self.facts.units)
        here = (worked_in(mines_of(unit.code), self.facts.year) for unit in self.facts.units)
        return tuple(tuple(mine for mine in mines if mine.capacity) for mines in here)

    def capacity(self, published: Cells) -> Cells:
        """Capacity of coal mines, (place,), none where the list has no mine. [10^4 t/yr]

        The list lacks small mines: where the `published` table of the year has more underground capacity, that is
        taken; to it the surface mines of the list are added. A figure that a user gave stays as it is, and a cell
        whose place is doubtful is not taken.
        """
        listed, surface = self._listed(surface=False), self._listed(surface=True)
        doubtful = np.array([DOUBTFUL in flags.split(";") for flags in published.flag])
        given = only(published, ~doubtful)
        own = {each["place"] for each in self.facts.panel.attrs.get("overrides", ()) if each["quantity"] == UNDERGROUND}
        is_own = np.array([unit.code in own for unit in self.facts.units])
        more = np.isfinite(given.value) & (is_own | (given.value > listed.value))
        whole = np.where(more, given.value, listed.value) + surface.value
        cells = derived("capacity_of_mines", whole, listed, only(given, more))
        # A user's interval moves the sum by as much as the figure itself.
        return replace(
            cells,
            lower=np.where(more, given.lower, np.nan) + surface.value,
            upper=np.where(more, given.upper, np.nan) + surface.value,
        )

    def life(self, capacity: Cells) -> Cells:
        """Years that the coal lasts at the usual use of capacity, (place,), none where the list has no mine. [years]

        That of the mines of the list. Of those that the list lacks nothing is known: they last as long, and at the
        lower end they have nothing left. Ends below SHORTEST_LIFE are brought up to it, which the rule says.
        """
        use = assumptions()["capacity_use"].value
        left = [reserves_in(mines, self.facts.year) for mines in self.by_unit]
        reserves = np.array([(each.value, each.low, each.high) for each in left]).T / TONNES
        listed = self._listed(surface=False).value + self._listed(surface=True).value
        value, low, high = reserves / (use * np.array([listed, np.fmax(capacity.value, listed), listed]))
        bounded = low < SHORTEST_LIFE
        ends = (np.maximum(end, SHORTEST_LIFE) for end in (value, low, high))
        cells = assumed("life_of_mines", *ends, self._listed(surface=False))
        return replace(cells, rule=np.where(bounded, "assumed:life_of_mines_bounded", cells.rule).astype(object))

    def _listed(self, *, surface: bool) -> Cells:
        """Capacity of the mines of the list, NaN where it has none. [10^4 t/yr]"""
        value: Array = np.array([
            sum(mine.capacity or 0.0 for mine in mines if (mine.mine_type == "Surface") == surface) if mines else np.nan
            for mines in self.by_unit
        ])  # fmt: skip
        sources = np.array([mines[0].source if mines else "" for mines in self.by_unit], dtype=object)
        return observed(value / TONNES, sources, np.full(len(value), "", dtype=object))
