"""Answers on a city or on measures: what the commands of the same name answer."""

from collections.abc import Iterator
from typing import Any

from relode.answers import journey
from relode.answers.answer_text import diagnosis_text, explanation_text, row_text, unknown_lines
from relode.answers.city_list import listing, listing_text
from relode.answers.pathways_answer import known_of, text_of
from relode.diagnosis import explain, explain_row
from relode.diagnosis.depth.in_depth import in_depth
from relode.diagnosis.profiles.table_rows import KINDS
from relode.errors import RelodeError
from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.evidence_chapter import chapter as evidence_chapter
from relode.evidence.evidence_chapter import thin_words
from relode.language import Language, say, spoken
from relode.mcp.answer import ToldAnswer
from relode.mcp.arguments import OfAhead, OfCity, OfFigure, OfLever, OfList, OfPlaces
from relode.needs import national, of
from relode.needs.chapter import chapter, missing_blanks
from relode.needs.national import national_chapter
from relode.outlook import outlook, outlook_text
from relode.outlook.ahead.outlook_text import missing_words as not_forecast
from relode.pathways.chains.pathways_text import gap_words
from relode.places import official
from relode.story import Chapter
from relode.story.json import chapter_object
from relode.story.text import chapter_text, said_text
from relode.web.pages import page_cache


def cities(asked: OfList, language: Language) -> ToldAnswer:
    """All cities and counties, or those of the list of 2013 by type and resource."""
    table = listing(asked.type, asked.resource)
    return ToldAnswer("cities", table.record(language), listing_text(table, language), sources=_of_list())


def _of_list() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for entry in official().values() for key in entry.sources))


def diagnosis(asked: OfCity, language: Language) -> ToldAnswer:
    """Where a city stands."""
    profile = page_cache.figures(journey.city(asked.city).code)
    depth = in_depth(page_cache.panel(), profile)
    return ToldAnswer(
        "diagnose", depth.record(language), diagnosis_text(depth, language), unknown_lines(depth, language)
    )


def pathways(asked: OfCity, language: Language) -> ToldAnswer:
    """Where a city could go."""
    known = known_of(asked.city, None)
    sources = [key for each in known.candidates for key in each.sources]
    sources += [key for each in known.chains for key in each.sources]
    gaps = [spoken(each, language) for each in gap_words(known)]
    return ToldAnswer("pathways", known.record(language), text_of(known, language), gaps, sources)


def ahead(asked: OfAhead, language: Language) -> ToldAnswer:
    """What may happen to a city by itself."""
    result = outlook(page_cache.panel(), journey.city(asked.city), asked.until)
    gaps = [spoken(each, language) for each in not_forecast(result)]
    sources = [key for each in result.forecasts for key in each.sources]
    return ToldAnswer("outlook", result.record(language), outlook_text(result, language), gaps, sources)


def needs(asked: OfPlaces, language: Language) -> ToldAnswer:
    """What the services of a city need, or of all listed places."""
    if asked.city is None:
        everywhere = national()
        told = national_chapter(everywhere)
        return ToldAnswer(
            "needs", everywhere.record(language), chapter_text(told, language), sources=chapter_sources(told)
        )
    record = of(page_cache.panel(), journey.city(asked.city))
    gaps = [said_text(blank, language) for blank in missing_blanks(record)]
    return ToldAnswer("needs", record.record(language), chapter_text(chapter(record), language), gaps, record.sources)


def evidence(asked: OfLever, language: Language) -> ToldAnswer:
    """What published studies say of a measure, or of all."""
    record = evidence_answer(asked.lever)
    told = evidence_chapter(record)
    gaps = [spoken(each, language) for each in thin_words(record)]
    return ToldAnswer("evidence", record.record(language), chapter_text(told, language), gaps, chapter_sources(told))


def explained(asked: OfFigure, language: Language) -> ToldAnswer:
    """Where a figure comes from, or a row of a table. Raises RelodeError without a year where none has such rows."""
    if asked.year is None:
        if asked.city not in KINDS:
            raise RelodeError("explain_needs_year", kinds=list(KINDS))
        held = explain_row(asked.city, asked.quantity)
        return ToldAnswer("explain", held.record(language), row_text(held, language), sources=held.sources)
    figure = explain(page_cache.panel(), journey.city(asked.city), asked.quantity, asked.year)
    gaps = [] if figure.number.interval_90 else [say("mcp.no_interval", language)]
    return ToldAnswer("explain", figure.record(language), explanation_text(figure, language), gaps)


def chapter_sources(told: Chapter) -> tuple[str, ...]:
    """Keys of the sources that a chapter cites."""
    return tuple(dict.fromkeys(_cited(chapter_object(told, "en"))))


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value.get("sources", ())
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _cited(part)
