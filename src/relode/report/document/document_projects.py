"""Decisions with reasons, money and first steps; of a place without a simulator what its ages decide."""

from collections.abc import Iterator
from dataclasses import replace

from relode.decisions import chapter as decision_chapter
from relode.decisions.decision_records import Decisions
from relode.language import Sentence
from relode.places import Place
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.report.content import CityResult
from relode.report.document.document_mines import placed
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
        _, *told = decision_chapter.chapter(record.decisions).blocks
        kept = [each for block in told if (each := _for_a_plan(block)) is not None]
        return chapter("projects", (heading("projects"), *why, _decisions(record.decisions), *kept))
    return chapter("projects", tuple(_undecided(record, result.place)))


def _decisions(record: Decisions) -> Table:
    """Every decision but those that the chapter on mines has."""
    before = placed(record)
    if not before:
        return decision_chapter.decisions_table(record)
    rest = tuple(each for each in record.decisions if each not in before)
    caption = Sentence("decisions.table.but_placed", {"chapter": Sentence("document.chapter.mines", {})})
    return decision_chapter.decisions_table(replace(record, decisions=rest), caption)


def _for_a_plan(block: Block) -> Block | None:
    """A block as a plan has it: gains beside the yardstick and constants of the rule are in the report."""
    is_method = isinstance(block, Table) and block.caption is not None and block.caption.key in IN_REPORT
    return None if is_method else block


def _undecided(record: PlanRecord, place: Place) -> Iterator[Block]:
    yield heading("projects")
    yield body(plan_text.headline(record, place))
    yield body(Sentence("document.projects.by_hand", {}), *map(blank, BY_HAND))
