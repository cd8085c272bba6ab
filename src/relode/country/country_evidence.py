"""What is known of measures and money in the user's own country: published effects with intervals, room in the pots."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.arrays import Values
from relode.country.country_cells import CellFaults, number_reader
from relode.errors import RelodeError
from relode.facts.readers.country_files import CountryTable
from relode.plan.verdicts.verdict_tables import aims, published_band
from relode.records import Doc, Record
from relode.vocabulary import quantity

MILLION = 1e6
FACTOR = 2.0
"""A simulated median bears out an estimate within this factor of it. A choice of this project."""
ROOM_OF = ("granted", "bonds")
"""Pots whose room in a year a table may give: grants that may come, and what may be borrowed for building."""


@dataclass(frozen=True)
class LocalEffect(Record):
    """What a million units of the country's currency bought there, as published."""

    lever: Annotated[str, Doc("name of the lever")]
    bought: Annotated[str, Doc("what it is counted in: job-year, yuan of income (own currency here), hectare or m2")]
    effect: Annotated[float, Doc("estimate, in `bought`")]
    low: Annotated[float, Doc("lower end of its interval")]
    high: Annotated[float, Doc("upper end of its interval")]
    source: Annotated[str, Doc("where it was published, as the table says")]

    def bears_out(self, simulated: float) -> bool:
        """Whether the interval excludes nothing gained, and holds the simulated gain or comes within FACTOR of it."""
        near = self.effect / FACTOR <= simulated <= self.effect * FACTOR
        return self.low > 0 and (near or self.low <= simulated <= self.high)


@dataclass(frozen=True)
class Room:
    """What a pot may give a place in a year, units of the currency; the interval as the table has it."""

    amount: float
    interval_90: tuple[float, float] | None


@dataclass(frozen=True)
class LocalEffects:
    """The published effects of a country beside what is simulated. `rate`: units of its currency for a yuan."""

    effects: Mapping[str, LocalEffect]
    rate: float

    def __call__(self, lever: str, cost: Values, gained: Values | None, /) -> bool:
        """Whether a published effect of the country bears out what the lever buys, `cost` in yuan: both (draw,)."""
        result = self.effects.get(lever)
        if result is None or gained is None or not (cost > 0).any():
            return False
        bought = gained * self.rate if result.bought == "yuan of income" else gained
        paid = cost > 0
        return result.bears_out(float(np.median(bought[paid] / cost[paid])) / self.rate * MILLION)


def local_effects(table: CountryTable | None, decimal: str) -> dict[str, LocalEffect]:
    """Lever -> its published effect. Raises RelodeError with row, column and remedy."""
    effects: dict[str, LocalEffect] = {}
    faults, read = CellFaults(table.where if table else ""), number_reader(decimal)
    for number, cells in table.lines if table else ():
        texts = {name: cells[head] for name, head in table.columns.items()} if table else {}
        lever, bought = _lever(texts["measure"]), ""
        band = published_band(lever, 1.0) if lever else None
        if not lever or band is None:
            known = ", ".join(name for name in aims() if published_band(name, 1.0) is not None)
            faults.add(number, "measure", texts["measure"], RelodeError("country.no_measure_of_ours", known=known))
            continue
        bought = band.unit.removeprefix("yuan per ")
        if lever in effects:
            faults.add(number, "measure", texts["measure"], RelodeError("country.measure_twice"))
        if not texts["source"]:
            faults.add(number, "source", "", RelodeError("country.effect_without_source"))
        value, low, high = (faults.tried(number, name, texts[name], read) for name in ("effect", "low", "high"))
        if value is None or low is None or high is None or not low < high or not low <= value <= high:
            faults.add(number, "low", texts["low"], RelodeError("country.no_interval"))
            continue
        effects[lever] = LocalEffect(lever, bought, value, low, high, texts["source"])
    faults.stop()
    return effects


def _lever(text: str) -> str:
    """The lever of a name or label in either language, "" for none."""
    plain = text.strip().casefold()
    names = {name: {name, *(quantity(name).label(language).casefold() for language in ("en", "zh"))} for name in aims()}
    return next((name for name, labels in names.items() if plain in labels), "")


def room_in_pots(table: CountryTable | None, known: set[str], decimal: str) -> dict[str, dict[str, Room]]:
    """Place -> pot -> what it may give in a year. Raises RelodeError with row, column and remedy."""
    rooms: dict[str, dict[str, Room]] = {}
    faults, read = CellFaults(table.where if table else ""), number_reader(decimal)
    for number, cells in table.lines if table else ():
        texts = {name: cells[head] for name, head in table.columns.items()} if table else {}
        place, pot = texts["place"], texts["pot"].strip().casefold()
        if place not in known:
            faults.add(number, "place", place, RelodeError("country.unknown_place", other="-"))
            continue
        if pot not in ROOM_OF:
            faults.add(number, "pot", texts["pot"], RelodeError("country.no_pot", known=", ".join(ROOM_OF)))
            continue
        if pot in rooms.get(place, {}):
            faults.add(number, "pot", texts["pot"], RelodeError("country.pot_twice"))
        amount, low, high = (
            faults.tried(number, name, texts.get(name, ""), read) for name in ("amount", "low", "high")
        )
        ends = None if low is None or high is None else (low, high)
        if amount is None or amount < 0 or (ends is None) != (low is None and high is None):
            faults.add(number, "amount", texts["amount"], RelodeError("country.no_room"))
            continue
        if ends is not None and not 0 <= ends[0] <= amount <= ends[1]:
            faults.add(number, "low", texts["low"], RelodeError("country.no_room"))
            continue
        rooms.setdefault(place, {})[pot] = Room(amount, ends)
    faults.stop()
    return rooms
