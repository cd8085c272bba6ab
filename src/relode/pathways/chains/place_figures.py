"""Coal power and people of every place at the newest census: what the energy of a place is set beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from relode.places import by_code

NEWEST = 2020
"""The last census."""


@dataclass(frozen=True)
class PlaceFigures:
    """Figures of `year` by place code [MW; persons]; `partition` are the units that make up the country."""

    year: int
    coal_power: dict[str, float]
    population: dict[str, float]
    partition: tuple[str, ...]


def place_figures_of(year: int, coal_power: Mapping[str, float], population: Mapping[str, float]) -> PlaceFigures:
    """What follows from figures of one year by place code."""
    partition = tuple(code for code in population if by_code()[code].in_partition)
    return PlaceFigures(year, dict(coal_power), dict(population), partition)
