"""The answer on a place of the user's own country as chapters: one list for the terminal, the page and a notebook."""

from collections.abc import Callable, Collection, Iterable, Sequence

from relode.country.answer import CountryAnswer
from relode.country.records import CountryPlan
from relode.country.standing import CountryFigure
from relode.country.text import (
    SOURCES,
    closing_words,
    evaluation_words,
    forecast_words,
    outlook_words,
    plan_words,
    simulator_words,
    standing_words,
    told_change,
    told_unit,
    unanswered_words,
)
from relode.decisions.decision_chapter import counts_of, decisions_table, split_sentence
from relode.language import Amount, Clauses, Language, Sentence, spoken
from relode.measures.one_place_text import place_measures_sentences
from relode.needs.chapter import own_chapter
from relode.pathways.entry.text import entry_sentences
from relode.story import Chapter, Column, Heading, Passage, PictureSpot, Table
from relode.story.blocks import Block
from relode.story.text import chapter_text


def findings(answer: CountryAnswer) -> list[Sentence]:
    """What a reader should know first, one sentence a chapter."""
    said = []
    if answer.diagnosis is not None:
        said += [each for each in standing_words(answer.diagnosis, answer) if each.key.startswith("country.depends")]
    if answer.outlook is not None:
        said += [next(forecast_words(each)) for each in answer.outlook.forecasts[:1]]
    if answer.plan is not None:
        said.append(_decided(answer.plan))
    return said


def chapters(answer: CountryAnswer, pictures: Collection[str] = ()) -> list[Chapter]:
    """The chapters that the tables can fill, in the order of a city's report; spots for those of `pictures`."""
    made = []
    if answer.diagnosis is not None:
        drawn = _spots(pictures, "country_structure")
        sentences = [each for each in standing_words(answer.diagnosis, answer)
                     if not (drawn and each.key.startswith("country.section"))]  # fmt: skip
        blocks = [*_passages(sentences), *drawn]
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
        how = Sentence("country.how_needs", {"counted": answer.needs.services[0].years[0].year})
        made.append(_chapter("needs", own_chapter(answer.needs, how).blocks))
    if answer.simulator is not None:
        made.append(_chapter("simulator", _passages(simulator_words(answer.simulator))))
    if answer.plan is not None:
        made.append(plan_chapter(answer.plan))
    if answer.evaluation is not None:
        made.append(_chapter("evaluation", _passages(evaluation_words(answer.evaluation))))
    return made


def plan_chapter(plan: CountryPlan) -> Chapter:
    """The decisions, and what they rest on."""
    assert plan.decisions is not None  # a plan has decisions
    tag, *rest = plan_words(plan)
    told = [Passage((split_sentence(plan.decisions),), sources=SOURCES)]
    rows = [decisions_table(plan.decisions)] if plan.decisions.decisions else []
    return _chapter("plan", [*_passages([_decided(plan), tag]), *told, *rows, *_titled("basis", rest)])


def _decided(plan: CountryPlan) -> Sentence:
    """How many rows have each recommendation."""
    assert plan.decisions is not None
    parts = tuple(counts_of(plan.decisions).values())
    return Sentence("country.plan.decided" if parts else "country.plan.undecided", {"parts": Clauses(parts)})


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
        "since": lambda row: None if row.first_year is None else str(row.first_year),
        "change": lambda row: _a_year(row, row.change),
        "others": lambda row: _a_year(row, row.change_median),
    }
    columns = tuple(
        Column(f"country.column.{name}", field, format="sign" if name in ("change", "others") else "level")
        for name, field in fields.items()
    )
    return Table(Sentence("country.figures", {}), columns, figures, SOURCES)


def _a_year(row: CountryFigure, change: float | None) -> Amount | None:
    return None if change is None else told_change(row, change, "share per year")


def country_text(answer: CountryAnswer, language: Language) -> str:
    """The whole answer for a terminal."""
    head = {"place": answer.place_name, "code": answer.place, "country": answer.country}
    named = "head_by_code" if answer.place_name.en == answer.place else "head"
    said = (Sentence(f"country.{named}", head), *answer.notices), (*unanswered_words(answer), closing_words(answer))
    first, last = ("\n".join(spoken(each, language) for each in part) for part in said)
    return "\n\n".join([first, *(chapter_text(each, language) for each in chapters(answer)), last])
