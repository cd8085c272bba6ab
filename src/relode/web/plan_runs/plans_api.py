"""Plan runs for programs: begin one, ask how far it is, read what it found, stop it."""

from typing import Any

from fastapi import APIRouter, Request

from relode.answers.journey import city
from relode.web.pages import page_cache
from relode.web.plan_runs.plan_files import run_of
from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.plan_request import plans_of, progress_of, runs_of, settings
from relode.web.plan_runs.plan_run_records import PlanRunList, RunProgress, WrittenPlan, run_told, told
from relode.web.server.api import KNOWN, REFUSALS, Problem, answers
from relode.web.server.speaking import language_of

POSTED: dict[str, dict[str, Any]] = {"403": {"model": Problem}}
router = APIRouter(prefix="/api/plans", responses=REFUSALS, dependencies=KNOWN)


@router.get("/{name}", **answers(PlanRunList))
def runs(request: Request, name: str) -> dict[str, Any]:
    """The plan runs of a city that lie on disk, the newest first."""
    place = city(name)
    return PlanRunList(place, tuple(map(run_told, runs_of(request, place)))).record()


@router.post("/{name}", **answers(RunProgress, 202, **POSTED))
def begin(request: Request, name: str, order: Order) -> dict[str, Any]:
    """Begin a plan run; one that is there already is not made again."""
    place, plans = city(name), plans_of(request)
    asked = {name: str(value) for name, value in order.model_dump().items()}
    return _progress(request, name, plans.send(place, settings(place, asked), page_cache.own_records()))


@router.get("/{name}/{run}", **answers(WrittenPlan))
def plan(request: Request, name: str, run: str) -> dict[str, Any]:
    """What a plan run found so far: the object of `relode plan --json`."""
    return {**run_of(request, name, run).whole(), "run": run}


@router.get("/{name}/{run}/progress", **answers(RunProgress))
def progress(request: Request, name: str, run: str) -> dict[str, Any]:
    """How far a plan run is."""
    return _progress(request, name, run)


@router.post("/{name}/{run}/cancel", **answers(RunProgress, 200, **POSTED))
def cancel(request: Request, name: str, run: str) -> dict[str, Any]:
    """Stop the plan run that runs here."""
    progress_of(request, city(name), run)
    plans_of(request).cancel(city(name), run)
    return _progress(request, name, run)


def _progress(request: Request, name: str, run: str) -> dict[str, Any]:
    result = progress_of(request, city(name), run)
    return RunProgress(**told(result, language_of(request))).record()
