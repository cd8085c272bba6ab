"""The diagnosis in depth as chapters, in the order in which text and report tell them."""

from relode.diagnosis.depth.economy_text import emissions_chapter, jobs_chapter, resilience_chapter, type_chapter
from relode.diagnosis.depth.in_depth import Gap, InDepth
from relode.diagnosis.depth.mines_text import mines_chapter
from relode.diagnosis.depth.town_text import (
    composite_chapter,
    gap_label,
    housing_chapter,
    money_chapter,
    peers_chapter,
    people_chapter,
    space_chapter,
)
from relode.language import Sentence
from relode.story import Chapter

ORDER = (
    type_chapter,
    mines_chapter,
    resilience_chapter,
    jobs_chapter,
    people_chapter,
    housing_chapter,
    money_chapter,
    emissions_chapter,
    space_chapter,
    peers_chapter,
    composite_chapter,
)


def chapters(depth: InDepth) -> tuple[Chapter, ...]:
    """Every chapter that has something to say.

    Example:
        >>> first, *_ = rl.diagnosis.chapters(rl.diagnosis.in_depth(panel, "hegang"))
        >>> rl.language.spoken(first.heading, "en")
        'Does it still look like its label?'
    """
    return tuple(chapter for chapter in (make(depth) for make in ORDER) if chapter.blocks)


def missing_words(gaps: tuple[Gap, ...]) -> tuple[Sentence, ...]:
    """What cannot be told, one sentence for each reason."""
    reasons: dict[str, list[Sentence]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason, []).append(gap_label(gap))
    return tuple(
        Sentence("depth.gap.line", {"part": labels, "reason": Sentence(f"depth.why.{reason}", {})})
        for reason, labels in reasons.items()
    )
