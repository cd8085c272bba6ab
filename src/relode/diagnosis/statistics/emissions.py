"""Whether emissions grew with output, by an inventory that is modelled on a grid."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
import xarray as xr

from relode.diagnosis.profiles.number import number
from relode.measures import decoupling_elasticity, decoupling_state
from relode.places import Place

SPANS = ((2003, 2012), (2012, 2016), (2016, 2023))
"""The price boom, the bust, and after."""

SHIFTS = (-1, 0, 1)
BURDEN, OUTPUT = "co2_emissions", "gdp_real_index"


@dataclass(frozen=True)
class Decoupling:
    """Changes of CO2 and of real output over a span (shares of the start), their ratio, and the state of the pair.

    `alike` of `tried`: how many spans whose ends are moved by a year at most have the same state. EDGAR publishes no
    error for a cell of its grid, so this is the only uncertainty that can be shown. Empty, with `why`, without figures.
    """

    place: Place
    start: int
    end: int
    emissions: float | None
    output: float | None
    elasticity: float | None
    state: str | None
    alike: int
    tried: int
    sources: tuple[str, ...]
    why: str

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on; changes are shares of the start."""
        known = self.elasticity is not None and np.isfinite(self.elasticity)
        fields = asdict(self) | {"place": self.place.record(), "sources": list(self.sources), "why": self.why or None}
        return fields | {"elasticity": self.elasticity if known else None}


def decouplings(panel: xr.Dataset, place: Place) -> tuple[Decoupling, ...]:
    """Each span of a place. Source: tapio2005."""
    return tuple(_decoupling(panel, place, *span) for span in SPANS)


def decoupling_table(panel: xr.Dataset, places: Iterable[Place]) -> pd.DataFrame:
    """One row a place and span with figures: emissions and output [shares of the start], elasticity, state, alike."""
    found = (each for place in places for each in decouplings(panel, place) if each.state)
    return pd.DataFrame({**vars(each), "place": each.place.code, "slug": each.place.slug} for each in found)


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
    found = [number(panel, place.code, name, year) for name in (BURDEN, OUTPUT) for year in (start, end)]
    values = [n.value for n in found if n is not None and n.value > 0]
    return ((values[0], values[1]), (values[2], values[3])) if len(values) == 4 else None
