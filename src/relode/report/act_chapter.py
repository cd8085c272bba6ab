"""The chapter "What can be done": the record of a plan run as blocks, for the report and for the page of a run."""

from collections.abc import Iterator

from relode.decisions.decision_chapter import chapter as decisions_chapter
from relode.language import Sentence
from relode.plan.making.plan_records import PlanRecord
from relode.story import Chapter, Heading
from relode.story.blocks import Block


def act_chapter(record: PlanRecord, calendar: Chapter | None = None) -> Chapter:
    """All that a run says: decisions and money, and how money is applied for if a `calendar` is given."""
    return Chapter("act", Sentence("report.chapter.act", {}), tuple(_blocks(record, calendar)))


def _blocks(record: PlanRecord, calendar: Chapter | None) -> Iterator[Block]:
    yield from decisions_chapter(record.decisions).blocks
    if calendar is not None:
        yield Heading(calendar.heading)
        yield from calendar.blocks
