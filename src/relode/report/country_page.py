"""The report on a place of the user's own country: the chapters that its tables can fill, in the style of a city's."""

from collections.abc import Callable, Collection, Iterable, Sequence

from relode.charts.country_pictures import country_pictures
from relode.country.answer import CountryAnswer
from relode.country.plan_text import opening_words, plan_basis, plan_chapter, plan_headline
from relode.country.standing import CountryFigure
from relode.country.text import (
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
from relode.pathways.entry.text import entry_sentences
from relode.report.html import page_html
from relode.story import Chapter, Column, Heading, Passage, PictureSpot, Table
from relode.story.blocks import Block


def country_html(answer: CountryAnswer, language: Language, command: str) -> str:
    """The report in `language`; `command` is how it is made again."""
    pictures = country_pictures(answer, language)
    return page_html(
        "country.html.j2",
        language,
        (),
        list(pictures.values()),
        found=answer,
        title=Sentence("country.page.title", {"place": answer.place_name, "country": answer.country}),
        chapters=chapters(answer, pictures),
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


def chapters(answer: CountryAnswer, pictures: Collection[str]) -> list[Chapter]:
    """The chapters that the tables can fill, in the order of a city's report; spots for those of `pictures`."""
    made = []
    if answer.diagnosis is not None:
        shown_below = ("country.figure", *(("country.section",) if "country_structure" in pictures else ()))
        sentences = [each for each in standing_words(answer.diagnosis, answer) if not each.key.startswith(shown_below)]
        blocks = [*_passages(sentences), *_spots(pictures, "country_structure")]
        if answer.diagnosis.figures:
            blocks.append(figures_table(answer.diagnosis.figures))
        if answer.diagnosis.measures is not None:
            blocks += _titled("measures", place_measures_sentences(answer.diagnosis.measures))
        made.append(_chapter("diagnosis", blocks))
    if answer.pathways is not None:
        opening = entry_sentences(answer.pathways)
        blocks = [*_passages(opening[:2]), *_spots(pictures, "country_entry"), *_titled("candidates", opening[2:])]
        made.append(_chapter("pathways", blocks))
    if answer.outlook is not None:
        drawn = _spots(pictures, *(f"country_{each.quantity}" for each in answer.outlook.forecasts))
        made.append(_chapter("outlook", [*drawn, *_titled("forecasts", outlook_words(answer.outlook))]))
    if answer.needs is not None:
        made.append(_chapter("needs", needs_chapter(answer.needs).blocks))
    if answer.simulator is not None:
        made.append(_chapter("simulator", _passages(simulator_words(answer.simulator))))
    if answer.plan is not None:
        tag, money, *rest = plan_basis(answer.plan, answer.currency)
        lead = _passages([plan_headline(answer.plan), tag, money])
        basis = _titled("basis", [*rest, *opening_words(answer.plan)])
        made.append(_chapter("plan", [*lead, *plan_chapter(answer.plan).blocks, *basis]))
    if answer.evaluation is not None:
        made.append(_chapter("evaluation", _passages(evaluation_words(answer.evaluation))))
    return made


def _chapter(key: str, blocks: Iterable[Block]) -> Chapter:
    return Chapter(key, Sentence(f"country.page.{key}", {}), tuple(blocks))


def _passages(sentences: Iterable[Sentence]) -> list[Block]:
    return [Passage((said,), sources=SOURCES) for said in sentences]


def _titled(key: str, sentences: Iterable[Sentence]) -> list[Block]:
    return [Heading(Sentence(f"country.{key}", {})), *_passages(sentences)]


def _spots(pictures: Collection[str], *keys: str) -> list[Block]:
    return [PictureSpot(key) for key in keys if key in pictures]


def figures_table(figures: Sequence[CountryFigure]) -> Table:
    """What the accounts tell, beside all places and peers."""
    fields: dict[str, Callable[[CountryFigure], object]] = {
        "figure": lambda row: Sentence("country.label", {"label": row.label}),
        "value": lambda row: Amount(row.value, told_unit(row.quantity)),
        "year": lambda row: str(row.year),
        "rank": lambda row: Sentence("country.rank", {"rank": row.rank, "places": row.places}),
        "median": lambda row: Amount(row.median, told_unit(row.quantity)),
        "peers": lambda row: None if row.peers_median is None else Amount(row.peers_median, told_unit(row.quantity)),
        "change": lambda row: None if row.change is None else told_change(row, row.change, "share per year"),
    }
    columns = tuple(Column(f"country.column.{name}", field, format="level") for name, field in fields.items())
    return Table(Sentence("country.figures", {}), columns, figures, SOURCES)
