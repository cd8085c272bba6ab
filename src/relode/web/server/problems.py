"""Bad requests: an understandable page, or problem JSON (RFC 9457) under /api."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from relode.errors import NoVerdict, RelodeError
from relode.language import Language, say
from relode.places import Place, by_code
from relode.places.lookup import suggestions
from relode.web.server.speaking import language_of

WAIT = {"web.warming": 2, "web.plan_under_way": 60}
"""Error -> seconds after which the same may be requested again."""
UNKNOWN = ("unknown_place", "unknown_place_near", "ambiguous_place", "unknown_quantity", "unknown_quantity_near",
           "no_such_number", "only_simulated", "no_such_year", "left_out_year", "web.unknown_run", "web.no_plans_yet",
           "web.unknown_figure", "web.unknown_source", "web.unknown_row", "unknown_industry",
           "web.unknown_province_run", "web.not_judged", "web.nothing_in_common")  # fmt: skip
"""Errors that say that what was asked for does not exist."""


LATER = ("web.warming", "web.plan_under_way", "web.failed", "web.absent", "web.plans_absent")
"""Errors that say that the server cannot answer now."""
CONFLICTS = frozenset({"web.run_not_going", "web.figure_moved", "run_in_use",
             "damaged_run",
             "damaged_part", "other_version"})  # fmt: skip
"""Errors that say that a run is not in the state that was thought."""


def problem(request: Request, status: int, key: str, **values: object) -> Response:
    """A problem of the page itself: a key of `web.problem`."""
    language = language_of(request)
    return answer(request, status, key, say(f"web.problem.{key}", language, method=request.method, **values))


def refusal(request: Request, error: RelodeError) -> Response:
    """What the rooms below refused, said as they say it."""
    is_conflict = isinstance(error, NoVerdict) or error.key in CONFLICTS
    status = 404 if error.key in UNKNOWN else 409 if is_conflict else 503 if error.key in LATER else 400
    name = str(error.values.get("name", ""))
    near = [by_code()[code] for code in suggestions(name)] if "place" in error.key else []
    response = answer(request, status, error.key, error.say(language_of(request)), near)
    if error.key in WAIT:
        response.headers["retry-after"] = str(WAIT[error.key])
    return response


def answer(request: Request, status: int, key: str, detail: str, near: Sequence[Place] = ()) -> Response:
    """Problem JSON under /api, a page elsewhere."""
    language = language_of(request)
    title = say("web.status.run" if key in CONFLICTS else f"web.status.s{status}", language)
    if request.url.path.startswith("/api") or request.url.path.endswith(".json"):
        content: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        content |= {"code": key} | ({"suggestions": [place.record() for place in near]} if near else {})
        return JSONResponse(content, status, media_type="application/problem+json")
    return page(request, status, title, detail, near, language, is_lost=key == "figures_lost")


def page(
    request: Request, status: int, title: str, detail: str, near: Sequence[Place], language: Language, *, is_lost: bool
) -> Response:
    """A page that says what went wrong and where to go on."""
    from relode.web.server.rendering import render

    content = {
        "title": title,
        "detail": detail,
        "near": near,
        "status": status,
        "is_lost": is_lost,
        "is_of_place": status == 404 and "/find" in request.url.path,
    }
    return render(request, "problem.html.j2", language, content, status)
