"""Decisions with reasons, money and first steps; of a place without a simulator what its ages decide."""

from collections.abc import Iterator

from relode.decisions import chapter as decision_chapter
from relode.language import Sentence
from relode.places import Place
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, heading
from relode.story.blocks import Block, Chapter, Table

IN_REPORT = ("decisions.table.gains", "decisions.table.thresholds")
"""Tables that tell how a verdict came about."""
BY_HAND = ("site", "lead_body", "responsible", "approval")
"""What a project needs and no source holds."""


def projects(result: CityResult) -> Chapter:
    """The chapter on projects."""
    record = result.planned
    if record is None:
        words = body(Sentence("document.projects.no_plan", {"place": result.place}), *map(blank, BY_HAND))
        return chapter("projects", (heading("projects"), words))
    if record.decisions is not None:
        why = (body(plan_text.why_words(record, result.place)),) if record.why_not else ()
        told = decision_chapter.chapter(record.decisions).blocks
        kept = [each for block in told if (each := _for_a_plan(block)) is not None]
        return chapter("projects", (heading("projects"), *why, *kept))
    return chapter("projects", tuple(_undecided(record, result.place)))


def _for_a_plan(block: Block) -> Block | None:
    """A block as a plan has it: gains beside the yardstick and constants of the rule are in the report."""
    is_method = isinstance(block, Table) and block.caption is not None and block.caption.key in IN_REPORT
    return None if is_method else block


def _undecided(record: PlanRecord, place: Place) -> Iterator[Block]:
    yield heading("projects")
    yield body(plan_text.headline(record, place))
    yield body(Sentence("document.projects.by_hand", {}), *map(blank, BY_HAND))
