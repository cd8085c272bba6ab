"""How a notebook shows an answer: its story as tables, its pictures, its sources, from the chapters of its room.

`records.Showable` calls `html` for every record. An answer that has no story here keeps its line of text.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from relode.charts.style import Picture
from relode.language import Language, Sentence, choose_language, has_sentence, say
from relode.story import Chapter, Heading, Passage, PictureSpot, Table
from relode.story.blocks import Block
from relode.story.html import chapter_html, table_html
from relode.story.words import Words

WIDTH = 640
"""Pixels of a picture."""


class Told(NamedTuple):
    """Chapters of an answer, and its pictures; one without a spot in a chapter stands below them."""

    chapters: Sequence[Chapter]
    pictures: Sequence[Picture | None] = ()


def html(answer: object, asked: Language | None = None) -> str | None:
    """The answer as HTML in the language that is `asked` for, else the user's; None where nothing tells it."""
    tell = next((TELLERS[name] for kind in type(answer).__mro__ if (name := kind.__qualname__) in TELLERS), None)
    if tell is None:
        return None
    from relode.report.chapter_file import figure_html
    from relode.report.document.appendix import SOURCES
    from relode.report.pieces import numbers_table, source_entry

    language = asked or choose_language(None)
    told = tell(answer, language)
    pictures = {each.key: each for each in told.pictures if each is not None}
    keys = dict.fromkeys([*SOURCES.of(told.chapters), *(key for each in pictures.values() for key in each.sources)])
    words = Words(language, {key: at for at, key in enumerate(keys, 1)})

    def drawn(key: str) -> Markup:
        picture = pictures.pop(key, None)
        if picture is None:
            return Markup("")
        is_named = all(has_sentence(f"charts.columns.{column}") for column in picture.table.columns)
        numbers = table_html(numbers_table(picture), words) if is_named else Markup("")
        return figure_html(picture, {"wide": WIDTH}) + numbers

    parts = [chapter_html(each, words, drawn, 3) for each in told.chapters]
    parts += [drawn(key) for key in list(pictures)]
    listed = Markup("").join(
        Markup('<li id="source-{}" value="{}">{}. {}</li>').format(key, at, entry["title"], entry["year"])
        for key, at in words.order.items()
        for entry in [source_entry(key, at, language)]
    )
    sources = Markup("<details><summary>{}</summary><ol>{}</ol></details>")
    return Markup('<div class="relode"><style>{}</style>{}{}</div>').format(
        Markup(_style()),
        Markup("").join(parts),
        sources.format(say("report.sources.lead", language), listed) if listed else "",
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "report" / "notebook.css").read_text(encoding="utf-8")


def _chapter_of(where: str, pictures: str = "") -> Callable[[Any, Language], Told]:
    """Tells a record by the chapter function at `where`, with the pictures of the function at `pictures`."""

    def tell(record: Any, language: Language) -> Told:
        drawn = _found(pictures)(record, language) if pictures else ()
        return Told((_found(where)(record),), tuple(drawn.values() if isinstance(drawn, dict) else drawn))

    return tell


def _found(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(f"relode.{module}"), name)


def _profile(profile: Any, language: Language) -> Told:
    from relode.answers.answer_text import figures_table, first_findings, heading
    from relode.charts import beside, output, population

    said = [Passage((each,), "bullet") for each in first_findings(profile)]
    chapter = Chapter("stand", heading(profile), (*said, figures_table(profile)))
    pictures = (beside.among_peers(profile, language), output.sectors(profile, language))
    return Told((chapter,), (*pictures, population.pyramid(profile.place, language)))


def _in_depth(depth: Any, language: Language) -> Told:
    from relode.charts import town
    from relode.diagnosis import chapters

    pictures = (town.resilience, town.left_of_bust, town.jobs_change, town.kinds)
    stand = _profile(depth.profile, language)
    return Told((*stand.chapters, *chapters(depth)), [*stand.pictures, *(each(depth, language) for each in pictures)])


def _explanation(explanation: Any, _: Language) -> Told:
    from relode.answers.answer_text import explanation_head, explanation_interval, steps_table

    said = Passage((*explanation_interval(explanation), *explanation.boundary_vintage))
    return Told((Chapter("number", explanation_head(explanation), (said, steps_table(explanation))),))


def _pathways(pathways: Any, language: Language) -> Told:
    from relode.charts import beside, next_industries, value_chain
    from relode.pathways.chains.pathways_text import rate_table
    from relode.report.next_chapter import next_chapter

    told = next_chapter(pathways)

    def blocks() -> Iterator[Block]:
        yield rate_table(pathways.base_rates)
        for said in (told.tracks, told.industries):
            yield from (Passage((each,), sources=told.published) for each in said)
        yield PictureSpot("next_industries")
        yield told.parts
        for each in (*told.candidates, *told.chains):
            yield Heading(each.title, 3)
            yield from (Passage((label, *lines), "bullet", each.sources) for label, lines in each.rows)
        yield from (Passage((each,), "note") for each in told.missing)

    pictures = (
        next_industries.next_industries(pathways.industries, language),
        beside.base_rates(pathways.base_rates, language),
        value_chain.value_chain(pathways, language),
    )
    return Told((Chapter("pathways", Sentence("report.chapter.next", {}), tuple(blocks())),), pictures)


def _outlook(outlook: Any, language: Language) -> Told:
    from relode.charts.account_picture import account_picture
    from relode.charts.ahead import fans
    from relode.outlook.ahead.outlook_text import last_year_table, outlook_sentences

    (title, *_), *parts = outlook_sentences(outlook)
    said = [Passage((first,), "bullet") for first, *_ in parts]
    chapter = Chapter("outlook", title, (last_year_table(outlook), *said))
    return Told((chapter,), (account_picture(outlook, language), *fans(outlook, language)))


def _policy(answer: Any, _: Language) -> Told:
    from relode.evaluation.text import answer_table, policy_name

    return Told((Chapter("evaluation", policy_name(answer.policy), (answer_table(answer),)),))


def _evidence(answer: Any, language: Language) -> Told:
    from relode.charts.past_effects import forest
    from relode.evidence.evidence_chapter import chapter

    pictures = [forest(answer, effect, language) for effect in answer.effects] if answer.lever else []
    return Told((chapter(answer),), pictures)


def _country(answer: Any, language: Language) -> Told:
    from relode.charts.country_pictures import country_pictures
    from relode.country.chapter import chapters

    drawn = country_pictures(answer, language)
    return Told(chapters(answer, drawn), list(drawn.values()))


def _plans(plans: Any, _: Language) -> Told:
    from relode.report.act_chapter import act_chapter

    return Told((act_chapter(plans.record),))


def _simulation(simulation: Any, _: Language) -> Told:
    from relode.plan.simulations.text import band_table, gain_words, policy_words

    without = simulation.without if simulation.policy else None
    table: Table = band_table(simulation.bands, without)
    gains = [Passage((each,)) for each in gain_words(simulation)] if simulation.gains else []
    return Told((Chapter("simulation", policy_words(simulation.policy), (table, *gains)),))


TELLERS: dict[str, Callable[[Any, Language], Told]] = {
    "Profile": _profile,
    "InDepth": _in_depth,
    "Explanation": _explanation,
    "Pathways": _pathways,
    "Outlook": _outlook,
    "PolicyAnswer": _policy,
    "EvidenceAnswer": _evidence,
    "Needs": _chapter_of("needs.chapter:chapter", "charts.needs_pictures:pictures_of"),
    "NationalNeeds": _chapter_of("needs.national:national_chapter", "charts.needs_pictures:pictures_of"),
    "DealAppraisal": _chapter_of("deals.chapter:chapter", "charts.deal_pictures:deal_pictures"),
    "Decisions": _chapter_of("decisions.chapter:chapter"),
    "Plans": _plans,
    "Simulation": _simulation,
    "FundRecord": _chapter_of("fund.chapter:chapter"),
    "TrialRecord": _chapter_of("trials.chapter:chapter"),
    "TrialReading": _chapter_of("trials.reading_chapter:chapter"),
    "Monitored": _chapter_of("trials.monitor_chapter:chapter"),
    "CountryAnswer": _country,
}
"""What tells each answer, by the name of its class."""
