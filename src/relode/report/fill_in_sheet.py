"""The sheet of what to fill in: what turns a verdict first, then every other field that the document leaves open."""

from collections.abc import Iterator
from dataclasses import dataclass

from relode.decisions import chapter as told
from relode.decisions import decision_text
from relode.language import Sentence
from relode.report.content import CityResult
from relode.report.document.document_appendix import holder_of
from relode.report.document.document_content import chapters_of
from relode.story import Blank, Column, Table
from relode.story.blocks import blanks_of

DECIDED = ("document.blank.target_2030", "document.blank.target_2035", "document.blank.responsible",
           "document.blank.deadline", "document.blank.reporting")  # fmt: skip
"""Fields that are decided and not looked up: they stand last."""


@dataclass(frozen=True)
class FillLine:
    """A figure or a text that only the place has; `asked` what turns on it, None where no verdict does."""

    what: Sentence
    who: Sentence
    asked: told.AskedLine | None = None


def fill_in_table(result: CityResult) -> Table:
    """What to fill in: cells that decide alone on most measures, then those that decide with others, then the rest."""
    columns = (
        Column("decisions.column.cell", "what", width=2),
        Column("workbook.head.own_value", lambda _: ""),
        Column("decisions.column.who", "who", width=1.6),
        Column("decisions.column.alone", lambda line: _names(line, "alone"), width=1.6),
        Column("decisions.column.among", lambda line: _names(line, "among"), width=1.6),
        Column("decisions.column.ends", lambda line: line.asked and told.ends_of(line.asked), width=1.4),
        Column("decisions.column.switch", lambda line: line.asked and told.switch_of(line.asked)),
    )
    return Table(None, columns, tuple(fill_lines(result)), sheet="to_fill")


def fill_lines(result: CityResult) -> Iterator[FillLine]:
    """Lines of the sheet in their order."""
    decisions = result.planned.decisions if result.planned is not None else None
    for one in told.asked_lines([decisions]) if decisions is not None else ():
        yield FillLine(one.what, one.who, one)
    blanks = blanks_of(chapters_of(result, frozenset()))
    yield from (_open(each) for each in blanks if each.key not in DECIDED)
    yield from (_open(each) for each in blanks if each.key in DECIDED)


def _open(blank: Blank) -> FillLine:
    return FillLine(blank.label, holder_of(blank))


def _names(line: FillLine, which: str) -> list[object] | None:
    decided = () if line.asked is None else getattr(line.asked, which)
    return [decision_text.name_of(each) for each in decided] or None
