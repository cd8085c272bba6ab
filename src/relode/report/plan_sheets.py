"""Sheets of the workbook on a plan run: what is to be filled in, decisions, and the user's own policy."""

from collections.abc import Iterator
from functools import partial

from relode.decisions.decision_chapter import asks_of, asks_table, chapter
from relode.language import Sentence
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, OwnPolicy, PlanRecord, YearPaid
from relode.story import Column, Table
from relode.story.figures import unit_in_column

POTS = ("own", "granted", "bonds", "others")
"""Own money; transfers and earmarked funds; government bonds; firms, households, insurance."""


def fill_in_table(record: PlanRecord | None) -> Table | None:
    """The missing figures, those that move most money first; None if none is missing."""
    if record is None or record.decisions is None or not (asks := asks_of(record.decisions)):
        return None
    return asks_table(record.decisions, asks)


def plan_tables(record: PlanRecord) -> Iterator[Table]:
    """The tables of a plan run, each a sheet."""
    if record.decisions is not None:
        yield from (each for each in chapter(record.decisions).tables if each.sheet not in ("", "decision_cells"))
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
    return Table(None, columns, own.years, sheet="policy_money")


def _paid(payer: str, year: YearPaid) -> float:
    return _whole(year.payers.get(payer, 0.0))


def _taken(pot: str, year: YearPaid) -> float:
    return _whole(year.pots[pot])


def _whole(yuan: float) -> float:
    """Yuan; less than one is nothing."""
    return 0.0 if abs(yuan) < 1 else yuan
