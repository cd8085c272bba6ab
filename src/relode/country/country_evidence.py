"""What is known of measures and money in the user's own country: published effects with intervals, room in the pots."""

from dataclasses import dataclass
from typing import Annotated

from relode.decisions.programmes import programmes
from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults, number_reader
from relode.records import Doc, Record
from relode.vocabulary import quantity

BOUGHT = {"jobs": "job-year", "output": "yuan of output", "income": "yuan of income"}
"""Outcome of a programme -> what an effect of it is counted in."""
ROOM_OF = ("granted", "bonds")
"""Pots whose room in a year a table may give: grants that may come, and what may be borrowed for building."""


@dataclass(frozen=True)
class LocalEffect(Record):
    """What a million units of the country's currency bought there, as published."""

    lever: Annotated[str, Doc("name of the lever")]
    bought: Annotated[str, Doc("what it is counted in: job-year, yuan of output or of income (own currency)")]
    effect: Annotated[float, Doc("estimate, in `bought`")]
    low: Annotated[float, Doc("lower end of its interval")]
    high: Annotated[float, Doc("upper end of its interval")]
    source: Annotated[str, Doc("where it was published, as the table says")]


@dataclass(frozen=True)
class Room:
    """What a pot may give a place in a year, units of the currency; the interval as the table has it."""

    amount: float
    interval_90: tuple[float, float] | None


def local_effects(table: CountryTable | None, decimal: str) -> dict[str, LocalEffect]:
    """Lever -> its published effect. Raises RelodeError with row, column and remedy."""
    effects: dict[str, LocalEffect] = {}
    faults, read = CellFaults(table.where if table else ""), number_reader(decimal)
    for number, cells in table.lines if table else ():
        texts = {name: cells[head] for name, head in table.columns.items()} if table else {}
        lever = _lever(texts["measure"])
        if not lever:
            known = ", ".join(levers())
            faults.add(number, "measure", texts["measure"], RelodeError("country.no_measure_of_ours", known=known))
            continue
        if lever in effects:
            faults.add(number, "measure", texts["measure"], RelodeError("country.measure_twice"))
        if not texts["source"]:
            faults.add(number, "source", "", RelodeError("country.effect_without_source"))
        value, low, high = (faults.tried(number, name, texts[name], read) for name in ("effect", "low", "high"))
        if value is None or low is None or high is None or not low < high or not low <= value <= high:
            faults.add(number, "low", texts["low"], RelodeError("country.no_interval"))
            continue
        effects[lever] = LocalEffect(lever, _bought(lever), value, low, high, texts["source"])
    faults.stop()
    return effects


def levers() -> list[str]:
    """Programmes whose effect studies count in jobs, output or income."""
    return [each.lever for each in programmes() if each.outcome in BOUGHT]


def _bought(lever: str) -> str:
    """What an effect of the programme is counted in, by its outcome."""
    return BOUGHT[next(each.outcome for each in programmes() if each.lever == lever)]


def _lever(text: str) -> str:
    """The lever of a name or label in either language, "" for none."""
    plain = text.strip().casefold()
    names = {
        name: {name, *(quantity(name).label(language).casefold() for language in ("en", "zh"))} for name in levers()
    }
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
