"""What is known of measures and money in the user's own country: published effects with intervals, room in the pots."""

from dataclasses import dataclass
from typing import Annotated

from relode.decisions.programmes import programmes
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.typed_lines import typed_lines
from relode.language import LANGUAGES
from relode.plan.estimate import Estimate
from relode.record import Doc, Record
from relode.vocabulary import quantity

BOUGHT = {"jobs": "job-year", "output": "yuan of output", "income": "yuan of income"}
"""Outcome of a programme -> what an effect of it is counted in."""
ROOM_OF = ("granted", "bonds")
"""Pots whose room in a year a table may give: grants that may come, and what may be borrowed for building."""
A_YEAR = "money per year"


@dataclass(frozen=True)
class LocalEffect(Record):
    """What a million units of the country's currency bought there, as published."""

    lever: Annotated[str, Doc("name of the lever")]
    bought: Annotated[str, Doc("what it is counted in: job-year, yuan of output or of income (own currency)")]
    effect: Annotated[float, Doc("estimate, in `bought`")]
    low: Annotated[float, Doc("lower end of its interval")]
    high: Annotated[float, Doc("upper end of its interval")]
    source: Annotated[str, Doc("where it was published, as the table says")]


def local_effects(table: CountryTable | None, decimal: str) -> dict[str, LocalEffect]:
    """Lever -> its published effect. Raises RelodeError with row, column and remedy."""
    effects: dict[str, LocalEffect] = {}
    for line in typed_lines(table, decimal, ("effect", "low", "high")):
        lever = _lever(line.texts["measure"])
        if not lever:
            line.refuse("measure", "no_measure_of_ours", known=", ".join(bought()))
            continue
        if lever in effects:
            line.refuse("measure", "measure_twice")
        if not line.texts["source"]:
            line.refuse("source", "effect_without_source")
        value, low, high = (line.figures[name] for name in ("effect", "low", "high"))
        if value is None or low is None or high is None or not low < high or not low <= value <= high:
            line.refuse("low", "no_interval")
            continue
        effects[lever] = LocalEffect(lever, bought()[lever], value, low, high, line.texts["source"])
    return effects


def bought() -> dict[str, str]:
    """Lever of a programme whose effect studies count in jobs, output or income -> what that is counted in."""
    return {each.lever: BOUGHT[each.outcome] for each in programmes() if each.outcome in BOUGHT}


def _lever(text: str) -> str:
    """The lever of a name or label in either language, "" for none."""
    plain = text.strip().casefold()
    labels = {name: [quantity(name).label(language).casefold() for language in LANGUAGES] for name in bought()}
    return next((name for name, said in labels.items() if plain in (name, *said)), "")


def room_in_pots(table: CountryTable | None, known: set[str], decimal: str) -> dict[str, dict[str, Estimate]]:
    """Place -> pot -> what it may give in a year. Raises RelodeError with row, column and remedy."""
    rooms: dict[str, dict[str, Estimate]] = {}
    for line in typed_lines(table, decimal, ("amount", "low", "high"), places=known):
        place, pot = line.texts["place"], line.texts["pot"].strip().casefold()
        if pot not in ROOM_OF:
            line.refuse("pot", "no_pot", known=", ".join(ROOM_OF))
            continue
        if pot in rooms.get(place, {}):
            line.refuse("pot", "pot_twice")
        amount, low, high = (line.figures[name] for name in ("amount", "low", "high"))
        ends = None if low is None or high is None else (low, high)
        if amount is None or amount < 0 or (ends is None) != (low is None and high is None):
            line.refuse("amount", "no_room")
        elif ends is not None and not 0 <= ends[0] <= amount <= ends[1]:
            line.refuse("low", "no_room")
        else:
            rooms.setdefault(place, {})[pot] = Estimate(amount, A_YEAR, ends)
    return rooms
