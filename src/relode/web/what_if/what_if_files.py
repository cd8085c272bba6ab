"""The what-if view in parts: answers, pictures and files of a scenario."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from relode.answers.journey import city
from relode.charts.what_if_fans import BANDS
from relode.errors import RelodeError
from relode.language import Language, Sentence
from relode.model.policy.policy_file import write_policy
from relode.plan.simulations.what_if import SHOWN, change_unit
from relode.report.html import svg_of
from relode.story.words import TracedFigure
from relode.vocabulary import quantity
from relode.web.pages import downloads
from relode.web.pages.figure_origin import Computed, origin_page
from relode.web.pages.live_pictures import in_page_colours
from relode.web.server.rendering import words_of
from relode.web.server.speaking import language_of
from relode.web.what_if.scenario import Scenario, scenario_of
from relode.web.what_if.what_if_page import WhatIfs, said_of, trace_of, what_ifs_of
from relode.web.what_if.what_if_pictures import large_of, scenario_picture, specs
from relode.web.what_if.what_if_text import command, setting


def what_ifs(request: Request) -> WhatIfs:
    """The answers of the server's simulator. Raises RelodeError if it has none."""
    source = what_ifs_of(request)
    if source is None:
        raise RelodeError("web.absent")
    return source


def asked(request: Request) -> Scenario:
    """The scenario of an address. Raises RelodeError."""
    return scenario_of(dict(request.query_params))


def answer(request: Request, name: str) -> Response:
    """What the scenario changes, ready for the page."""
    place, scenario = city(name), asked(request)
    told = what_ifs(request).told(place.code, scenario, large_of(request.query_params), language_of(request))
    return JSONResponse(told)


def origin(request: Request, name: str, at: int) -> Response:
    """Where a figure that is said of a scenario comes from. Raises RelodeError where there is none of that number."""
    place, source = city(name), what_ifs(request)
    scenario = scenario_of({key: value for key, value in request.query_params.items() if key != "in"})
    result = source.found(place.code, scenario)

    def figures(asked: Language) -> list[TracedFigure]:
        trace = trace_of(place, scenario, asked)
        said_of(result, scenario, words_of(asked, trace=trace))
        return trace.figures

    said = setting(result, scenario)
    back, title = f"/city/{place.slug}/act?{urlencode(scenario.query())}", Sentence("web.question.act", {})
    return origin_page(request, at, figures, Computed(said, command(place, scenario, result), back, title, place))


def specifications(request: Request, name: str, width: int) -> Response:
    """The pictures, without the numbers of any scenario."""
    city(name)
    content = _specifications(width, language_of(request))
    return Response(content, media_type="application/json", headers=downloads.keeping(request))


@lru_cache(maxsize=64)
def _specifications(width: int, language: Language) -> str:
    return in_page_colours(json.dumps(specs(width, language)), language)


def drawing(request: Request, name: str, shown: str, width: str, theme: str) -> Response:
    """One picture of the scenario as it stands: of a change, or of `paths`. RelodeError for what is not drawn."""
    place, scenario, language = city(name), asked(request), language_of(request)
    result = what_ifs(request).found(place.code, scenario)
    drawn = scenario_picture(result, scenario, shown, large_of(request.query_params), language)
    return downloads.svg(request, svg_of(drawn, width, theme))


def policy(request: Request, name: str) -> Response:
    """The scenario as a policy that `relode simulate` reads."""
    place = city(name)
    content = write_policy(asked(request).policy(place)).encode()
    return downloads.kept(content, "application/toml; charset=utf-8", f"{place.slug}-what-if.toml")


def numbers(request: Request, name: str) -> Response:
    """All bands of the scenario, exact."""
    place = city(name)
    result = what_ifs(request).found(place.code, asked(request))
    header = ["quantity", "unit", "policy", "year", *BANDS]
    table: list[list[Any]] = [
        [shown, unit, policy_name, year, *values]
        for shown in SHOWN
        for policy_name, unit, bands in (
            ("do_nothing", quantity(shown).unit, result.nothing[shown]),
            ("plan", quantity(shown).unit, result.plan[shown]),
            ("difference", change_unit(shown), result.difference[shown]),
        )
        for year, values in zip(result.futures.years, bands.T.tolist(), strict=True)
    ]
    return downloads.csv_file(f"{place.slug}-what-if.csv", header, table)
