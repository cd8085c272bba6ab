"""One cell of the panel, with everything that is known about it."""

from dataclasses import dataclass

import numpy as np
import xarray as xr


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


def has(panel: xr.Dataset, place: str, quantity: str, year: int) -> bool:
    """Whether the panel has a value there."""
    return quantity in panel.indexes["quantity"] and bool(
        year in panel.indexes["year"] and np.isfinite(panel["value"].values[_position(panel, quantity, place, year)])
    )


def cell(panel: xr.Dataset, place: str, quantity: str, year: int) -> Cell | None:
    """The cell, or None where nothing is published."""
    if not has(panel, place, quantity, year):
        return None
    at = _position(panel, quantity, place, year)
    return Cell(
        quantity=quantity,
        place=place,
        year=year,
        value=float(panel["value"].values[at]),
        unit=str(panel["unit"].values[at[0]]),
        sources=tuple(key for key in panel["source"].values[at].split(";") if key),
        flags=tuple(key for key in panel["flag"].values[at].split(";") if key),
        table=str(panel["table"].values[at]),
        row=int(panel["row"].values[at]),
    )


def _position(panel: xr.Dataset, quantity: str, place: str, year: int) -> tuple[int, int, int]:
    indexes = panel.indexes
    at = (indexes[name].get_loc(key) for name, key in (("quantity", quantity), ("place", place), ("year", year)))
    first, second, third = (int(position) for position in at)  # type: ignore[arg-type]
    return first, second, third
