"""The brief as one HTML file that prints on two pages and asks no host; page two, for the bureaus."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import sqrt

from markupsafe import Markup

from relode.charts.account_picture import account_picture
from relode.decisions.decision_chapter import asks_of, asks_table, law_of, month_of, options
from relode.decisions.records import Decision, Decisions
from relode.language import Language, Sentence
from relode.report.content import CityResult
from relode.report.html import Drawings, LazySizes, environment
from relode.report.page_one import page_one
from relode.story import Block, Chapter, Column, Table
from relode.story.html import blocks_html
from relode.story.words import Words


def page_two(result: CityResult) -> Chapter | None:
    """What the bureaus need of the run: first steps, other ways, missing figures; None without a run."""
    record = result.planned
    if record is None or record.decisions is None:
        return None
    decisions = record.decisions
    shown = [each for each in decisions.decisions if each.recommendation not in ("not_now", "more_data")]
    blocks: list[Block] = [steps_table(shown, decisions)] if shown else []
    blocks += options(decisions)
    if asks := asks_of(decisions):
        blocks.append(asks_table(decisions, asks))
    return Chapter("page_two", Sentence("brief.heading.more", {"place": result.place}), tuple(blocks))


def steps_table(shown: Sequence[Decision], record: Decisions) -> Table:
    """First step of each decision, why, who and by when."""
    columns = (
        Column("decision.column.what", "name", width=1.3),
        Column("decision.column.why", "reason", width=3),
        Column("decision.column.first_step", "first_step", width=2.4),
        Column("decision.column.bureau", "bureau", is_whole=True),
        Column("decision.column.month", month_of),
        Column("decision.column.law", law_of, width=1.2),
    )
    return Table(Sentence("brief.first_steps", {}), columns, shown, record.sources)


PRINT = 6.9, 9.5
"""Smallest and largest letters in print. [pt]"""
ROOM: Mapping[Language, tuple[int, int]] = {"en": (3350, 3000), "zh": (1710, 1700)}
"""So many letters fill page one, and the tables of page two, in print at 9 pt: measured over all listed places."""


def brief_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The brief of a place in `language`; a picture that is `already` drawn is not drawn again."""
    words, first, more = Words(language, {}), page_one(result), page_two(result)
    picture = account_picture(result.outlook, language)

    def figure(_: str) -> Markup:
        if picture is None:
            return Markup("")
        drawn = (already or {}).get((language, picture.key)) or LazySizes(picture)
        return Markup('<figure id="picture-account"><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n').format(
            words.html(picture.title), drawn["beside"], words.html(picture.subtitle)
        )

    return environment(words).get_template("brief.html.j2").render(
        title=first.heading,
        first=blocks_html(first.blocks, words, figure, 1),
        more=more,
        second=blocks_html(more.blocks, words, None, 2) if more else "",
        style=brief_style(),
        letters=letters,
        room=ROOM[language],
    )  # fmt: skip


def letters(page: str, room: int) -> float:
    """The size of the letters of a page in print, so that it fills one side of paper at most. [pt]"""
    count = len(Markup(page).striptags())
    return round(min(max(9 * sqrt(room / count), PRINT[0]), PRINT[1]), 1)


def brief_style() -> Markup:
    """The style sheet of a brief."""
    return Markup(files("relode.report").joinpath("brief.css").read_text(encoding="utf-8"))
