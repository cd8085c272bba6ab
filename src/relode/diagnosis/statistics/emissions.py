"""Whether emissions grew with output, by an inventory that is modelled on a grid."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Annotated

import xarray as xr
from pydantic import computed_field

from relode.measures import decoupling_elasticity, decoupling_state
from relode.panel.number import number
from relode.places import Place
from relode.record import Blank, Doc, Hidden, Record

SPANS = ((2003, 2012), (2012, 2016), (2016, 2023))
"""The price boom, the bust, and after."""

SHIFTS = (-1, 0, 1)
BURDEN, OUTPUT = "co2_emissions", "gdp_real_index"


@dataclass(frozen=True)
class Decoupling(Record):
    """Changes of CO2 and of real output over a span (shares of the start), their ratio, and the state of the pair.

    `alike` of `tried`: how many spans whose ends are moved by a year at most have the same state. EDGAR publishes no
    error for a cell of its grid, so this is the only uncertainty that can be shown. Empty, with `why`, without figures.
    """

    place: Annotated[Place, Doc("the place")]
    start: Annotated[int, Doc("first year")]
    end: Annotated[int, Doc("last year")]
    emissions: Annotated[float | None, Doc("change of CO2", "share of the start")]
    output: Annotated[float | None, Doc("change of real output", "share of the start")]
    elasticity: Annotated[float | None, Doc("change of CO2 over change of output", "1"), Hidden]
    state: Annotated[str | None, Doc("state of the pair")]
    alike: Annotated[int, Doc("spans with the same state, ends moved by a year at most")]
    tried: Annotated[int, Doc("spans tried")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    why: Annotated[Blank, Doc("why it cannot be told, null where it can")]

    @computed_field(alias="elasticity")
    @property
    def finite_elasticity(self) -> float | None:
        """Change of CO2 over change of output; null where output did not move. [1]"""
        known = self.elasticity is not None and isfinite(self.elasticity)
        return self.elasticity if known else None


def decouplings(panel: xr.Dataset, place: Place) -> tuple[Decoupling, ...]:
    """Each span of a place. Source: tapio2005."""
    return tuple(_decoupling(panel, place, *span) for span in SPANS)


def _decoupling(panel: xr.Dataset, place: Place, start: int, end: int) -> Decoupling:
    pair = _pair(panel, place, start, end)
    if pair is None:
        why = "county_level" if place.level != "prefecture" else "no_figures"
        return Decoupling(place, start, end, None, None, None, None, 0, 0, (), why)
    state, others = decoupling_state(*pair), list(_nearby(panel, place, start, end))
    alike = sum(other == state for other in others)
    emissions, output = (after / before - 1 for before, after in pair)
    cells = [number(panel, place.code, name, year) for name in (BURDEN, OUTPUT) for year in (start, end)]
    sources = tuple(dict.fromkeys(key for cell in cells if cell is not None for key in cell.sources))
    elasticity = decoupling_elasticity(*pair)
    return Decoupling(
        place,
        start,
        end,
        emissions,
        output,
        elasticity,
        state,
        alike,
        len(others),
        sources,
        "",
    )


def _nearby(panel: xr.Dataset, place: Place, start: int, end: int) -> Iterator[str]:
    """States of the spans with an end moved by a year at most, the span itself left out."""
    for first in SHIFTS:
        for last in SHIFTS:
            moved = _pair(panel, place, start + first, end + last) if (first, last) != (0, 0) else None
            if moved is not None:
                yield decoupling_state(*moved)


def _pair(
    panel: xr.Dataset, place: Place, start: int, end: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    numbers = [number(panel, place.code, name, year) for name in (BURDEN, OUTPUT) for year in (start, end)]
    values = [n.value for n in numbers if n is not None and n.value > 0]
    return ((values[0], values[1]), (values[2], values[3])) if len(values) == 4 else None
