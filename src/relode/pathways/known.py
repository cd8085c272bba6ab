"""What was known of every place in one year: nothing later is looked at."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.diagnosis.measured import SECTIONS, employment
from relode.facts import rows
from relode.measures.shrunken_location_quotient import shrunken_location_quotient
from relode.places import Place, by_code, great_circle_distance

Array = NDArray[np.float64]

LARGE = 3_000_000
"""Urban residents from which a city counts as a large market."""


@dataclass(frozen=True)
class Known:
    """Figures of `year` by place code; `counts` are persons by section, (20,). Missing places are not in it."""

    year: int
    counts: dict[str, Array]
    college_share: dict[str, float]
    coal_power: dict[str, float]
    large_cities: tuple[Place, ...]
    partition: tuple[str, ...]
    quotients: dict[str, Array]


def known_at(panel: xr.Dataset, year: int) -> Known:
    """Read one census year of the panel. Raises KeyError for a year that the panel does not have."""
    codes = [str(code) for code in panel["place"].values]
    table = employment(panel, year)
    is_whole = np.isfinite(table).all(axis=1) & (np.nansum(table, axis=1) > 0)
    counts = {code: table[at] for at, code in enumerate(codes) if is_whole[at]}
    partition = tuple(code for code in counts if by_code()[code].in_partition)
    urban = _column(panel, codes, "population_urban", year)
    return Known(
        year=year,
        counts=counts,
        college_share=_column(panel, codes, "college_share", year),
        coal_power=_column(panel, codes, "coal_power_capacity", year),
        large_cities=tuple(by_code()[c] for c, n in urban.items() if n >= LARGE and by_code()[c].in_partition),
        partition=partition,
        quotients=dict(zip(partition, _log_quotients([counts[code] for code in partition]), strict=True)),
    )


def log_quotients(known: Known, place: Place) -> Array | None:
    """Logarithms of the shrunken location quotients of the 20 sections, (20,); None without a census of the place.

    Source: clayton1987. A place inside another unit is set beside the units that partition the country.
    """
    if place.code in known.quotients:
        return known.quotients[place.code]
    if place.code not in known.counts:
        return None
    return np.asarray(_log_quotients([*(known.counts[code] for code in known.partition), known.counts[place.code]])[-1])


def power_rank(known: Known, place: Place) -> float:
    """Share of the units of the country with less coal power than the place or the unit that it lies in. [0-1]

    A place without a row has no unit on the list: 0.
    """
    own = known.coal_power.get(place.code if place.in_partition else place.parent, 0.0)
    return sum(known.coal_power.get(code, 0.0) < own for code in known.partition) / max(len(known.partition), 1)


def market_distance(known: Known, place: Place) -> float | None:
    """Distance to the nearest large city, 0 for one. [km] None where a point is missing."""
    distances = [great_circle_distance(place, city) for city in known.large_cities]
    return min((distance for distance in distances if distance is not None), default=None)


@cache
def section_of(division: str) -> int | None:
    """Position in SECTIONS of the section that a division belongs to; None for an unknown one."""
    letters = {row["code"]: row["section"] for row in rows("industries") if row["level"] == "division"}
    names = {row["code"]: row["census_column"] for row in rows("industries") if row["level"] == "section"}
    name = names.get(letters.get(division, ""), "")
    return SECTIONS.index(name.removeprefix("employment_")) if name else None


def _log_quotients(counts: list[Array]) -> Array:
    """Sections that nobody works in have no quotient: 0."""
    table = np.array(counts)
    result = np.zeros_like(table)
    if len(table):
        is_there = table.sum(axis=0) > 0
        result[:, is_there] = np.log(shrunken_location_quotient(table[:, is_there]).mean)
    return result


def _column(panel: xr.Dataset, codes: list[str], quantity: str, year: int) -> dict[str, float]:
    values = panel["value"].sel(quantity=quantity, year=year).to_numpy()
    return {code: float(value) for code, value in zip(codes, values, strict=True) if np.isfinite(value)}
