"""The tables that the opening rests on beside the panel: assumptions, sectors, relatedness, kinds of resources."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
from numpy.typing import NDArray

COMMODITIES = ("coal", "oil_gas", "ferrous", "nonferrous", "rare_lithium", "nonmetal", "forest")
"""The commodities of the model, in its order."""


@dataclass(frozen=True)
class Assumption:
    """A number without a source, with its 90 % range."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Sector:
    """A sector of the model. `depreciation` is per year; `emission_factor` in t CO2 per 10^4 yuan of value added.

    `capital_share` and `labour_share` are exponents of production: shares of value added before net taxes in the
    input-output table of 2007, times returns to scale of .85. Source: io_tables. `kind` says how output is found:
    `price_taking`, `demand_determined` or `quantity_determined`.
    """

    name: str
    national_sectors: tuple[str, ...]
    kind: str
    capital_share: float
    labour_share: float
    depreciation: Assumption
    emission_factor: Assumption
    source: str


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this package, every cell as text."""
    content = files("relode.model").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(content)))


@cache
def assumptions() -> dict[str, Assumption]:
    """Name -> assumption of `opening_assumptions.csv`."""
    return {row["name"]: _range(row, "value", "lower", "upper") for row in table("opening_assumptions")}


@cache
def sectors() -> tuple[Sector, ...]:
    """The sectors of `sectors.csv`, in the order of all arrays over sectors."""
    return tuple(
        Sector(
            name=row["sector"],
            national_sectors=tuple(row["national_sectors"].split(";")),
            kind=row["kind"],
            capital_share=float(row["capital_share"]),
            labour_share=float(row["labour_share"]),
            depreciation=_range(row, "depreciation", "depreciation_lower", "depreciation_upper"),
            emission_factor=_range(row, "emission_factor", "emission_factor_lower", "emission_factor_upper"),
            source=row["source"],
        )
        for row in table("sectors")
    )


@cache
def sector_names() -> tuple[str, ...]:
    """Names of the sectors, in their order."""
    return tuple(sector.name for sector in sectors())


def relatedness() -> NDArray[np.float64]:
    """How near two sectors are, (sector, sector), symmetric with a diagonal of 1. [0-1]

    Of sections: how often two are both over-represented in a county of 2010. Source: hidalgo2007. Where a section
    is split between sectors it is an assumption; `relatedness.csv` says which.
    """
    order = {name: at for at, name in enumerate(sector_names())}
    result = np.eye(len(order))
    for row in table("relatedness"):
        first, second = order[row["sector"]], order[row["other"]]
        result[first, second] = result[second, first] = float(row["relatedness"])
    return result


@cache
def commodity_of() -> dict[str, str]:
    """Resource of the list of 2013 -> commodity of the model."""
    return {row["resource"]: row["commodity"] for row in table("resource_kinds")}


def _range(row: dict[str, str], *names: str) -> Assumption:
    return Assumption(*(float(row[name]) for name in names))
