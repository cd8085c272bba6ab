"""What a reader hands on: a citation, a picture alone for the page of somebody else, a page of a city as one file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from relode import __version__
from relode.answers.journey import city
from relode.charts import Picture
from relode.language import Language, Sentence, spoken
from relode.report import pieces, spoken_of
from relode.report.html import WIDTHS, LazySizes
from relode.story.words import Words
from relode.web.pages import page_cache
from relode.web.pages.city_page import citation, city_page
from relode.web.pages.downloads import attached
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of
from relode.web.server.static import own_files

DROPPED = frozenset({"script", "link", "form", "datalist", "header", "button"})
"""Elements that do nothing without the server."""
LIVE_ONLY = frozenset({"skip", "live", "readout", "keep", "switch", "questions"})
"""Classes of what a server or a script fills, or what leads to a file of it."""
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
SHEETS = ("report.css", "page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the file may load: nothing."""


def one_file(page: str, pictures: Mapping[str, Picture], told: str) -> str:
    """A page with its `pictures` by key inside; `told` says at its head where it comes from and what is left out."""
    made = _OneFile(pictures, told)
    made.feed(page)
    made.close()
    return "".join(made.parts)


class _OneFile(HTMLParser):
    """Copies what it reads but for what needs a server; tags are kept as they were written."""

    def __init__(self, pictures: Mapping[str, Picture], told: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pictures, self.told = pictures, told
        self.parts: list[str] = []
        self.dropped: list[str] = []
        """Open elements inside of one that is left out, and that one, the outermost first."""
        self.links: list[bool] = []
        """Of each open link whether it is kept."""
        self.figure = ""

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.dropped or self._is_left_out(tag, given):
            self.dropped += [] if tag in VOID else [tag]
            return
        if tag == "picture":
            self.dropped.append(tag)
            self.parts.append(self._drawing())
        elif tag == "a":
            self.links.append(given.get("href", "").startswith(("#", "http")))
            self.parts += [self.get_starttag_text() or ""] if self.links[-1] else []
        elif tag == "figure" and "data-live" in given:
            self.figure = given["id"].removeprefix("picture-")
            self.parts.append(f'<figure class="{escape(given["class"])}" id="{escape(given["id"])}">')
        else:
            self.parts.append(self.get_starttag_text() or "")
        if tag == "main":
            self.parts.append(f'<p class="subtitle">{escape(self.told)}</p>')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.dropped and not self._is_left_out(tag, dict(attrs)):
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.dropped:
            self.dropped.pop()
        elif tag == "a":
            self.parts += ["</a>"] if self.links.pop() else []
        elif tag == "head":
            sheets = "\n".join(own_files()[name].decode() for name in SHEETS)
            self.parts.append(
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{sheets}</style></head>'
            )
        else:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts += [] if self.dropped else [data]

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _is_left_out(self, tag: str, given: Mapping[str, str | None]) -> bool:
        classes = (given.get("class") or "").split()
        return tag in DROPPED or any(name in LIVE_ONLY for name in classes) or "download" in given

    def _drawing(self) -> Markup:
        """The drawing of the picture that is open, for a page and for a phone, in the colours of the file's theme."""
        drawn = LazySizes(self.pictures[self.figure])
        return Markup("").join(Markup('<div class="{}">{}</div>').format(size, drawn[size]) for size in WIDTHS)


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
    content = {**it.content(), "citation": citation(it.title, it.path)}
    response = render(request, "embedded.html.j2", it.words.language, content, words=it.words)
    response.headers.update(FRAMED)
    return response


def hand_on_page(request: Request, it: HandedOn) -> Response:
    """What to copy so that it stands in another page."""
    language = it.words.language
    # A proxy says under which name it was reached.
    server = f"{request.url.scheme}://{request.headers.get('x-forwarded-host', request.url.netloc)}"
    address = escape(f"{server}{it.path}{'&' if '?' in it.path else '?'}lang={language}")
    title = escape(it.words.text(it.title))
    frame = f'<iframe src="{address}" title="{title}" width="680" height="{it.height}" loading="lazy"></iframe>'
    content = {**it.content(), "snippet": frame, "citation": citation(it.title, it.path)}
    return render(request, "hand_on.html.j2", language, content, words=it.words)


def drawn(picture: Picture, path: str, drawing: str, back: tuple[str, str]) -> HandedOn:
    """A picture whose drawing has an address; `back` leads to the page that it stands on."""
    words = words_of(picture.language, None, picture.sources)
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
