"""What a reader hands on: a citation, a picture alone for the page of somebody else, a page of a city as one file."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from relode import __version__
from relode.answers.journey import city
from relode.language import Language, Sentence, spoken
from relode.report import pieces
from relode.web.pages import page_cache
from relode.web.pages.citing import address_of, citation
from relode.web.pages.city_page import city_page, picture_entry
from relode.web.pages.downloads import attached
from relode.web.pages.one_file import one_file
from relode.web.server.rendering import render, words_of

FRAMED = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    "cross-origin-resource-policy": "cross-origin",
}
"""Headers of what may stand within a page of another host."""


def embedded(request: Request, language: Language, name: str, key: str) -> Response | None:
    """A picture alone with its finding and its sources, for a frame of another page; None without such a picture."""
    content = _picture(language, name, key)
    if content is None:
        return None
    content["citation"] = citation(request, content["p"]["title"], content["p"]["address"], language)
    response = render(request, "embedded.html.j2", language, content, words=content["spoken"])
    response.headers.update(FRAMED)
    return response


def hand_on_page(request: Request, language: Language, name: str, key: str) -> Response | None:
    """What to copy so that a picture stands in another page; None without such a picture."""
    content = _picture(language, name, key)
    if content is None:
        return None
    p = content["p"]
    address = address_of(request, p["address"], language)
    content["snippet"] = f'<iframe src="{address}" title="{p["key"]}" width="680" height="620" loading="lazy"></iframe>'
    content["citation"] = citation(request, p["title"], p["address"], language)
    return render(request, "hand_on.html.j2", language, content, words=content["spoken"])


def _picture(language: Language, name: str, key: str) -> dict[str, Any] | None:
    place = city(name)
    picture = page_cache.drawn(place.code, language).get(key)
    if picture is None:
        return None
    words = words_of(language, None, {source: i for i, source in enumerate(picture.sources, 1)})
    entry = picture_entry(picture, f"/city/{place.slug}/picture/{key}", words)
    sources = [pieces.source_entry(source, i, language) for source, i in words.order.items()]
    return {"place": place, "p": entry, "sources": sources, "spoken": words}


def page_file(request: Request, language: Language, name: str, question: str) -> Response:
    """A page of a city as one file to keep. Raises RelodeError."""
    place = city(name)
    page = bytes(city_page(request, language, place.slug, question).body).decode()
    day = datetime.now(UTC).date().isoformat()
    told = spoken(Sentence("web.hand_on.file_told", {"version": __version__, "date": day}), language)
    kept = one_file(page, page_cache.drawn(place.code, language), told)
    return HTMLResponse(kept, headers=attached(f"{place.slug}-{question}.{language}.html"))
