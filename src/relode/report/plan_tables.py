"""Tables of the workbook on a plan run: decisions, and the user's own policy."""

from collections.abc import Iterator
from functools import partial

from relode.decisions.chapter import chapter
from relode.language import Sentence
from relode.plan.asked.pots import POTS
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, OwnPolicy, PlanRecord, YearPaid
from relode.story import Column, Table
from relode.story.units import unit_in_column

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
