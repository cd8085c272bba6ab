"""The addresses of plan runs: pages and files are asked for by GET, what changes something by POST."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from relode.web.pages.hand_on import hand_on_page, in_a_frame
from relode.web.plan_runs import plan_files, plans_page
from relode.web.plan_runs import plan_request as plan_asking

Form = Annotated[dict[str, str], Depends(plan_asking.form)]
router = APIRouter(prefix="/city/{name}/plans", include_in_schema=False)


@router.get("", response_model=None)
def plans(request: Request, name: str) -> Response:
    """All runs of a city."""
    return plans_page.list_page(request, name)


@router.post("", response_model=None)
def begin(request: Request, name: str, asked: Form) -> Response:
    """Begin a run."""
    return plan_asking.begin(request, name, asked)


@router.get("/{run}", response_model=None)
def run(request: Request, name: str, run: str) -> Response:
    """The page of one run."""
    return plans_page.run_page(request, name, run)


@router.post("/{run}/cancel", response_model=None)
def cancel(request: Request, name: str, run: str) -> Response:
    """Stop a run."""
    return plan_asking.cancel(request, name, run)


@router.get("/{run}/figure/{at}", response_model=None)
def figure(request: Request, name: str, run: str, at: int) -> Response:
    """Where a computed figure of a run comes from."""
    return plans_page.figure_page(request, name, run, at)


@router.get("/{run}/one/{at}", response_model=None)
def figure_of_page_one(request: Request, name: str, run: str, at: int) -> Response:
    """Where a computed figure of page one of a run comes from."""
    return plans_page.figure_page(request, name, run, at, is_of_page_one=True)


@router.get("/{run}/one", response_model=None)
def page_one(request: Request, name: str, run: str) -> Response:
    """Page one of a run, for a frame of another page."""
    return in_a_frame(request, plan_files.page_one_alone(request, name, run))


@router.get("/{run}/embed", response_model=None)
def embed(request: Request, name: str, run: str) -> Response:
    """What to copy for such a frame."""
    return hand_on_page(request, plan_files.page_one_alone(request, name, run))


@router.get("/{run}/report", response_model=None)
def report(request: Request, name: str, run: str, keep: bool = False) -> Response:
    """The report of a run, to open or to keep."""
    return plan_files.report(request, name, run, keep)


@router.get("/{run}/brief", response_model=None)
def brief(request: Request, name: str, run: str) -> Response:
    """The brief of a run."""
    return plan_files.brief(request, name, run)


@router.get("/{run}/plan.docx", response_model=None)
def document(request: Request, name: str, run: str) -> Response:
    """The document of a run."""
    return plan_files.document(request, name, run)


@router.get("/{run}/tables.xlsx", response_model=None)
def workbook(request: Request, name: str, run: str) -> Response:
    """All tables of a run."""
    return plan_files.workbook(request, name, run)
