"""The interface for programs: the objects of the command line's `--json`, typed, with OpenAPI at /api/openapi.json."""

from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute

from relode import __version__
from relode.answers.city_list import listing
from relode.answers.journey import city
from relode.diagnosis import explain as explained
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.outlook import outlook as look_ahead
from relode.records import versioned
from relode.web.pages import page_cache
from relode.web.server import shapes
from relode.web.server.speaking import language_of

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.Problem} for status in (400, 404, 409, 413, 414, 421, 422, 429, 503)
}


def known_parts(request: Request) -> None:
    """Raises RelodeError for a part of the address that the call does not name, or names twice."""
    route: APIRoute = request.scope["route"]
    if route.path.startswith("/api/what-if/"):
        return  # levers are checked with the scenario
    known = [field.alias for field in route.dependant.query_params]
    asked = [name for name, _ in request.query_params.multi_items() if name != "lang"]
    wrong = [name for name in asked if name not in known or asked.count(name) > 1]
    if wrong:
        allowed = ", ".join([*known, "lang"])
        raise RelodeError("web.unknown_fields", offenders=list(dict.fromkeys(wrong)), allowed=allowed)


KNOWN = [Depends(known_parts)]
router = APIRouter(prefix="/api", responses=REFUSALS, dependencies=KNOWN)


@router.get("/cities", response_model=shapes.Cities)
def cities(type: str | None = None, resource: str | None = None) -> dict[str, Any]:
    """All cities and counties, or those on the list of 2013 by type and main resource."""
    return versioned("cities", listing(type, resource).record())


@router.get("/diagnose/{name}", response_model=shapes.Diagnosis)
def diagnose(name: str) -> dict[str, Any]:
    """Where a city stands."""
    return versioned("diagnose", page_cache.result(city(name).code).depth.record())


@router.get("/pathways/{name}", response_model=shapes.PathwaysShape, response_model_exclude_unset=True)
def pathways(name: str) -> dict[str, Any]:
    """Where a city could go."""
    return versioned("pathways", page_cache.result(city(name).code).pathways.record())


@router.get("/outlook/{name}", response_model=shapes.OutlookShape)
def outlook(name: str, until: int = 2035) -> dict[str, Any]:
    """What may happen to a city."""
    return versioned("outlook", look_ahead(page_cache.panel(), city(name), until).record())


@router.get("/explain/{name}/{quantity}/{year}", response_model=shapes.ExplanationShape)
def explain(request: Request, name: str, quantity: str, year: int) -> dict[str, Any]:
    """Where one number comes from."""
    result = explained(page_cache.panel(), city(name), quantity, year)
    return versioned("explain", result.record(language_of(request)))


@router.get("/what-if/{name}", response_model=shapes.WhatIfShape)
def what_if(
    request: Request,
    name: str,
    shock: Literal["", "price_fall", "demand_cap"] = "",
    until: Literal["2030", "2035", "2040", "2045", "2050"] = "2035",
) -> dict[str, Any]:
    """What levers would change in a city: each by its name, as in subsidy=0.02; shock; until."""
    from relode.web.what_if.what_if_files import asked, what_ifs

    del shock, until  # named for the schema; the scenario reads them with the levers
    result = what_ifs(request).found(city(name).code, asked(request))
    return versioned("what_if", result.answer.record())


@router.get("/state")
def state(request: Request) -> shapes.ServerState:
    """Which version answers, from which facts, and whether the simulator is warm."""
    simulator = request.app.state.simulator
    return shapes.ServerState(
        version=__version__,
        data_fingerprint=fingerprint(),
        simulator=simulator.state if simulator else "absent",
        warmed=simulator.warmed if simulator else 0.0,
        shocks=sorted(filter(None, simulator.grounds)) if simulator else [],
    )
