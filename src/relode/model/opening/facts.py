"""What was published up to the opening year, by unit of the country: nothing later can be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.model.opening.cells import Cells, assumed, observed
from relode.model.opening.tables import assumptions
from relode.panel.census_measures import CENSUS_YEARS, SECTION_LETTERS, SECTIONS
from relode.panel.load import DIMENSIONS
from relode.places import Official, Place, all_places, official

LIST_YEAR = 2013
"""The plan with the official types came out in November of this year: no earlier opening looks at a type."""

SECTION_OF_COMMON = {
    **dict.fromkeys(range(1, 6), "A"),
    **dict.fromkeys(range(6, 11), "B"),
    **dict.fromkeys(range(11, 38), "C"),
    **dict.fromkeys(range(38, 41), "D"),
    **{41 + at: letter for at, letter in enumerate("EFGHIJKLMN")},
    **dict(zip(range(51, 56), "OPQRS", strict=True)),
}
"""Number of a common national sector (c01-c55) -> letter of its section in GB/T 4754."""


@dataclass(frozen=True)
class Facts:
    """The panel up to `year`, and the 367 units that partition the country."""

    panel: xr.Dataset
    year: int

    @cached_property
    def units(self) -> tuple[Place, ...]:
        """The units that partition the country, in the order of codes."""
        return tuple(place for place in all_places() if place.in_partition)

    @property
    def census(self) -> int:
        """The latest census up to the year."""
        return max(year for year in CENSUS_YEARS if year <= self.year)

    @property
    def since_census(self) -> int:
        """Years since that census."""
        return self.year - self.census

    def column(self, quantity: str, year: int, scale: float = 1.0) -> Cells:
        """The published cells of all units, (place,), divided by `scale`, a power of ten.

        KeyError for later years, RelodeError if no place has a figure up to the opening.
        """
        return self._read(quantity, year, [unit.code for unit in self.units], scale)

    def province_column(self, quantity: str, year: int, scale: float = 1.0) -> Cells:
        """The published cell of the province of each unit, (place,)."""
        return self._read(quantity, year, [unit.province for unit in self.units], scale)

    def has(self, quantity: str) -> bool:
        """Whether any unit has a figure of the quantity up to the opening."""
        return bool(np.isfinite(self._cells("value", quantity)).any())

    def latest(self, quantity: str, *, of_province: bool = False) -> int:
        """The latest year up to the opening with any published figure of the quantity; RelodeError if there is none.

        A year that a user's own figures alone have is not one that all places can be read in.
        """
        codes = [unit.province if of_province else unit.code for unit in self.units]
        value, source = (self._cells(name, quantity, codes) for name in ("value", "source"))
        known = (np.isfinite(value) & (source != "user")).any(axis=0)
        if not known.any():
            raise self.missing(quantity)
        return int(self.panel["year"].values[known].max())

    def entry(self, unit: Place) -> Official | None:
        """The entry of a unit on the list of resource-based cities, None for others."""
        return official().get(unit.code)

    def national(self, quantity: str) -> dict[str, float]:
        """National figure of each common sector (c01-c55) in the latest table up to the year; RelodeError if none.

        In the unit of `quantity`.
        """
        table = [r for r in rows("national_sectors") if r["level"] == "common" and r["quantity"] == quantity]
        years = [int(row["year"]) for row in table if int(row["year"]) <= self.year]
        if not years:
            raise self.missing(quantity)
        year = max(years)
        return {row["sector"]: float(row["value"]) for row in table if int(row["year"]) == year}

    def national_by_section(self, quantity: str) -> Array:
        """National figures of the 20 sections in the order of SECTIONS, (20,); 0 where no sector is in a section.

        In the unit of `quantity`.
        """
        result = np.zeros(len(SECTIONS))
        letters = [SECTION_LETTERS[section] for section in SECTIONS]
        for sector, value in self.national(quantity).items():
            result[letters.index(SECTION_OF_COMMON[int(sector[1:])])] += value
        return result

    def _read(self, quantity: str, year: int, codes: Sequence[str], scale: float) -> Cells:
        if not self.has(quantity):
            raise self.missing(quantity)
        value, source, flag = (self._cells(name, quantity, codes, year) for name in ("value", "source", "flag"))
        # Divided, not multiplied by the inverse: that way each figure is the nearest number to the printed one.
        cells = observed(value / scale, source, flag)
        lower, upper = self._own_ends(quantity, year, codes, scale)
        return replace(cells, lower=lower, upper=upper)

    def _cells(
        self, name: str, quantity: str, codes: Sequence[str] | None = None, year: int | None = None
    ) -> np.ndarray[Any, Any]:
        """A variable of the panel by position, (place, year): of all places and years where none is named."""
        places = slice(None) if codes is None else [self._positions["place"][code] for code in codes]
        when = slice(None) if year is None else self._positions["year"][year]
        return self.panel.variables[name][self._positions["quantity"][quantity], places, when].values

    @cached_property
    def _positions(self) -> dict[str, dict[Any, int]]:
        """Dimension -> label -> where it stands: a label looked up in xarray takes a hundred times as long."""
        return {name: {label: at for at, label in enumerate(self.panel[name].values.tolist())} for name in DIMENSIONS}

    def _own_ends(self, quantity: str, year: int, codes: Sequence[str], scale: float) -> tuple[Array, Array]:
        """Ends of the 90 % intervals that a user gave for figures of their own, (place,); NaN elsewhere.

        Such a cell is drawn from its interval like an assumed one, and keeps the rule `observed`.
        """
        given = [own for own in self.panel.attrs.get("overrides", ()) if own["low"] is not None]
        own = {each["place"]: each for each in given if (each["quantity"], each["year"]) == (quantity, year)}
        low, high = (
            np.array([own[code][end] / scale if code in own else np.nan for code in codes]) for end in ("low", "high")
        )
        return low, high

    def missing(self, quantity: str) -> RelodeError:
        """Of a quantity without any figure: a build without its source has none."""
        return RelodeError("simulator_without_figures", quantity=quantity, year=self.year)


def facts_at(panel: xr.Dataset, year: int) -> Facts:
    """The facts up to `year`."""
    return Facts(panel.sel(year=slice(None, year)), year)


def times_exponent(rule: str, cells: Cells, assumption: str, years: float) -> Cells:
    """Cells moved by exp(years x assumption), with the range of the assumption and of the cells themselves."""
    rate = assumptions()[assumption]
    factors = np.exp(years * np.array([rate.value, rate.lower, rate.upper]))
    return assumed(rule, cells.value * factors[0], cells.low * factors[1], cells.high * factors[2], cells)


def times_assumption(rule: str, cells: Cells, assumption: str) -> Cells:
    """Cells times an assumption, with its range and that of the cells."""
    share = assumptions()[assumption]
    return assumed(rule, cells.value * share.value, cells.low * share.lower, cells.high * share.upper, cells)


def over_assumption(rule: str, cells: Cells, assumption: str) -> Cells:
    """Cells over an assumption, with its range and that of the cells."""
    share = assumptions()[assumption]
    return assumed(rule, cells.value / share.value, cells.low / share.upper, cells.high / share.lower, cells)
