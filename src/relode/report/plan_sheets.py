"""Sheets of the workbook on a plan run: what is to be filled in, and decisions."""

from collections.abc import Iterator

from relode.decisions.decision_chapter import asks_of, asks_table, chapter
from relode.plan.making.plan_records import PlanRecord
from relode.story import Table


def fill_in_table(record: PlanRecord | None) -> Table | None:
    """The missing figures, those that move most money first; None if none is missing."""
    if record is None or not (asks := asks_of(record.decisions)):
        return None
    return asks_table(record.decisions, asks)


def plan_tables(record: PlanRecord) -> Iterator[Table]:
    """The tables of a plan run, each a sheet."""
    yield from (each for each in chapter(record.decisions).tables if each.sheet not in ("", "decision_cells"))
