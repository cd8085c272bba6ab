"""The addresses of runs of provinces. Their words need the engine, which is loaded when they are first asked for."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from relode.web.plan_runs.plan_request import form
from relode.web.server.speaking import Choice
from relode.web.what_if.simulator import load_engine

File = Literal["page.html", "document.docx", "tables.xlsx", "fund.json"]
router = APIRouter(prefix="/provinces", include_in_schema=False, dependencies=[Depends(load_engine)])


@router.get("", response_model=None)
def provinces(request: Request, of: Choice = "") -> Response:
    """All runs of provinces, or those of one."""
    from relode.web.province_runs import province_pages

    return province_pages.list_page(request, of)


@router.post("", response_model=None)
def begin(request: Request, asked: Annotated[dict[str, str], Depends(form)]) -> Response:
    """Begin a run."""
    from relode.web.province_runs import province_begun

    return province_begun.begin(request, asked)


@router.post("/{run}/cancel", response_model=None)
def cancel(request: Request, run: str) -> Response:
    """Stop a run that this server began."""
    from relode.web.province_runs import province_begun

    return province_begun.cancel(request, run)


@router.get("/{run}/progress.json", response_model=None)
def progress(request: Request, run: str) -> Response:
    """How far a run is that this server began."""
    from relode.web.province_runs import province_begun

    return province_begun.progress(request, run)


@router.get("/{run}", response_model=None)
def province(request: Request, run: str) -> Response:
    """The page of one run."""
    from relode.web.province_runs import province_pages

    return province_pages.run_page(request, run)


@router.get("/{run}/place/{name}", response_model=None)
def place(request: Request, run: str, name: str) -> Response:
    """Every decision of one place of a run."""
    from relode.web.province_runs import province_pages

    return province_pages.place_page(request, run, name)


@router.get("/{run}/figure/{at}", response_model=None)
def figure(request: Request, run: str, at: int) -> Response:
    """Where a computed figure of a run comes from."""
    from relode.web.province_runs import province_pages

    return province_pages.figure_page(request, run, at)


@router.get("/{run}/place/{name}/figure/{at}", response_model=None)
def figure_of_place(request: Request, run: str, name: str, at: int) -> Response:
    """Where a computed figure of one place of a run comes from."""
    from relode.web.province_runs import province_pages

    return province_pages.figure_page(request, run, at, name)


@router.get("/{run}/file/{name}", response_model=None)
def kept(request: Request, run: str, name: File) -> Response:
    """A file of a run, to keep."""
    from relode.web.province_runs import province_files

    return province_files.kept_file(request, run, name)
