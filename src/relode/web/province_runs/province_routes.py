"""The addresses of runs of provinces. Their words need the engine, which is loaded when they are first asked for."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from relode.web.server.query_types import Choice
from relode.web.what_if.simulator import load_engine

File = Literal["page.html", "document.docx", "tables.xlsx", "fund.json"]
router = APIRouter(prefix="/provinces", include_in_schema=False)


@router.get("", response_model=None)
def provinces(request: Request, of: Choice = "") -> Response:
    """All runs of provinces, or those of one."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.list_page(request, of)


@router.get("/{run}", response_model=None)
def province(request: Request, run: str) -> Response:
    """The page of one run."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.run_page(request, run)


@router.get("/{run}/place/{name}", response_model=None)
def place(request: Request, run: str, name: str) -> Response:
    """Every decision of one place of a run."""
    load_engine()
    from relode.web.province_runs import province_pages

    return province_pages.place_page(request, run, name)


@router.get("/{run}/file/{name}", response_model=None)
def kept(request: Request, run: str, name: File) -> Response:
    """A file of a run, to keep."""
    load_engine()
    from relode.web.province_runs import province_files

    return province_files.kept_file(request, run, name)
