"""The interface for programs: the objects of the command line's `--json`, typed, with OpenAPI at /api/openapi.json."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute

from relode import __version__
from relode.answers.city_list import CityList, listing
from relode.answers.journey import city
from relode.diagnosis import explain as explained
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.profiles.explain import Explanation
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.outlook import Outlook
from relode.outlook import outlook as look_ahead
from relode.pathways import Pathways
from relode.plan.simulations.what_if_record import WhatIfAnswer
from relode.record import Doc, Record, answer_of, versioned
from relode.usual import HORIZON
from relode.web.own_figures.sessions import session_of
from relode.web.pages import page_cache
from relode.web.server.speaking import language_of


@dataclass(frozen=True)
class Problem(Record):
    """A refusal (RFC 9457)."""

    type: Annotated[str, Doc("kind of the problem, as RFC 9457 has it")]
    title: Annotated[str, Doc("what the status says")]
    status: Annotated[int, Doc("status of HTTP")]
    detail: Annotated[str, Doc("what is wrong, where, and how to mend it, in the language asked for")]
    code: Annotated[str, Doc("key of the error, the same in each language")]


@dataclass(frozen=True)
class ServerState(Record):
    """Whether the server can answer."""

    version: Annotated[str, Doc("version of the package")]
    data_fingerprint: Annotated[str, Doc("fingerprint of the facts that ship")]
    simulator: Annotated[str, Doc("absent, warming, ready or failed")]
    warmed: Annotated[float, Doc("part of the steps of warming that is done, 0 to 1")]
    shocks: Annotated[tuple[str, ...], Doc("shocks under which what-if can be asked now")]


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 404, 409, 413, 414, 421, 422, 503)
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


def answers(kind: type, status: int = 200, **more: Any) -> dict[str, Any]:
    """What a route says of its answer: a record that is written already, whose class is the schema of it."""
    return {"status_code": status, "response_model": None, "responses": {status: {"model": kind}, **more}}


KNOWN = [Depends(known_parts)]
router = APIRouter(prefix="/api", responses=REFUSALS, dependencies=KNOWN)


@router.get("/cities", **answers(answer_of(CityList, "cities")))
def cities(type: str | None = None, resource: str | None = None) -> dict[str, Any]:
    """All cities and counties, or those on the list of 2013 by type and main resource."""
    return versioned("cities", listing(type, resource).record())


@router.get("/diagnose/{name}", **answers(answer_of(InDepth, "diagnose")))
def diagnose(name: str) -> dict[str, Any]:
    """Where a city stands."""
    return versioned("diagnose", page_cache.result(city(name).code).depth.record())


@router.get("/pathways/{name}", **answers(answer_of(Pathways, "pathways")))
def pathways(name: str) -> dict[str, Any]:
    """Where a city could go."""
    return versioned("pathways", page_cache.result(city(name).code).pathways.record())


@router.get("/outlook/{name}", **answers(answer_of(Outlook, "outlook")))
def outlook(name: str, until: int = HORIZON) -> dict[str, Any]:
    """What may happen to a city."""
    return versioned("outlook", look_ahead(page_cache.panel(), city(name), until).record())


@router.get("/explain/{name}/{quantity}/{year}", **answers(answer_of(Explanation, "explain")))
def explain(request: Request, name: str, quantity: str, year: int) -> dict[str, Any]:
    """Where one number comes from."""
    result = explained(page_cache.panel(), city(name), quantity, year)
    return versioned("explain", result.record(language_of(request)))


@router.get("/what-if/{name}", **answers(answer_of(WhatIfAnswer, "what_if")))
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


@router.get("/state", **answers(ServerState))
def state(request: Request) -> dict[str, Any]:
    """Which version answers, from which facts, and whether the simulator is warm."""
    answers = session_of(request).what_ifs
    simulator = answers.simulator if answers is not None else request.app.state.simulator
    return ServerState(
        version=__version__,
        data_fingerprint=fingerprint(),
        simulator=simulator.state if simulator else "absent",
        warmed=simulator.warmed if simulator else 0.0,
        shocks=tuple(sorted(filter(None, simulator.grounds))) if simulator else (),
    ).record()
