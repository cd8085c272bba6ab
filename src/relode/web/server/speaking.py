"""Which language a request is answered in."""

from typing import Annotated, Literal

from fastapi import Query
from starlette.requests import Request

from relode.language import LANGUAGES, Language

COOKIE = "lang"


def language_of(request: Request) -> Language:
    """`?lang=`, then the stored choice, then what the browser asks for, then that of the server."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE), _accepted(request)):
        for language in LANGUAGES:
            if wish == language:
                return language
    # What the guard refuses has no application around it.
    app = request.scope.get("app")
    own: Language = app.state.language if app is not None else "en"
    return own


def _accepted(request: Request) -> str:
    """The first language of Accept-Language that is ours, by weight."""
    weighed = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        share = weight if weight.replace(".", "", 1).isdecimal() else "1"
        weighed.append((-float(share), tag[:2].lower()))
    return next((tag for _, tag in sorted(weighed, key=lambda w: w[0]) if tag in LANGUAGES), "")


Width = Literal["wide", "narrow", "alone"]
Theme = Literal["light", "dark"]
Pixels = Annotated[int, Query(ge=200, le=1200)]
Choice = Annotated[str, Query(max_length=40)]
Kept = Annotated[str, Query(max_length=1000)]
"""A query within a query: what was chosen on the page from which another one is asked for."""
Year = Annotated[int | None, Query(ge=1900, le=2100)]
