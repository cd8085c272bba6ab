"""The addresses of the user's own figures: the template, the page, a file that is given, and its taking away."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from relode.panel import load
from relode.panel.overrides import Override
from relode.panel.own_figures import FigureNote, OwnFigures, read_own_figures
from relode.story.html import blocks_html, chapter_html
from relode.web.own_figures.own_chapter import (
    ChangedFigure,
    fault_table,
    figures_of,
    given_blocks,
    moved,
    moved_chapter,
    places_of,
)
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
_TAKING = threading.Lock()


@dataclass(frozen=True)
class Shown:
    """The name of the file whose figures are shown, "" for those of the start or none, and what they change."""

    name: str = ""
    changes: tuple[ChangedFigure, ...] = ()
    start: tuple[Override, ...] = field(default_factory=page_cache.own_figures)


def shown_of(request: Request) -> Shown:
    """What is shown by this server."""
    if request.app.state.own is None:
        request.app.state.own = Shown()
    shown: Shown = request.app.state.own
    return shown


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
    """Show the figures of a file from now on, all of them or none; a file with faults is answered with each of them."""
    with _TAKING:
        start = shown_of(request).start
        shipped = page_cache.panel() if not page_cache.own_figures() else load()
        result = read_given(given, shipped)
        if result.errors:
            return _page(request, given.name, result.errors, 422)
        figures = result.usable()
        before = {place.code: figures_of(shipped, place) for place in places_of(figures)}
        _take(request, figures)
        after = {place.code: figures_of(page_cache.panel(), place) for place in places_of(figures)}
        request.app.state.own = Shown(given.name, moved(figures, before, after), start)
    give_back()
    return RedirectResponse("/own", 303)


@router.post("/forget", response_model=None)
def forget(request: Request) -> Response:
    """Show the figures of the start again."""
    with _TAKING:
        start = shown_of(request).start
        _take(request, start)
        request.app.state.own = Shown(start=start)
    give_back()
    return RedirectResponse("/own", 303)


def _take(request: Request, figures: Sequence[Override]) -> None:
    """Pages, levers and runs that are asked for from now on rest on these figures."""
    state = request.app.state
    page_cache.take(figures)
    if state.simulator is not None:
        state.simulator = state.simulator.again()


def _page(request: Request, name: str = "", faults: tuple[FigureNote, ...] = (), status: int = 200) -> Response:
    shown, figures = shown_of(request), page_cache.own_figures()
    words = words_of(language_of(request))
    content = {
        "name": name or shown.name,
        "faults": blocks_html((fault_table(faults),), words) if faults else "",
        "given": blocks_html([*given_blocks(page_cache.panel().attrs["overrides"])], words) if figures else "",
        "places": places_of(figures),
        "changed": chapter_html(moved_chapter(figures, shown.changes), words) if shown.name and figures else "",
        "is_of_the_start": not shown.name,
    }
    return render(request, "own.html.j2", words.language, content, status, words)
