"""The addresses of a deal with four switches."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from relode.deals.deal import Bids
from relode.web.pages.deal_page import DealStage, deal_drawing, deal_drawings, deal_json, deal_moved, deal_page
from relode.web.server.speaking import Choice, Pixels, language_of

DealPicture = Literal["deal_steps", "deal_years", "deal_map", "deal_terms"]
router = APIRouter(prefix="/deal", include_in_schema=False)


def _offered(
    place: Choice = "",
    industry: Choice = "",
    investment: Choice = "",
    jobs: Choice = "",
    tax: Choice = "",
    grant: Choice = "",
    land: Choice = "",
    works: Choice = "",
    stage: DealStage = "intention",
    bids: Bids = "heard",
    but_for: Choice = "",
    on_jobs: Choice = "",
    claw_back: Choice = "",
    land_at_price: Choice = "",
) -> dict[str, str]:
    return dict(locals())


Offered = Annotated[dict[str, str], Depends(_offered)]


@router.get("", response_model=None)
def deal(request: Request, given: Offered) -> Response:
    """A deal with four switches."""
    return deal_page(request, language_of(request), given)


@router.get(".json", response_model=None)
def deal_answer(given: Offered) -> Response:
    """The answer of that page for programs."""
    return deal_json(given)


@router.get("-pictures.json", response_model=None)
def deal_pictures(request: Request, given: Offered, width: Pixels = 640) -> Response:
    """The pictures of that page for a browser to draw and to fill."""
    return deal_drawings(language_of(request), given, width)


@router.get("-moved.json", response_model=None)
def deal_switch(request: Request, given: Offered, numbers: bool = False) -> Response:
    """What a moved switch changes on that page."""
    return deal_moved(language_of(request), given, numbers)


@router.get("/{key}.svg", response_model=None)
def deal_picture(request: Request, given: Offered, key: DealPicture) -> Response:
    """One picture of that page."""
    return deal_drawing(request, language_of(request), given, key)
