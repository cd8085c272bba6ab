"""Chapter four: decisions with reasons, money and first steps; of a place without a simulator published costs."""

from collections.abc import Iterator

from relode.decisions import chapter as decision_chapter
from relode.language import Sentence
from relode.places import Place
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord, PublishedPlan
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, grid, heading
from relode.story.blocks import Block, Chapter, Table

BY_HAND = ("site", "lead_body", "responsible", "approval")
"""What a project needs and no source holds."""


def projects(result: CityResult) -> Chapter:
    """Chapter four of the document: projects."""
    record = result.planned
    if record is None:
        words = body(Sentence("document.projects.no_plan", {"place": result.place}), *map(blank, BY_HAND))
        return chapter("projects", (heading("projects"), words))
    if record.decisions is not None:
        return chapter("projects", (heading("projects"), *decision_chapter.chapter(record.decisions).blocks))
    return chapter("projects", tuple(_undecided(record, result.place)))


def _undecided(record: PlanRecord, place: Place) -> Iterator[Block]:
    yield heading("projects")
    yield body(plan_text.headline(record, place))
    if record.published is not None:
        yield body(*plan_text.published_words(record.published, place), sources=plan_text.SOURCES)
        yield published(record.published)
    yield body(Sentence("document.projects.by_hand", {}), *map(blank, BY_HAND))


def published(published_plan: PublishedPlan) -> Table:
    """What a year's money buys at published costs."""
    rows = tuple(plan_text.published_cells(each) for each in published_plan.measures)
    head = tuple(Sentence(f"plans.published.{name}", {}) for name in plan_text.PUBLISHED_COLUMNS)
    sources = tuple(
        dict.fromkeys(key for each in published_plan.measures for key in plan_text.band_sources(each.sources))
    )
    caption = Sentence("plans.published.caption", {})
    return grid(caption, head, rows, (0.2, 0.2, 0.3, 0.3), (*sources, *plan_text.SOURCES))
