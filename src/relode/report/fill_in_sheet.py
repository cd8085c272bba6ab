"""The sheet of what to fill in: what turns a verdict first, then every other field that the document leaves open."""

from collections.abc import Iterator
from dataclasses import dataclass

from relode.decisions import chapter as told
from relode.decisions import decision_text
from relode.language import Sentence
from relode.plan.making.indicator_kinds import lead_of
from relode.report.content import CityResult
from relode.report.document.document_aims import TARGET, indicators_of
from relode.report.document.document_appendix import holder_of, open_fields
from relode.report.document.document_content import chapters_of
from relode.story import Blank, Column, Table

DECIDED = ("document.blank.responsible", "document.blank.deadline", "document.blank.reporting",
           *(each.key for each in TARGET.values()))  # fmt: skip
"""Fields that are decided and not looked up: they stand last."""


@dataclass(frozen=True)
class FillLine:
    """A figure or a text that only the place has.

    `proposal` is what facts propose for it, `asked` what turns on it; each None where there is none.
    """

    what: Sentence
    who: Sentence
    proposal: Sentence | None = None
    asked: told.AskedLine | None = None


def fill_in_table(result: CityResult) -> Table:
    """What to fill in: cells that decide alone on most measures, then those that decide with others, then the rest."""
    columns = (
        Column("decisions.column.cell", "what", width=2),
        Column("workbook.head.own_value", lambda _: ""),
        Column("workbook.head.proposed", "proposal", width=1.6),
        Column("decisions.column.who", "who", width=1.6),
        Column("decisions.column.alone", lambda line: _names(line, "alone"), width=1.6),
        Column("decisions.column.among", lambda line: _names(line, "among"), width=1.6),
        Column("decisions.column.ends", lambda line: line.asked and told.ends_of(line.asked), width=1.4),
        Column("decisions.column.switch", lambda line: line.asked and told.switch_of(line.asked)),
    )
    return Table(None, columns, tuple(fill_lines(result)), sheet="to_fill")


def fill_lines(result: CityResult) -> Iterator[FillLine]:
    """Lines of the sheet in their order: a cell that turns a verdict is no second line among the fields."""
    decisions = result.planned.decisions if result.planned is not None else None
    asked = told.asked_lines([decisions]) if decisions is not None else []
    for one in asked:
        yield FillLine(one.what, one.who, None, one)
    cells = {one.cell.cell for one in asked}
    blanks = [
        each for each in open_fields(chapters_of(result, frozenset())) if not (each.bureaus and each.name in cells)
    ]
    yield from (_open(each) for each in blanks if each.key not in DECIDED)
    targets = [*_targets(result)]
    yield from (_open(each) for each in blanks if each.key in DECIDED and not (targets and each in TARGET.values()))
    yield from targets


def _targets(result: CityResult) -> Iterator[FillLine]:
    """The targets of each indicator with what is proposed for them, and the bureau that is proposed to lead."""
    for each in indicators_of(result):
        for blank in each.cells:
            if isinstance(blank, Blank):
                what = Sentence("workbook.target", {"indicator": each.name, "target": blank.label})
                yield FillLine(what, lead_of(each.quantity), blank.proposal)


def _open(blank: Blank) -> FillLine:
    return FillLine(blank.label, holder_of(blank), blank.proposal)


def _names(line: FillLine, which: str) -> list[object] | None:
    decided = () if line.asked is None else getattr(line.asked, which)
    return [decision_text.name_of(each) for each in decided] or None
