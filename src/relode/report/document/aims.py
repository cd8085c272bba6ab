"""Guiding ideas and targets: forecasts as planning figures, binding targets to be typed, what the plan delivers."""

from collections.abc import Iterator

from relode.decisions.decision_chapter import targets_table
from relode.language import Sentence
from relode.plan.making import plan_text
from relode.report.content import CityResult
from relode.report.document.parts import blank, body, chapter, heading, note
from relode.story.blocks import Block, Chapter


def aims(result: CityResult) -> Chapter:
    """The chapter on principles and targets."""
    record = result.planned
    blocks: list[Block] = [heading("principles"), body(*principle_words(result)), heading("indicators")]
    if record is not None and record.decisions.targets:
        blocks += [targets_table(record.decisions), note(Sentence("document.aims.note", {}))]
    else:
        blocks.append(body(Sentence("document.aims.none", {}), blank("target_2030"), blank("target_2035")))
    return chapter("aims", tuple(blocks))


def principle_words(result: CityResult) -> Iterator[Sentence]:
    """What the plan says in a sentence, and what it must not promise."""
    record = result.planned
    if record is None:
        yield Sentence("document.aims.no_plan", {"place": result.place})
        return
    yield plan_text.headline(record, result.place)
