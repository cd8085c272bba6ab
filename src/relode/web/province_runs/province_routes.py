"""The addresses of runs of provinces. Their words need the engine, which is loaded when they are first asked for."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from relode.web.what_if.simulator import load_engine

Width = Literal["wide", "narrow"]
Theme = Literal["light", "dark"]
File = Literal["page.html", "brief.docx", "document.docx", "tables.xlsx", "fund.csv", "fund.json"]
router = APIRouter(prefix="/provinces", include_in_schema=False)


@router.get("", response_model=None)
def provinces(request: Request) -> Response:
    """All runs of provinces."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.list_page(request)


@router.get("/{run}", response_model=None)
def province(request: Request, run: str) -> Response:
    """The page of one run."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.run_page(request, run)


@router.get("/{run}/place/{name}", response_model=None)
def place(request: Request, run: str, name: str) -> Response:
    """Every measure in one place of a run."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.place_page(request, run, name)


@router.get("/{run}/file/{name}", response_model=None)
def kept(request: Request, run: str, name: File) -> Response:
    """A file of a run, to keep."""
    load_engine()
    from relode.web.province_runs import province_files

    return province_files.kept_file(request, run, name)


@router.get("/{run}/picture/{key}.svg", response_model=None)
def picture(request: Request, run: str, key: str, width: Width = "wide", theme: Theme = "light") -> Response:
    """The map of a run."""
    load_engine()
    from relode.web.province_runs import province_files

    return province_files.picture(request, run, key, width, theme)


@router.get("/{run}/picture/{key}.png", response_model=None)
def picture_png(request: Request, run: str, key: str) -> Response:
    """The map as PNG."""
    load_engine()
    from relode.web.province_runs import province_files

    return province_files.picture_png(request, run, key)


@router.get("/{run}/picture/{key}.csv", response_model=None)
def numbers(request: Request, run: str, key: str) -> Response:
    """The numbers of the map."""
    load_engine()
    from relode.web.province_runs import province_files

    return province_files.numbers(request, run, key)
