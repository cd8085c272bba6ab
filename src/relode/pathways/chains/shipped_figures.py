"""What is known of every place for this question, as it ships: an answer need not read the whole panel.

`known_2020.csv` is computed from the panel by `make data`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from relode import shipped_tables
from relode.pathways.chains.base_rates import DecadeChange
from relode.places import Place, by_code

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


FIGURES = ("coal_power_capacity", "population")
CHANGES = ("people", "gain", "beyond_nation", "error")


@dataclass(frozen=True)
class Shipped:
    """Figures of the newest census, changes since the one before, and the nearest peers of 2010, by place code."""

    known: PlaceFigures
    changes: dict[str, DecadeChange]
    peers: dict[str, tuple[Place, ...]]


@cache
def shipped() -> Shipped:
    """What ships; empty in a build without a source of it."""
    table = {row["place"]: row for row in shipped_tables.rows("relode.pathways", f"known_{NEWEST}")}
    columns = [{code: float(row[name]) for code, row in table.items() if row[name]} for name in FIGURES]
    return Shipped(
        known=place_figures_of(NEWEST, *columns),
        changes={
            code: DecadeChange(*(float(row[c]) if row[c] else None for c in CHANGES)) for code, row in table.items()
        },
        peers={code: tuple(by_code()[p] for p in row["peers"].split(";") if p) for code, row in table.items()},
    )
