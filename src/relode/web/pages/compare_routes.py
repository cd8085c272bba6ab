"""The addresses of comparisons of cities."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from relode.language import say
from relode.report.html import png_of, svg_of
from relode.web.pages import downloads
from relode.web.pages.compare_page import BETWEEN, PARTS, compare_page, picture_of
from relode.web.pages.hand_on import HandedOn, drawn, hand_on_page, in_a_frame
from relode.web.pages.live_pictures import live
from relode.web.server.speaking import Choice, Pixels, Theme, Width, language_of
from relode.web.what_if.simulator import load_engine

router = APIRouter(prefix="/compare", include_in_schema=False)


@router.get("", response_model=None)
def compare(request: Request, a: Choice = "", b: Choice = "", c: Choice = "", d: Choice = "") -> Response:
    """Cities side by side."""
    return compare_page(request, language_of(request), (a, b, c, d))


@router.get("/measure", response_model=None)
def measure(
    request: Request, a: Choice = "", b: Choice = "", c: Choice = "", d: Choice = "", measure: Choice = ""
) -> Response:
    """One measure in each of several cities."""
    load_engine()
    from relode.web.what_if.measure_page import measure_page

    return measure_page(request, language_of(request), (a, b, c, d), measure)


@router.get("/{places}/{key}.svg", response_model=None)
def compared_picture(
    request: Request, places: str, key: str, width: Width = "wide", theme: Theme = "light"
) -> Response:
    """A drawing of a comparison."""
    drawing = picture_of(places, key, language_of(request))
    return downloads.svg(request, svg_of(drawing, width, theme))


@router.get("/{places}/{key}.png", response_model=None)
def compared_png(request: Request, places: str, key: str) -> Response:
    """A drawing of a comparison as PNG."""
    drawing = picture_of(places, key, language_of(request))
    return downloads.kept(png_of(drawing), "image/png", f"{drawing.key}.png")


@router.get("/{places}/{key}.csv", response_model=None)
def compared_numbers(request: Request, places: str, key: str) -> Response:
    """The numbers of a comparison."""
    language = language_of(request)
    return downloads.table_csv(f"{key}.csv", picture_of(places, key, language), language)


@router.get("/{places}/{key}.json", response_model=None)
def compared_live(request: Request, places: str, key: str, width: Pixels = 640) -> Response:
    """A drawing of a comparison that answers to pointer and keys, as a specification."""
    return downloads.specification(request, live(picture_of(places, key, language_of(request)), width))


@router.get("/{places}/{key}", response_model=None)
def compared_alone(request: Request, places: str, key: str) -> Response:
    """A picture of a comparison with its finding and sources, for a frame of another page."""
    return in_a_frame(request, _handed_on(request, places, key))


@router.get("/{places}/{key}/embed", response_model=None)
def compared_embed(request: Request, places: str, key: str) -> Response:
    """What to copy for such a frame."""
    return hand_on_page(request, _handed_on(request, places, key))


def _handed_on(request: Request, places: str, key: str) -> HandedOn:
    picture, path = picture_of(places, key, language_of(request)), f"/compare/{places}/{key}"
    cities = urlencode(dict(zip(PARTS, places.split(BETWEEN), strict=False)))
    return drawn(picture, path, f"{path}.svg", (f"/compare?{cities}", say("web.nav.compare", picture.language)))
