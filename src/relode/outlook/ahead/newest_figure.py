"""The newest figure of a place, as it is told."""

from dataclasses import dataclass

import xarray as xr

from relode.outlook.ahead.forecasts import Point
from relode.outlook.backcasts.targets import Target
from relode.panel import cell
from relode.places import Place


@dataclass(frozen=True)
class NewestFigure:
    """Where a forecast starts: the newest figure, as it is told, and the figures before it."""

    value: float
    unit: str
    price_base: int | None
    level: str
    history: tuple[Point, ...]
    sources: tuple[str, ...]


def opening_of(panel: xr.Dataset, place: Place, of: Target, origin: int) -> NewestFigure | None:
    """The newest figure; real GDP is told in money, at prices of the origin. None where there is no figure."""
    index = cell(panel, place.code, of.quantity, origin)
    money = cell(panel, place.code, "gdp_nominal", origin) if of.name == "gdp_real" else None
    found = money or index
    if index is None or found is None:
        return None
    path = panel["value"].sel(quantity=of.quantity, place=place.code, year=slice(None, origin))
    known = path[path.notnull()]
    values = known.values * (found.value / index.value if of.name == "gdp_real" else 1.0)
    return NewestFigure(
        value=found.value,
        unit=found.unit,
        price_base=origin if money else None,
        level=place.level,
        history=tuple(Point(int(year), float(value)) for year, value in zip(known["year"].values, values, strict=True)),
        sources=tuple(dict.fromkeys((*found.sources, *index.sources))),
    )
