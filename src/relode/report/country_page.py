"""The report on a place of the user's own country, in the style of a city's."""

from relode.charts.country_pictures import country_pictures
from relode.country.answer import CountryAnswer
from relode.country.chapter import SOURCES, chapters, closing_words, findings, unanswered_words
from relode.language import Language, Sentence
from relode.report.html import page_html


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
