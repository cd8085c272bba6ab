"""Sheets of the workbook on a plan run: decisions, and the user's own policy."""

from collections.abc import Iterator, Sequence

from relode.decisions.chapter import chapter
from relode.language import Language, Sentence, spoken
from relode.plan.asked.pots import POTS
from relode.plan.estimate import Estimate
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, OwnEffect, OwnPolicy, PlanRecord
from relode.story import Table
from relode.story.sheets import sheet_of
from relode.story.units import Cell, Sheet, SheetColumn, Value, cleaned, plain, shown

ASKED = "decision_cells"
"""Sheet of the cells that turn verdicts, which a place has beside all else that it is to fill in."""


def plan_sheets(record: PlanRecord, language: Language) -> Iterator[Sheet]:
    """The sheets of a plan run."""
    if record.decisions is not None:
        blocks = chapter(record.decisions).blocks
        tables = (block for block in blocks if isinstance(block, Table) and block.sheet not in ("", ASKED))
        yield from (sheet_of(table, language) for table in tables)
    if record.own is not None:
        yield effects(record.own, language)
        yield money(record.own, record, language)


def ends(of: Estimate | None) -> tuple[float | None, ...]:
    """Value and interval, as cells."""
    if of is None:
        return None, None, None
    return (of.value, *(of.interval_90 or (None, None)))


def effects(own: OwnPolicy, language: Language) -> Sheet:
    """What the policy changes in each outcome; every number is in the unit of its row."""
    columns = (
        *plain(language, "outcome", "unit"), *plain(language, "median", "low_90", "high_90"),
        *plain(language, "better", form="0%"),
    )  # fmt: skip
    return Sheet("effects", columns, [_effect(each, language) for each in own.effects])


def _effect(each: OwnEffect, language: Language) -> Sequence[Cell]:
    how = shown(each.amount.unit, language)
    values = [None if v is None else Value(v * how.factor, how.form) for v in cleaned(ends(each.amount))]
    return spoken(plan_text.outcome_words(each.outcome), language), how.word, *values, each.better_share


def money(own: OwnPolicy, record: PlanRecord, language: Language) -> Sheet:
    """Money of the policy by year, payer and pot; parts of a row add up to its total."""
    how = shown("yuan", language)
    heads = [Sentence("workbook.head.payer", {"payer": Sentence(f"levers.payer.{p}", {})}) for p in PAYERS]
    heads += [Sentence("workbook.head.pot", {"pot": Sentence(f"plans.pot.{pot}", {})}) for pot in POTS]
    columns = (
        *plain(language, "year", form="0"),
        *(SheetColumn.labelled(spoken(head, language), "yuan", language) for head in heads),
        SheetColumn.of(language, "total", "yuan"), *plain(language, "base", form="0"),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            year.year,
            *(scaled_yuan(year.payers.get(p, 0.0), how.factor) for p in PAYERS),
            *(scaled_yuan(year.pots[pot], how.factor) for pot in POTS),
            scaled_yuan(year.total, how.factor), record.price_year,
        )
        for year in own.years
    ]  # fmt: skip
    return Sheet("money", columns, rows)


def scaled_yuan(yuan: float, factor: float) -> float:
    """Yuan in the unit of a column; less than a yuan is nothing."""
    return 0.0 if abs(yuan) < 1 else yuan * factor
