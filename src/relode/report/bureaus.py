"""Figures that only the place has, by the bureau that has them, with what is known of them here."""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.bureaus import named
from relode.decisions.chapter import AskedLine, asked_lines, ends_of
from relode.decisions.decision_money import money_of
from relode.decisions.decision_records import Decisions
from relode.decisions.decision_text import names_within, programme_of
from relode.language import Amount, Bilingual, Clauses, Sentence, spoken
from relode.language.spoken import plain_cell
from relode.needs.chapter import FIRST
from relode.needs.needs_records import Needs
from relode.report.content import CityResult

OF_MINES = frozenset({"closing_mines", "damaged_land"})
"""What programmes need that hangs on the mines of a place."""
MONEY = "finance"
"""The bureau that knows what own money is bound."""


@dataclass(frozen=True)
class BureauLine:
    """Bureaus with the cells that they are asked for, what these decide on, and what is known here."""

    bureaus: tuple[str, ...]
    lines: tuple[AskedLine, ...]
    known: list[Sentence]

    @property
    def bureau(self) -> Sentence:
        """Their names."""
        return named(self.bureaus)

    @property
    def cells(self) -> list[Sentence]:
        """What is to be filled in."""
        return [each.what for each in self.lines]

    @property
    def known_cell(self) -> Sentence | None:
        """What is known here, as a cell; None where nothing is."""
        return plain_cell(Clauses(tuple(self.known))) if self.known else None

    @property
    def measures(self) -> list[Bilingual | Sentence]:
        """What they decide on, each once."""
        found = {each.name: each for one in self.lines for each in one.decisions}
        return names_within([*found.values()])

    @property
    def ends(self) -> list[Sentence]:
        """Verdicts at both ends of its cells, each pair once."""
        said = [each for one in self.lines for each in ends_of(one)]
        return [each for at, each in enumerate(said) if each not in said[:at]]


def asked_of_bureaus(result: CityResult, record: Decisions) -> list[BureauLine]:
    """Bureaus in the order of the first of their cells: those first that decide alone on most measures.

    Cells that a bureau has with others stand in its line, which names all of them.
    """
    found: dict[str, list[AskedLine]] = {}
    for one in asked_lines([record]):
        found.setdefault(one.bureaus[0], []).append(one)
    return [
        BureauLine(
            tuple(dict.fromkeys(each for one in lines for each in one.bureaus)),
            tuple(lines),
            known_here(lines, result),
        )
        for lines in found.values()
    ]


def known_here(lines: Sequence[AskedLine], result: CityResult) -> list[Sentence]:
    """What sources say here of the services, mines and money that turn on cells of a bureau, each once.

    Own money is told to the bureau of finance alone, and jobs in mining to the others.
    """
    needs, found = result.needs, dict[str, Sentence]()
    for one in lines:
        for each in one.decisions:
            if each.kind == "programme" and programme_of(each).presence in OF_MINES and MONEY not in one.bureaus:
                found.update(_mines(result))
            if needs is not None and each.service:
                said = _service(needs, each.service)
                found[each.service if "name" in said.values else spoken(said, "en")] = said
            elif each.channel.room is not None and (each.channel.pot != "own" or MONEY in one.bureaus):
                money = money_of(each, result.place.code)
                found |= {} if money is None else {each.channel.pot: money}
    return [*found.values()]


def _service(needs: Needs, name: str) -> Sentence:
    """Users of a service now and in the year of the needs, and what there is for them."""
    service = needs.service(name)
    values = {"name": service.name, "users": service.users_name, "now": service.at(FIRST).users, "first": FIRST,
              "then": service.at(needs.year).users, "year": needs.year}  # fmt: skip
    counted = service.capacity
    if counted is None or counted.unit not in ("persons", "count") or counted == service.counted:
        if service.kind == "capacity":  # its name is of what there is, which nobody counts
            return Sentence("brief.known.served", {key: each for key, each in values.items() if key != "name"})
        return Sentence("brief.known.users", values)
    values |= {"value": counted, "of": counted.year, "counter": service.counter_behind}
    return Sentence("brief.known.capacity", values)


def _mines(result: CityResult) -> dict[str, Sentence]:
    """Jobs in mining by the outlook, and working mines."""
    found = {}
    mining = None if result.outlook is None else result.outlook.quantities.get("mining_employment")
    if mining is not None:
        values = {"value": Amount(mining.opening, mining.unit, None, mining.sources), "year": mining.origin}
        found["mining"] = Sentence("brief.known.mining", values)
    return found
