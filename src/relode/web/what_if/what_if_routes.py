"""The addresses of levers by hand; the simulator is imported when it is first asked for, after all other pages."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from relode.web.server.speaking import Pixels, Theme, Width
from relode.web.what_if.simulator import load_engine

router = APIRouter(prefix="/city/{name}", include_in_schema=False, dependencies=[Depends(load_engine)])


@router.get("/what-if.json", response_model=None)
def what_if(request: Request, name: str) -> Response:
    """What a scenario changes."""
    from relode.web.what_if import what_if_files

    return what_if_files.answer(request, name)


@router.get("/what-if/figure/{at}", response_model=None)
def what_if_origin(request: Request, name: str, at: int) -> Response:
    """Where a figure of a scenario comes from."""
    from relode.web.what_if import what_if_files

    return what_if_files.origin(request, name, at)


@router.get("/what-if-pictures.json", response_model=None)
def what_if_pictures(request: Request, name: str, width: Pixels = 360) -> Response:
    """The pictures of a scenario, to be filled."""
    from relode.web.what_if import what_if_files

    return what_if_files.specifications(request, name, width)


@router.get("/what-if/{shown}.svg", response_model=None)
def what_if_drawing(request: Request, name: str, shown: str, width: Width = "wide", theme: Theme = "light") -> Response:
    """A picture of a scenario."""
    from relode.web.what_if import what_if_files

    return what_if_files.drawing(request, name, shown, width, theme)


@router.get("/what-if.csv", response_model=None)
def what_if_numbers(request: Request, name: str) -> Response:
    """The numbers of a scenario."""
    from relode.web.what_if import what_if_files

    return what_if_files.numbers(request, name)


@router.get("/policy.toml", response_model=None)
def what_if_policy(request: Request, name: str) -> Response:
    """A scenario as a policy."""
    from relode.web.what_if import what_if_files

    return what_if_files.policy(request, name)
