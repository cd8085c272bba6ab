"""A province's run begun, followed and stopped on the page."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from relode.errors import RelodeError
from relode.fund.request import FundRequest, province_of, short_slugs
from relode.language import Sentence
from relode.places import Place
from relode.usual import HORIZON
from relode.web.pages import page_cache
from relode.web.pages.choices import HORIZONS
from relode.web.plan_runs.plan_request import plans_of
from relode.web.plan_runs.plan_run_records import told
from relode.web.plan_runs.plan_run_text import state_text
from relode.web.plan_runs.run_process import LIVE, Job
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of

FIELDS = ("province", "budget", "horizon")
"""What the form asks for."""


def begin(request: Request, asked: Mapping[str, str]) -> Response:
    """Begin a run, and lead to its page. Raises RelodeError for what cannot be asked."""
    unknown = [name for name in asked if name not in FIELDS]
    if unknown:
        raise RelodeError("web.unknown_fields", offenders=unknown, allowed=", ".join(FIELDS))
    horizon = asked.get("horizon", str(HORIZON))
    if horizon not in map(str, HORIZONS):
        raise RelodeError("web.bad_form", part="horizon")
    province = province_of(asked.get("province", ""))
    wanted = FundRequest(province=short_slugs([province]), budget=asked.get("budget", ""), horizon=int(horizon))
    return _to(plans_of(request).send(province, wanted))


def cancel(request: Request, run: str) -> Response:
    """Stop a run, and lead to its page. Raises RelodeError if there is none."""
    plans_of(request).cancel(_begun(request, run).place, run)
    return _to(run)


def progress(request: Request, run: str) -> Response:
    """How far a run is, for a script. Raises RelodeError if this server did not begin it."""
    return JSONResponse(told(plans_of(request).progress(_begun(request, run).place, run), language_of(request)))


def going_page(request: Request, run: str) -> Response:
    """A run that is not on disk yet: how far it is. Raises RelodeError if this server did not begin it."""
    job, language = _begun(request, run), language_of(request)
    state = plans_of(request).progress(job.place, run)
    content = {
        "name": run,
        "province": job.place,
        "asked": asked_sentence(job.plan),
        "progress": told(state, language),
        "is_live": state.state in LIVE,
    }
    return render(request, "province_going.html.j2", language, content, words=words_of(language))


def going(request: Request, province: Place | None) -> list[dict[str, Any]]:
    """The run that works here, if it is one of that province, or of any."""
    plans, language = plans_of(request), language_of(request)
    provinces = [province] if province is not None else page_cache.provinces()
    jobs = [job for each in provinces if (job := plans.under_way(each)) is not None]
    return [
        {
            "name": job.name,
            "provinces": Sentence("provinces.names", {"provinces": [job.place]}),
            "begun": f"{job.begun:%Y-%m-%d %H:%M}",
            "state": state_text(plans.progress(job.place, job.name), language),
            "asked": asked_sentence(job.plan),
        }
        for job in jobs
    ]


def choices(request: Request, province: Place | None) -> dict[str, Any]:
    """What the form that begins a run lets choose."""
    return {
        "can_begin": plans_of(request).folder is not None,
        "all_provinces": page_cache.provinces(),
        "chosen": province.slug if province is not None else "heilongjiang-province",
        "horizons": HORIZONS,
        "has_own": bool(page_cache.own_figures()),
    }


def asked_sentence(settings: Mapping[str, Any]) -> Sentence:
    """What a run is asked for. Raises RelodeError for settings that are none."""
    request = FundRequest(**settings)
    return Sentence("provinces.asked", {"budget": request.money.amount(), "horizon": request.horizon})


def _begun(request: Request, run: str) -> Job:
    job = plans_of(request).job(run)
    if job is None or job.place.level != "province":
        raise RelodeError("web.unknown_province_run", run=run)
    return job


def _to(run: str) -> Response:
    return RedirectResponse(f"/provinces/{run}", 303)
