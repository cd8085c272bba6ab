"""What was known of every place in one year: nothing later is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode.arrays import Array
from relode.facts import rows
from relode.facts.sections import SECTIONS
from relode.measures.shrunken_location_quotient import shrunken_quotient_mean
from relode.places import Place, by_code, great_circle_distance

NEWEST = 2020
"""The last census: the year that sections, education and large cities are of."""
LARGE = 3_000_000
"""Urban residents from which a city counts as a large market."""


@dataclass(frozen=True)
class Known:
    """Figures of `year` by place code; `counts` are persons by section, (20,). Missing places are not in it."""

    year: int
    counts: dict[str, Array]
    college_share: dict[str, float]
    coal_power: dict[str, float]
    population: dict[str, float]
    large_cities: tuple[Place, ...]
    partition: tuple[str, ...]
    quotients: dict[str, Array]


def known_of(
    year: int,
    counts: Mapping[str, Array],
    college_share: Mapping[str, float],
    coal_power: Mapping[str, float],
    population: Mapping[str, float],
    population_urban: Mapping[str, float],
) -> Known:
    """What follows from figures of one year by place code."""
    partition = tuple(code for code in counts if by_code()[code].in_partition)
    large = (by_code()[code] for code, people in population_urban.items() if people >= LARGE)
    return Known(
        year=year,
        counts=dict(counts),
        college_share=dict(college_share),
        coal_power=dict(coal_power),
        population=dict(population),
        large_cities=tuple(place for place in large if place.in_partition),
        partition=partition,
        quotients=dict(zip(partition, quotients_of([counts[code] for code in partition]), strict=True)),
    )


def log_quotients(known: Known, place: Place) -> Array | None:
    """Logarithms of the shrunken location quotients of the 20 sections, (20,); None without a census of the place.

    Source: clayton1987. A place inside another unit is set beside the units that partition the country.
    """
    if place.code in known.quotients:
        return known.quotients[place.code]
    if place.code not in known.counts:
        return None
    return np.asarray(quotients_of([*(known.counts[code] for code in known.partition), known.counts[place.code]])[-1])


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


def quotients_of(counts: list[Array]) -> Array:
    """Logarithms of the shrunken location quotients of places beside each other, (place, section).

    Sections that nobody works in have no quotient: 0. Source: clayton1987.
    """
    table = np.array(counts)
    result = np.zeros_like(table)
    if len(table):
        is_there = table.sum(axis=0) > 0
        result[:, is_there] = np.log(shrunken_quotient_mean(table[:, is_there]))
    return result


@cache
def section_of(division: str) -> int | None:
    """Position in SECTIONS of the section that a division belongs to; None for an unknown one."""
    letters = {row["code"]: row["section"] for row in rows("industries") if row["level"] == "division"}
    names = {row["code"]: row["census_column"] for row in rows("industries") if row["level"] == "section"}
    name = names.get(letters.get(division, ""), "")
    return SECTIONS.index(name.removeprefix("employment_")) if name else None
