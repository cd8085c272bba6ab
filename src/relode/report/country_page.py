"""The report on a place of the user's own country: the chapters that its tables can fill, in the style of a city's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from relode.charts.country_pictures import country_pictures
from relode.country.country_answer import CountryAnswer
from relode.country.country_plan_record import CountryPlan
from relode.country.country_plan_text import opening_words, plan_basis, plan_chapter, plan_headline
from relode.country.country_standing import CountryFigure
from relode.country.country_text import (
    SOURCES,
    closing_words,
    evaluation_words,
    forecast_words,
    needs_chapter,
    outlook_words,
    simulator_words,
    standing_words,
    told_change,
    told_unit,
    unanswered_words,
)
from relode.language import Amount, Language, Sentence
from relode.measures.one_place_text import place_measures_sentences
from relode.pathways.entry.entry_text import entry_sentences
from relode.report.act_chapter import Table, table
from relode.report.html import page_html
from relode.story.html import blocks_html
from relode.story.words import Words

EMPTY = Markup("")
Folded = Sequence[tuple[Sentence, Sequence[Sentence]]]
FIGURE_COLUMNS = ("figure", "value", "year", "rank", "median", "peers", "change")


@dataclass(frozen=True)
class CountryPart:
    """A chapter: its key, what it says first, its pictures, tables, and what is told in full below."""

    key: str
    lead: Sequence[Sentence]
    pictures: Sequence[str] = ()
    tables: Sequence[Table] = ()
    folded: Folded = ()
    """Heading and sentences of what is folded away on a page."""
    blocks: Markup = EMPTY


def country_html(answer: CountryAnswer, language: Language, command: str) -> str:
    """The report in `language`; `command` is how it is made again."""
    pictures = country_pictures(answer, language)
    own = Words(language, {}, passage=SOURCES)
    return page_html(
        "country.html.j2",
        language,
        (),
        list(pictures.values()),
        found=answer,
        title=Sentence("country.page.title", {"place": answer.place_name, "country": answer.country}),
        parts=list(parts(answer, pictures, own)),
        passage=SOURCES,
        findings=findings(answer),
        lacking=unanswered_words(answer),
        closing=closing_words(answer),
        command=command,
    )


def findings(answer: CountryAnswer) -> list[Sentence]:
    """What a reader should know first, one sentence a chapter."""
    said = []
    if answer.diagnosis is not None:
        said += [each for each in standing_words(answer.diagnosis, answer) if each.key.startswith("country.depends")]
    if answer.outlook is not None:
        said += [next(forecast_words(each)) for each in answer.outlook.forecasts[:1]]
    if answer.plan is not None:
        said.append(plan_headline(answer.plan))
    return said


def parts(answer: CountryAnswer, pictures: dict[str, Any], words: Words) -> list[CountryPart]:
    """The chapters that the tables can fill, in the order of a city's report."""
    made = []
    if answer.diagnosis is not None:
        shown_below = ("country.figure", *(("country.section",) if "country_structure" in pictures else ()))
        sentences = [each for each in standing_words(answer.diagnosis, answer) if not each.key.startswith(shown_below)]
        figures = [table(Sentence("country.figures", {}), _heads(), map(_cells, answer.diagnosis.figures), words)]
        measures = answer.diagnosis.measures
        detail: Folded = (
            [] if measures is None else [(Sentence("country.measures", {}), place_measures_sentences(measures))]
        )
        shown = figures if answer.diagnosis.figures else []
        made.append(CountryPart("diagnosis", sentences, _keys(pictures, "country_structure"), shown, detail))
    if answer.pathways is not None:
        opening = entry_sentences(answer.pathways)
        detail = [(Sentence("country.candidates", {}), opening[2:])]
        made.append(CountryPart("pathways", opening[:2], _keys(pictures, "country_entry"), (), detail))
    if answer.outlook is not None:
        drawn = [f"country_{each.quantity}" for each in answer.outlook.forecasts]
        detail = [(Sentence("country.forecasts", {}), list(outlook_words(answer.outlook)))]
        made.append(CountryPart("outlook", [], _keys(pictures, *drawn), (), detail))
    if answer.needs is not None:
        blocks = blocks_html(needs_chapter(answer.needs).blocks, words)
        made.append(CountryPart("needs", [], (), (), (), blocks))
    if answer.simulator is not None:
        made.append(CountryPart("simulator", list(simulator_words(answer.simulator))))
    if answer.plan is not None:
        made.append(_act(answer.plan, answer, words))
    if answer.evaluation is not None:
        made.append(CountryPart("evaluation", list(evaluation_words(answer.evaluation))))
    return made


def _act(plan: CountryPlan, answer: CountryAnswer, words: Words) -> CountryPart:
    """What can be done: every programme in a table by its verdict, and what it rests on."""
    tag, money, *rest = plan_basis(plan, answer.currency)
    basis = [(Sentence("country.basis", {}), [*rest, *opening_words(plan)])]
    blocks = blocks_html(plan_chapter(plan).blocks, words)
    return CountryPart("plan", [plan_headline(plan), tag, money], (), (), basis, blocks)


def _keys(pictures: dict[str, Any], *keys: str) -> list[str]:
    return [key for key in keys if key in pictures]


def _heads() -> list[Sentence]:
    return [Sentence(f"country.column.{name}", {}) for name in FIGURE_COLUMNS]


def _cells(figure: CountryFigure) -> tuple[object, ...]:
    """A figure as a row, in the order of FIGURE_COLUMNS."""
    change = None if figure.change is None else told_change(figure, figure.change, "share per year")
    unit = told_unit(figure.quantity)
    return (
        Sentence("country.label", {"label": figure.label}),
        Amount(figure.value, unit),
        str(figure.year),
        Sentence("country.rank", {"rank": figure.rank, "places": figure.places}),
        Amount(figure.median, unit),
        None if figure.peers_median is None else Amount(figure.peers_median, unit),
        change,
    )
