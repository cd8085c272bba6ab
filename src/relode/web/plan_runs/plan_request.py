"""Begin and stop plan runs: what a form or a program asks for, and the settings of a run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from relode.answers.journey import city
from relode.errors import RelodeError
from relode.language import Language
from relode.places import Place
from relode.report.document.parts import document_name
from relode.web.pages import page_cache
from relode.web.plan_runs.run_process import Job, PlanRuns, Progress
from relode.web.plan_runs.stored_runs import StoredRun

if TYPE_CHECKING:
    from relode.decisions.request import PlanRequest

FIELDS = ("budget", "bonds", "granted", "horizon")
"""What a form or a program may ask for."""
MOST_FIELDS = 40
"""Fields of a form."""


def plans_of(request: Request) -> PlanRuns:
    """The plan runs of the server."""
    runs: PlanRuns = request.app.state.plans
    return runs


def runs_of(request: Request, place: Place) -> list[StoredRun]:
    """The runs of a place that this browser may see: those made with the figures that it sees. The newest first."""
    return [run for run in plans_of(request).of(place) if is_seen(run)]


def is_seen(run: StoredRun) -> bool:
    """Whether a run was made with the own figures that are shown, or with none where none are."""
    return bool(run.manifest["settings"].get("overrides", []) == page_cache.own_records())


def run_of(request: Request, place: Place, name: str) -> StoredRun | None:
    """The run of that name among those that this browser may see, None without."""
    return next((run for run in runs_of(request, place) if run.name == name), None)


def job_of(request: Request, place: Place) -> Job | None:
    """The run of a place that works here, if this browser may see it."""
    job = plans_of(request).under_way(place)
    return job if job is not None and job.own == page_cache.own_records() else None


def progress_of(request: Request, place: Place, name: str) -> Progress:
    """How far a run is. Raises RelodeError for one that this browser may not see, as for one that is not there."""
    job, run = plans_of(request).job(name), run_of(request, place, name)
    if run is None and (job is None or job.own != page_cache.own_records()):
        raise RelodeError("web.unknown_run", run=name, place=place.slug)
    return plans_of(request).progress_of(place, name, run)


def newest_run(request: Request, place: Place) -> StoredRun | None:
    """The newest plan of a place that came to its end and that this version reads, None without."""
    return next((run for run in runs_of(request, place) if run.is_finished and not run.is_older), None)


def documents_of(run: StoredRun, place: Place, language: Language) -> dict[str, Any]:
    """The page of a run, when it was begun, and whether its document is there."""
    has_document = (run.folder / document_name(language)).is_file()
    address = f"/city/{place.slug}/plans/{run.name}"
    return {"address": address, "begun": f"{run.started:%Y-%m-%d %H:%M}", "has_document": has_document}


async def form(request: Request) -> dict[str, str]:
    """What a form of the page has posted. Raises RelodeError for what is no form."""
    try:
        return _parts((await request.body()).decode("ascii"))
    except UnicodeDecodeError as error:
        raise RelodeError("web.bad_form", part="form") from error


def settings(place: Place, asked: Mapping[str, str]) -> "PlanRequest":
    """The settings of a plan run.

    Raises RelodeError for what does not fit, and for a field that is not known.
    """
    unknown = [name for name in asked if name not in FIELDS]
    if unknown:
        raise RelodeError("web.unknown_fields", offenders=unknown, allowed=", ".join(FIELDS))
    from relode.decisions.money import sums_of
    from relode.decisions.request import PlanRequest

    horizon = asked.get("horizon", "")
    if not (horizon.isascii() and horizon.isdecimal() and len(horizon) == 4):
        raise RelodeError("web.bad_form", part="horizon")
    result = PlanRequest(
        budget=asked.get("budget", ""),
        bonds=asked.get("bonds", ""),
        granted=asked.get("granted", ""),
        horizon=int(horizon),
    )
    sums_of(page_cache.panel(), place, result)
    return result


def _parts(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise RelodeError("web.bad_form", part="form") from error


def begin(request: Request, name: str, asked: Mapping[str, str]) -> Response:
    """Begin a run, and lead to its page; to that of the one that is done already if nothing would differ."""
    place = city(name)
    return _to(place, plans_of(request).send(place, settings(place, asked), page_cache.own_records()))


def cancel(request: Request, name: str, run: str) -> Response:
    """Stop a run, and lead to its page."""
    place = city(name)
    progress_of(request, place, run)
    plans_of(request).cancel(place, run)
    return _to(place, run)


def _to(place: Place, run: str) -> Response:
    return RedirectResponse(f"/city/{place.slug}/plans/{run}", 303)
