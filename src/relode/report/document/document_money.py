"""The money that the city commands, and what past policy gave."""

from collections.abc import Iterator

from relode.evaluation.shipped_findings import province_transfers
from relode.language import Amount, Sentence
from relode.language.numbers import MONEY
from relode.places import Place, by_code
from relode.plan.asked.pots_text import pot_rows
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.report import funding_calendar
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, grid, heading, heads
from relode.report.past_chapter import past_finding
from relode.story.blocks import Block, Chapter, Table

UNKNOWN = ("platform_debt", "guarantees", "pension_gap", "grant_letters")
"""Money that no shipped source holds."""


def money(result: CityResult) -> Chapter:
    """The chapter on money."""
    record = result.planned
    blocks: list[Block] = [heading("means")]
    if record is None:
        blocks.append(body(Sentence("document.money.no_plan", {"place": result.place})))
    else:
        if not record.why_not:
            blocks.append(body(*plan_text.money_words(record), sources=plan_text.SOURCES))
        if record.pots:
            blocks.append(pots(record, result.place))
    blocks.append(body(Sentence("document.money.unknown", {}), *map(blank, UNKNOWN)))
    blocks += [heading("calendar"), *funding_calendar.chapter(result).blocks]
    blocks += [heading("policies"), *_policies(result)]
    return chapter("money", tuple(blocks))


def pots(record: PlanRecord, place: Place) -> Table:
    """What is known of each pot in a year."""
    rows = tuple(tuple("–" if cell is None else cell for cell in row) for row in pot_rows(record.pots, place.code))
    head = heads("column", "pot", "known", "how")
    return grid(Sentence("document.money.pots", {}), head, rows, (0.26, 0.32, 0.42), plan_text.SOURCES)


def _policies(result: CityResult) -> Iterator[Block]:
    """What past policy did in places like it, and what the province has had."""
    yield body(past_finding(result.place))
    province = by_code().get(result.place.province, result.place)
    said = [
        Sentence(
            "report.past.received",
            {"province": province, "year": row["year"], "value": Amount(float(row["value"]), MONEY, None,
                                                                         (row["source"],))},
        )
        for row in province_transfers(result.place)
    ]  # fmt: skip
    if said:
        yield body(*said)
