"""The addresses of the page and what answers each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from relode import __version__
from relode.answers.journey import city
from relode.errors import RelodeError
from relode.language import Language
from relode.record import flattened
from relode.web.own_figures import own_routes
from relode.web.own_figures.sessions import FREE, Sessions
from relode.web.pages import compare_routes, deal_routes, downloads, map_routes, page_cache
from relode.web.pages.cities_page import CityFilter, cities_csv, cities_page
from relode.web.pages.city_page import city_page
from relode.web.pages.hand_on import hand_on_page, in_a_frame, of_city, page_file
from relode.web.pages.industry_page import industry_page
from relode.web.pages.live_pictures import live_picture
from relode.web.pages.map_page import home_page
from relode.web.pages.publications import row_page, source_page
from relode.web.pages.stories import group_page, number_page
from relode.web.pages.typed_names import find_page, named_industries, suggested
from relode.web.plan_runs import plans_api, plans_routes
from relode.web.plan_runs.plan_request import newest_run
from relode.web.plan_runs.plans_page import named_runs
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.province_runs import province_routes
from relode.web.server import api
from relode.web.server.api_page import calls
from relode.web.server.problems import problem, refusal
from relode.web.server.rendering import render
from relode.web.server.speaking import Choice, Kept, Pixels, Theme, Width, language_of
from relode.web.server.static import static_file, version
from relode.web.what_if import what_if_routes
from relode.web.what_if.simulator import Simulator

Question = Literal["stand", "next", "ahead", "act", "past", "unknown"]
Sort = Literal["place", "province", "type", "resource", "population_change", "mining_employment_share", "house_price"]


THREADS = 8
"""Answers that are computed at a time: more would need more memory and come no sooner."""


@asynccontextmanager
async def few_threads(_: FastAPI) -> AsyncIterator[None]:
    """While the server runs, answers are computed in THREADS threads."""
    current_default_thread_limiter().total_tokens = THREADS
    yield


class Site(FastAPI):
    """Addresses whose schema tells records as they are written."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the figures of its browser session; one whose own figures are gone is told so."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope["app"], sessions, request = self, self.state.sessions, Request(scope)
        session = sessions.of(request)
        is_lost = session is None and not request.url.path.startswith(FREE)
        scope["relode.session"] = session or sessions.start
        with page_cache.showing(scope["relode.session"].figures):
            if is_lost:
                await problem(request, 410, "figures_lost")(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The schema of the interface for programs."""
        if self.openapi_schema is None:
            shapes = super().openapi()["components"]["schemas"]
            shapes.update({name: flattened(shapes, name) for name in shapes})
        return super().openapi()


def application(
    simulator: Simulator | None = None,
    plans: PlanRuns | None = None,
    language: Language = "en",
    sessions: Sessions | None = None,
) -> FastAPI:
    """All routes, without the guard around them; without a simulator or plan runs their views say so.

    `language` is that of pages for who asks for none.
    """
    app = Site(
        title="Relode",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=few_threads,
    )
    app.state.simulator, app.state.sessions = simulator, sessions or Sessions()
    app.state.plans = plans or PlanRuns(None)
    app.state.language = language
    app.include_router(api.router)
    app.include_router(plans_api.router)
    app.include_router(plans_routes.router)
    app.include_router(province_routes.router)
    app.include_router(map_routes.router)
    app.include_router(compare_routes.router)
    app.include_router(deal_routes.router)
    app.include_router(own_routes.router)
    app.include_router(what_if_routes.router)
    for address, answer in (
        ("/", home),
        ("/find", find),
        ("/names.json", names),
        ("/industries.json", industries),
        ("/runs.json", runs),
        ("/cities", cities),
        ("/cities.csv", cities_file),
        ("/api", interface),
        ("/city/{name}/number/{quantity}/{year}", number),
        ("/city/{name}/group/{group}/{quantity}/{year}", group),
        ("/city/{name}/picture/{key}.svg", picture),
        ("/city/{name}/picture/{key}.png", picture_png),
        ("/city/{name}/picture/{key}.csv", numbers),
        ("/city/{name}/picture/{key}.json", picture_live),
        ("/city/{name}/picture/{key}", picture_alone),
        ("/city/{name}/picture/{key}/embed", picture_embed),
        ("/city/{name}/file/{question}", page_kept),
        ("/city/{name}/tables.xlsx", workbook),
        ("/city/{name}/report", report),
        ("/city/{name}", stand),
        ("/city/{name}/{question}", question),
        ("/industry/{code}", industry),
        ("/source/{key}", source),
        ("/facts/{table}/{line}", fact),
        ("/static/{name}", static),
        ("/favicon.ico", icon),
    ):
        app.add_api_route(address, answer, include_in_schema=False, response_model=None)
    app.add_exception_handler(RelodeError, refusal)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _defect)
    return app


def icon(request: Request) -> Response:
    """The icon that a browser asks for where a page names none, as a report does."""
    return static(request, "icon.svg")


def home(request: Request, asked: map_routes.Asked) -> Response:
    """The first page, with the map of places."""
    return home_page(request, language_of(request), asked)


def find(q: Choice = "", question: Question = "stand", kept: Kept = "") -> Response:
    """From a name to its city, by a question; what was chosen for it is `kept`."""
    return find_page(q, question, kept)


def names(request: Request) -> Response:
    """What a search suggests."""
    return JSONResponse(suggested(language_of(request)), headers=downloads.keeping(request))


def industries(request: Request) -> Response:
    """The industries that a search finds."""
    return JSONResponse(named_industries(language_of(request)), headers=downloads.keeping(request))


def industry(request: Request, code: str) -> Response:
    """An industry over the resource cities."""
    return industry_page(request, language_of(request), code)


def runs(request: Request) -> Response:
    """The newest runs, for a search."""
    return JSONResponse(named_runs(request, language_of(request)), headers={"cache-control": "no-store"})


def _asked(
    q: Choice = "",
    type: Choice = "",
    resource: Choice = "",
    province: Choice = "",
    listed: Choice = "",
    sort: Sort = "place",
    down: Choice = "",
) -> CityFilter:
    return CityFilter(q, type, resource, province, listed, sort, down)


Filters = Annotated[CityFilter, Depends(_asked)]


def cities(request: Request, asked: Filters) -> Response:
    """The page of all cities."""
    return cities_page(request, language_of(request), asked)


def cities_file(asked: Filters) -> Response:
    """The table of all cities as CSV."""
    return cities_csv(asked)


def interface(request: Request) -> Response:
    """What programs may ask for."""
    return render(request, "api.html.j2", language_of(request), {"calls": calls(request.app.openapi())})


def number(request: Request, name: str, quantity: str, year: int) -> Response:
    """The story of a number."""
    return number_page(request, language_of(request), name, quantity, year)


def source(request: Request, key: str) -> Response:
    """A publication."""
    return source_page(request, language_of(request), key)


def fact(request: Request, table: str, line: int) -> Response:
    """A row of a shipped table."""
    return row_page(request, language_of(request), table, line)


def group(request: Request, name: str, group: Literal["peers", "type"], quantity: str, year: int) -> Response:
    """The story of a median."""
    return group_page(request, language_of(request), name, group, quantity, year)


def picture(request: Request, name: str, key: str, width: Width = "wide", theme: Theme = "light") -> Response:
    """A drawing of a city, as SVG."""
    place, language = city(name), language_of(request)
    if key not in page_cache.drawn(place.code, language):
        return problem(request, 404, "no_picture")
    return downloads.svg(request, page_cache.drawing(place.code, key, language, width, theme))


def picture_png(request: Request, name: str, key: str) -> Response:
    """A drawing as PNG."""
    place, language = city(name), language_of(request)
    if key not in page_cache.drawn(place.code, language):
        return problem(request, 404, "no_picture")
    return downloads.kept(page_cache.picture_png(place.code, key, language), "image/png", f"{place.slug}-{key}.png")


def picture_live(request: Request, name: str, key: str, width: Pixels = 640) -> Response:
    """A drawing that answers to pointer and keys, as a specification."""
    place, language = city(name), language_of(request)
    if key not in page_cache.drawn(place.code, language):
        return problem(request, 404, "no_picture")
    return downloads.specification(request, live_picture(place.code, key, language, width))


def picture_alone(request: Request, name: str, key: str) -> Response:
    """A picture with its finding and sources, for a frame of another page."""
    content = of_city(request, name, key)
    return in_a_frame(request, content) if content else problem(request, 404, "no_picture")


def picture_embed(request: Request, name: str, key: str) -> Response:
    """What to copy for such a frame."""
    content = of_city(request, name, key)
    return hand_on_page(request, content) if content else problem(request, 404, "no_picture")


def page_kept(request: Request, name: str, question: Literal["stand", "next", "ahead", "past", "unknown"]) -> Response:
    """A page of a city as one file."""
    return page_file(request, language_of(request), name, question)


def numbers(request: Request, name: str, key: str) -> Response:
    """The numbers of a drawing."""
    place, language = city(name), language_of(request)
    if key not in page_cache.drawn(place.code, language):
        return problem(request, 404, "no_picture")
    return downloads.picture_csv(place, key, language)


def workbook(request: Request, name: str) -> Response:
    """All tables of a city."""
    return downloads.workbook(city(name), language_of(request))


def report(request: Request, name: str, keep: bool = False) -> Response:
    """The report of a city, to open or to keep: that of its newest plan, where there is one."""
    place, language = city(name), language_of(request)
    if (run := newest_run(request, place)) is not None:
        asked = f"lang={language}{'&keep=1' if keep else ''}"
        return RedirectResponse(f"/city/{place.slug}/plans/{run.name}/report?{asked}", 302)
    if keep:
        return downloads.report(place, language)
    sheet, script = (f"/static/{file}?v={version(file)}" for file in ("report.css", "report.js"))
    return HTMLResponse(page_cache.report(place.code, language, sheet, script))


def stand(request: Request, name: str) -> Response:
    """A city: where it stands."""
    return city_page(request, language_of(request), name, "stand")


def question(request: Request, name: str, question: Question) -> Response:
    """A city by question."""
    return city_page(request, language_of(request), name, question)


def static(request: Request, name: str) -> Response:
    """A file of the package."""
    return static_file(name) or problem(request, 404, "no_page")


def _invalid(request: Request, error: RequestValidationError) -> Response:
    named = [[part for part in each["loc"] if isinstance(part, str)] for each in error.errors()]
    where = ", ".join(dict.fromkeys(parts[-1] for parts in named))
    is_address = any(each["loc"][0] == "path" for each in error.errors())
    return problem(request, 404, "no_page") if is_address else problem(request, 422, "bad_value", where=where)


def _http(request: Request, error: HTTPException) -> Response:
    return problem(request, error.status_code, "method" if error.status_code == 405 else "no_page")


def _defect(request: Request, error: Exception) -> Response:
    return problem(request, 500, "defect", kind=type(error).__name__)
