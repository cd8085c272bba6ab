"""One cell of the panel, with everything that is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.panel.packed import text_at
from relode.places import Place, place_of


@dataclass(frozen=True)
class Cell:
    """A value of a place and year in `unit`, with its source keys, flags, and the table row it stands in."""

    quantity: str
    place: str
    year: int
    value: float
    unit: str
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    table: str
    row: int


def has(panel: xr.Dataset, place: Place | str, quantity: str, year: int) -> bool:
    """Whether the panel has a value there. Raises RelodeError for an unknown name.

    Example:
        >>> rl.panel.has(panel, "hegang", "population", 2020)
        True
        >>> rl.panel.has(panel, "230400", "population", 2021)
        False
    """
    return _known_position(panel, _code(panel, place), quantity, year) is not None


def cell(panel: xr.Dataset, place: Place | str, quantity: str, year: int) -> Cell | None:
    """The cell, or None where nothing is published. Raises RelodeError for an unknown name.

    Example:
        >>> found = rl.panel.cell(panel, "hegang", "population", 2020)
        >>> found.value, found.unit, found.sources
        (891271.0, 'persons', ('census2020',))
    """
    code = _code(panel, place)
    at = _known_position(panel, code, quantity, year)
    if at is None:
        return None
    return Cell(
        quantity=quantity,
        place=code,
        year=year,
        value=float(_values(panel, "value")[at]),
        unit=str(_values(panel, "unit")[at[0]]),
        sources=tuple(key for key in text_at(panel, "source", at).split(";") if key),
        flags=tuple(key for key in text_at(panel, "flag", at).split(";") if key),
        table=text_at(panel, "table", at),
        row=int(_values(panel, "row")[at]),
    )


def newest(panel: xr.Dataset, place: Place | str, quantities: Sequence[str], years: Sequence[int]) -> tuple[Cell, ...]:
    """The cells of these quantities in the last of these years that has them all; () where none has.

    Example:
        >>> found = rl.panel.newest(panel, "hegang", ["population", "households"], range(2000, 2021))
        >>> [(each.quantity, each.year) for each in found]
        [('population', 2020), ('households', 2020)]
    """
    for year in reversed(years):
        found = [each for name in quantities if (each := cell(panel, place, name, year)) is not None]
        if len(found) == len(quantities):
            return tuple(found)
    return ()


def over_places(panel: xr.Dataset, quantity: str, year: int) -> Array:
    """Values of a quantity and year, (place,), in the order of the panel; NaN where nothing is published.

    In the unit of the quantity.

    Example:
        >>> people = rl.panel.over_places(panel, "population", 2020)
        >>> float(people[panel.get_index("place").get_loc("230400")])
        891271.0
    """
    at = panel.get_index("quantity").get_loc(quantity), slice(None), panel.get_index("year").get_loc(year)
    return np.asarray(_values(panel, "value")[at], dtype=np.float64)


def _values(panel: xr.Dataset, variable: str) -> NDArray[Any]:
    # Straight to the array: a profile reads about a thousand cells, and a DataArray for each takes most of the time.
    return np.asarray(panel.variables[variable].values)


def _code(panel: xr.Dataset, place: Place | str) -> str:
    """The code of a place; names are looked up only where it is none: thousands of cells are read by code."""
    return place if isinstance(place, str) and place in panel.get_index("place") else place_of(place).code


def _known_position(panel: xr.Dataset, place: str, quantity: str, year: int) -> tuple[int, int, int] | None:
    """Where the cell stands, None where the panel has no value there. Raises KeyError for a place that it lacks."""
    quantities, places, years = (panel.get_index(name) for name in ("quantity", "place", "year"))
    if quantity not in quantities or year not in years:
        return None
    first, second, third = (
        int(index.get_loc(key))  # type: ignore[arg-type]
        for index, key in ((quantities, quantity), (places, place), (years, year))
    )
    return (first, second, third) if np.isfinite(_values(panel, "value")[first, second, third]) else None
