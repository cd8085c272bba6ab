"""What a reader hands on: a citation, a picture alone for the page of somebody else, a page of a city as one file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from relode import __version__
from relode.answers.journey import city
from relode.charts import Picture
from relode.language import Language, Sentence, spoken
from relode.report import pieces, spoken_of
from relode.story.words import Words
from relode.web.pages import page_cache
from relode.web.pages.citing import address_of, citation
from relode.web.pages.city_page import city_page
from relode.web.pages.downloads import attached
from relode.web.pages.one_file import one_file
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of

FRAMED = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    "cross-origin-resource-policy": "cross-origin",
}
"""Headers of what may stand within a page of another host."""


@dataclass(frozen=True)
class HandedOn:
    """What may stand in a page of somebody else: a drawing, or blocks as HTML; `words` are those of its sources."""

    key: str
    title: Sentence
    subtitle: Sentence | None
    words: Words
    path: str
    """Where it stands alone."""
    back: str
    back_said: str
    drawing: str = ""
    text: str = ""
    blocks: str = ""
    height: int = 620

    def content(self) -> dict[str, Any]:
        """What the templates show."""
        sources = [pieces.source_entry(key, i, self.words.language) for key, i in self.words.order.items()]
        return {"it": self, "sources": sources, "drawn_version": page_cache.version()}


def in_a_frame(request: Request, it: HandedOn) -> Response:
    """It alone with its finding, its sources and how to cite it, for a frame of another page."""
    language = it.words.language
    content = {**it.content(), "citation": citation(request, it.title, it.path, language)}
    response = render(request, "embedded.html.j2", language, content, words=it.words)
    response.headers.update(FRAMED)
    return response


def hand_on_page(request: Request, it: HandedOn) -> Response:
    """What to copy so that it stands in another page."""
    language = it.words.language
    address, title = (escape(each) for each in (address_of(request, it.path, language), it.words.text(it.title)))
    frame = f'<iframe src="{address}" title="{title}" width="680" height="{it.height}" loading="lazy"></iframe>'
    content = {**it.content(), "snippet": frame, "citation": citation(request, it.title, it.path, language)}
    return render(request, "hand_on.html.j2", language, content, words=it.words)


def drawn(picture: Picture, path: str, drawing: str, back: tuple[str, str]) -> HandedOn:
    """A picture whose drawing has an address; `back` leads to the page that it stands on."""
    words = words_of(picture.language, None, {source: i for i, source in enumerate(picture.sources, 1)})
    text = spoken_of(picture)
    return HandedOn(picture.key, picture.title, picture.subtitle, words, path, *back, drawing, text)


def of_city(request: Request, name: str, key: str) -> HandedOn | None:
    """A picture of a city; None without such a picture."""
    place, language = city(name), language_of(request)
    picture = page_cache.drawn(place.code, language).get(key)
    if picture is None:
        return None
    path = f"/city/{place.slug}/picture/{key}"
    return drawn(picture, path, f"{path}.svg", (f"/city/{place.slug}", place.name(language)))


def page_file(request: Request, language: Language, name: str, question: str) -> Response:
    """A page of a city as one file to keep. Raises RelodeError."""
    place = city(name)
    page = bytes(city_page(request, language, place.slug, question).body).decode()
    day = datetime.now(UTC).date().isoformat()
    told = spoken(Sentence("web.hand_on.file_told", {"version": __version__, "date": day}), language)
    kept = one_file(page, page_cache.drawn(place.code, language), told)
    return HTMLResponse(kept, headers=attached(f"{place.slug}-{question}.{language}.html"))
