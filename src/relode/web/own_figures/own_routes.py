"""The addresses of the user's own figures: the template, the page, a file that is given, and its taking away."""

import re
import threading
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import xarray as xr
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from relode.allocator import give_back
from relode.errors import RelodeError
from relode.panel.own_figures import FigureNote, OwnFigures, read_own_figures
from relode.story.html import blocks_html, chapter_html
from relode.web.own_figures.own_chapter import (
    fault_table,
    figures_of,
    given_blocks,
    moved,
    moved_chapter,
    places_of,
)
from relode.web.own_figures.sessions import Session, session_of
from relode.web.pages import downloads, page_cache
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of

FIELD = "file"
LONGEST_NAME = 80
ENDING = re.compile(r"\.[a-z]{1,8}")


@dataclass(frozen=True)
class GivenFile:
    """The name of a file, as a page may show it, and what is in it."""

    name: str
    content: bytes


def file_of(kind: str, body: bytes) -> GivenFile:
    """The file in a form of RFC 7578, of which `kind` is the type. Raises RelodeError for what holds none."""
    about = Message()
    about["content-type"] = kind
    boundary = about.get_param("boundary")
    if about.get_content_type() == "multipart/form-data" and isinstance(boundary, str) and boundary.isascii():
        for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
            head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            said = HeaderParser().parsestr(head.decode("utf-8", "replace"))
            name = said.get_filename()
            if said.get_param("name", header="content-disposition") == FIELD and name:
                return GivenFile(_shown(name), content)
    raise RelodeError("own_page.no_file")


def read_given(given: GivenFile, panel: xr.Dataset) -> OwnFigures:
    """Its figures and its faults, each held against `panel`. Raises RelodeError for a file that cannot be read."""
    ending = Path(given.name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figures{ending if ENDING.fullmatch(ending) else ''}"
        path.write_bytes(given.content)
        try:
            return replace(read_own_figures(path, panel), where=given.name)
        except RelodeError as error:
            values = {key: given.name if value == path else value for key, value in error.values.items()}
            raise RelodeError(error.key, **values) from error


def _shown(name: str) -> str:
    """The last part of a name, in letters that a page can show."""
    printed = "".join(letter for letter in re.split(r"[\\/]", name)[-1] if letter.isprintable())
    return printed[-LONGEST_NAME:]


router = APIRouter(prefix="/own", include_in_schema=False)
_READING = threading.Lock()
"""One file at a time is read."""


@router.get("", response_model=None)
def own(request: Request) -> Response:
    """How own figures are given, which are shown, and what they change."""
    return _page(request)


@router.get("/template.xlsx", response_model=None)
def template(request: Request) -> Response:
    """The workbook to fill in."""
    from relode.report.template_workbook import write_template  # its library loads slowly

    language = language_of(request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.xlsx"
        write_template(path, language)
        return downloads.kept(path.read_bytes(), downloads.XLSX, f"relode-figures.{language}.xlsx")


async def posted_file(request: Request) -> GivenFile:
    """The file of the form. Raises RelodeError for a form without one."""
    return file_of(request.headers.get("content-type", ""), await request.body())


@router.post("", response_model=None)
def give(request: Request, given: Annotated[GivenFile, Depends(posted_file)]) -> Response:
    """Show this browser the figures of a file, all or none; a file with faults is answered with each of them."""
    with _READING:
        with page_cache.showing(page_cache.SHIPPED):
            shipped = page_cache.panel()
        result = read_given(given, shipped)
        if result.errors:
            return _page(request, given.name, result.errors, 422)
        own = result.usable()
        places, figures = places_of(own), page_cache.Figures(own)
        with page_cache.showing(figures):
            panel = page_cache.panel()
        before, after = ({place.code: figures_of(each, place) for place in places} for each in (shipped, panel))
        response = RedirectResponse("/own", 303)
        session = Session(figures, given.name, moved(own, before, after))
        request.app.state.sessions.give(request, session, response)
    give_back()
    return response


@router.post("/forget", response_model=None)
def forget(request: Request) -> Response:
    """Show this browser the figures of the start again."""
    response = RedirectResponse("/own", 303)
    request.app.state.sessions.forget(request, response)
    give_back()
    return response


def _page(request: Request, name: str = "", faults: tuple[FigureNote, ...] = (), status: int = 200) -> Response:
    session, figures = session_of(request), page_cache.own_figures()
    words = words_of(language_of(request))
    content = {
        "name": name or session.name,
        "faults": blocks_html((fault_table(faults),), words) if faults else "",
        "given": blocks_html([*given_blocks(page_cache.own_records())], words) if figures else "",
        "places": places_of(figures),
        "changed": chapter_html(moved_chapter(figures, session.changes), words) if session.name and figures else "",
        "is_of_the_start": not session.name,
        "is_lost": request.app.state.sessions.of(request) is None,
    }
    return render(request, "own.html.j2", words.language, content, status, words)
