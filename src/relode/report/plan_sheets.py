"""Sheets of the workbook on a plan run: what is to be filled in, decisions, and the user's own policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from relode.decisions import chapter as told
from relode.decisions import decision_text
from relode.decisions.chapter import chapter
from relode.language import Sentence
from relode.plan.asked.pots import POTS
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, OwnPolicy, PlanRecord, YearPaid
from relode.plan.making.plan_text import lead_of
from relode.report.content import CityResult
from relode.report.document.aims import TARGET, indicators_of
from relode.report.document.appendix import holder_of, open_fields
from relode.report.document.content import chapters_of
from relode.story import Blank, Column, Table
from relode.story.figures import unit_in_column

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


ASKED = "decision_cells"
"""Sheet of the cells that turn verdicts, which a place has beside all else that it is to fill in."""


def plan_tables(record: PlanRecord) -> Iterator[Table]:
    """The tables of a plan run, each a sheet."""
    if record.decisions is not None:
        blocks = chapter(record.decisions).blocks
        yield from (block for block in blocks if isinstance(block, Table) and block.sheet not in ("", ASKED))
    if record.own is not None:
        yield effects(record.own)
        yield money(record.own, record.price_year)


def effects(own: OwnPolicy) -> Table:
    """What the policy changes in each outcome; every number is in the unit of its row."""
    columns = (
        Column("workbook.head.outcome", lambda each: plan_text.outcome_words(each.outcome)),
        Column("workbook.head.unit", lambda each: unit_in_column(each.amount.unit)),
        Column("workbook.head.median", "amount"),
        Column("workbook.head.better", "better_share", "share", "whole"),
    )
    return Table(None, columns, own.effects, sheet="effects")


def money(own: OwnPolicy, price_year: int) -> Table:
    """Money of the policy by year, payer and pot; parts of a row add up to its total."""
    payers = {f"levers.payer.{name}": partial(_paid, name) for name in PAYERS}
    pots = {f"plans.pot.{name}": partial(_taken, name) for name in POTS}
    columns = (
        Column("workbook.head.year", "year"),
        *(Column(Sentence("workbook.head.payer", {"payer": Sentence(k, {})}), of, "yuan") for k, of in payers.items()),
        *(Column(Sentence("workbook.head.pot", {"pot": Sentence(k, {})}), of, "yuan") for k, of in pots.items()),
        Column("workbook.head.total", lambda paid: _whole(paid.total), "yuan"),
        Column("workbook.head.base", lambda _: price_year),
    )
    return Table(None, columns, own.years, sheet="money")


def _paid(payer: str, year: YearPaid) -> float:
    return _whole(year.payers.get(payer, 0.0))


def _taken(pot: str, year: YearPaid) -> float:
    return _whole(year.pots[pot])


def _whole(yuan: float) -> float:
    """Yuan; less than one is nothing."""
    return 0.0 if abs(yuan) < 1 else yuan
