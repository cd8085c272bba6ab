"""Tables of a province's places: what each gets, and every decision of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.decisions import decision_money, decision_text
from relode.decisions.decision_records import Decision
from relode.decisions.rule import ORDER
from relode.fund.fund_records import FundedPlace, FundPayment, FundRecord
from relode.language import Amount, Bilingual, Sentence
from relode.places import Place, by_code
from relode.story import Column, Span, Table
from relode.story.figures import text_of


@dataclass(frozen=True)
class PlaceLine:
    """A place with what it gets."""

    place: FundedPlace
    payments: tuple[FundPayment, ...]

    @property
    def yuan(self) -> float:
        """Of the province. [yuan per year]"""
        return sum(each.yuan for each in self.payments)


@dataclass(frozen=True)
class DecisionLine:
    """A decision, and the places for which the same is said of it."""

    places: tuple[Place, ...]
    decision: Decision


def where(places: Sequence[Place], record: FundRecord) -> Sequence[Place] | Sentence:
    """Places by name; where all are meant, that."""
    is_all = len(places) == len(record.places)
    return Sentence("fund.all_places", {"count": len(places)}) if is_all else places


def places_table(record: FundRecord) -> Table:
    """What each place gets, pays itself, and is left with."""
    lines = [PlaceLine(each, tuple(p for p in record.payments if p.place == each.place)) for each in record.places]
    columns = (
        Column("fund.column.place", lambda line: by_code()[line.place.place]),
        Column("fund.column.gets", _gets_words, width=2),
        Column("fund.column.yuan", lambda line: Amount(line.yuan, "yuan")),
        Column("fund.column.own", lambda line: Amount(sum(each.own for each in line.payments), "yuan")),
        Column("fund.column.after", lambda line: Amount(sum(each.after for each in line.payments), "yuan")),
        Column("fund.column.ceiling", lambda line: Amount(line.place.ceiling, "yuan")),
        Column("fund.column.waits", lambda line: len(line.place.decisions.of("fill_in"))),
    )
    rows = sorted(lines, key=lambda line: (-line.yuan, line.place.place))
    return Table(Sentence("fund.table.places", {}), columns, rows, record.sources, sheet="fund_places")


def _gets_words(line: PlaceLine) -> list[Bilingual] | None:
    decisions = {each.name: each for each in line.place.decisions.decisions}
    return [decision_text.name_of(decisions[each.name]) for each in line.payments] or None


def lists_table(record: FundRecord) -> Table:
    """Every decision of every place by itself, a line each: to be filtered."""
    columns = (
        Column("fund.column.place", lambda line: line.places[0]),
        MEASURE,
        Column("decisions.column.verdict", lambda line: decision_text.verdict_word(line.decision.verdict)),
        WHY,
        COST,
    )
    return Table(Sentence("fund.table.lists", {}), columns, decided(record), record.sources, sheet="fund_lists")


def alike_table(record: FundRecord) -> Table:
    """The same by verdict and measure, where places of which the same is said share a line: to be read."""
    columns = (MEASURE, Column("fund.column.where", lambda line: where(line.places, record), width=1.4), WHY, COST)
    rows: list[object] = []
    for verdict in ORDER:
        if lines := [line for line in alike(record) if line.decision.verdict == verdict]:
            rows += [Span(decision_text.verdict_word(verdict), verdict), *lines]
    return Table(Sentence("fund.table.alike", {}), columns, rows, record.sources, folded=True)


MEASURE = Column("decisions.column.measure", lambda line: decision_text.name_of(line.decision), width=1.6)
WHY = Column("decisions.column.why", lambda line: decision_text.reason_of(line.decision), width=3)
COST = Column("decisions.column.cost", lambda line: decision_money.cost_said(line.decision))


def decided(record: FundRecord) -> list[DecisionLine]:
    """Every decision of every place, in the order of the places."""
    return [DecisionLine((by_code()[p.place],), each) for p in record.places for each in p.decisions.decisions]


def alike(record: FundRecord) -> list[DecisionLine]:
    """Decisions of which the same is said in some places, by measure in the order of the first place."""
    found: dict[str, dict[tuple[str, ...], list[DecisionLine]]] = {}
    for line in decided(record):
        why, cost = decision_text.reason_of(line.decision), decision_money.cost_said(line.decision)
        told = (line.decision.verdict, text_of(why, "en"), text_of(cost, "en"))
        found.setdefault(line.decision.name, {}).setdefault(told, []).append(line)
    return [
        DecisionLine(tuple(place for line in lines for place in line.places), lines[0].decision)
        for of_measure in found.values()
        for lines in of_measure.values()
    ]
