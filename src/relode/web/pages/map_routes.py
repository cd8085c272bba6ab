"""The addresses of the map of places: drawn by a browser, as a file, and for a frame of another page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from relode.language import say
from relode.report.html import svg_of
from relode.web.pages import downloads
from relode.web.pages.hand_on import HandedOn, drawn, hand_on_page, in_a_frame
from relode.web.pages.map_page import MAPPED, Among, MapRequest, View, map_file, map_picture
from relode.web.server.speaking import Choice, Pixels, Theme, Width, Year, language_of

router = APIRouter(include_in_schema=False)


def _asked(quantity: Choice = MAPPED[0], year: Year = None, view: View = "map", among: Among = "listed") -> MapRequest:
    return MapRequest(quantity, year, view, among)


Asked = Annotated[MapRequest, Depends(_asked)]


@router.get("/map.json", response_model=None)
def map_json(request: Request, asked: Asked, width: Pixels = 640, theme: Theme = "light") -> Response:
    """The map as a specification."""
    return map_file(language_of(request), asked, width, theme)


@router.get("/map.svg", response_model=None)
def map_drawing(request: Request, asked: Asked, width: Width = "wide", theme: Theme = "light") -> Response:
    """The map as a drawing."""
    return downloads.svg(request, svg_of(map_picture(language_of(request), asked), width, theme))


@router.get("/map", response_model=None)
def map_alone(request: Request, asked: Asked) -> Response:
    """The map with its finding and its sources, for a frame of another page."""
    return in_a_frame(request, _map(request, asked))


@router.get("/map/embed", response_model=None)
def map_embed(request: Request, asked: Asked) -> Response:
    """What to copy for such a frame."""
    return hand_on_page(request, _map(request, asked))


def _map(request: Request, asked: MapRequest) -> HandedOn:
    picture, query = map_picture(language_of(request), asked), asked.query
    return drawn(picture, f"/map?{query}", f"/map.svg?{query}", (f"/?{query}", say("web.nav.cities", picture.language)))
