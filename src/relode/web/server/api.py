"""The interface for programs: the objects of the command line's `--json`, typed, with OpenAPI at /api/openapi.json."""

from typing import Any, Literal

from fastapi import APIRouter, Request

from relode import __version__
from relode.answers.city_list import listing
from relode.answers.journey import city
from relode.diagnosis import explain as explained
from relode.facts import fingerprint
from relode.outlook import outlook as look_ahead
from relode.web.pages import page_cache
from relode.web.server import shapes
from relode.web.server.speaking import language_of

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.Problem} for status in (400, 404, 409, 413, 414, 421, 422, 429, 503)
}
router = APIRouter(prefix="/api", responses=REFUSALS)


@router.get("/cities")
def cities(type: str | None = None, resource: str | None = None) -> shapes.Cities:
    """All cities and counties, or those on the list of 2013 by type and main resource."""
    return shapes.Cities.model_validate({"places": listing(type, resource)})


@router.get("/diagnose/{name}")
def diagnose(name: str) -> shapes.Diagnosis:
    """Where a city stands."""
    return shapes.Diagnosis.model_validate(page_cache.result(city(name).code).depth.record())


@router.get("/pathways/{name}")
def pathways(name: str) -> shapes.PathwaysShape:
    """Where a city could go."""
    return shapes.PathwaysShape.model_validate(page_cache.result(city(name).code).pathways.record())


@router.get("/outlook/{name}")
def outlook(name: str, until: int = 2035, seed: int = 1) -> shapes.OutlookShape:
    """What may happen to a city."""
    found = look_ahead(page_cache.panel(), city(name), until, seed=seed)
    return shapes.OutlookShape.model_validate(found.record())


@router.get("/explain/{name}/{quantity}/{year}")
def explain(request: Request, name: str, quantity: str, year: int) -> shapes.Explanation:
    """Where one number comes from."""
    record = explained(page_cache.panel(), city(name), quantity, year, language_of(request))
    return shapes.Explanation.model_validate(record)


@router.get("/what-if/{name}")
def what_if(
    request: Request,
    name: str,
    shock: Literal["", "price_fall", "demand_cap"] = "",
    until: Literal["2030", "2035", "2040", "2045", "2050"] = "2035",
) -> shapes.WhatIfShape:
    """What levers would change in a city: each by its name, as in subsidy=0.02; shock; until."""
    from relode.web.what_if.what_if_files import asked, what_ifs

    del shock, until  # named for the schema; the scenario reads them with the levers
    found = what_ifs(request).found(city(name).code, asked(request))
    return shapes.WhatIfShape.model_validate(found.record())


@router.get("/state")
def state(request: Request) -> shapes.State:
    """Which version answers, from which facts, and whether the simulator is warm."""
    found = request.app.state.simulator
    return shapes.State(
        version=__version__,
        data_fingerprint=fingerprint(),
        simulator=found.state if found else "absent",
        shocks=sorted(filter(None, found.grounds)) if found else [],
    )
