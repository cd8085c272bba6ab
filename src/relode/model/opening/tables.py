"""The tables that the opening rests on beside the panel: assumptions, sectors, relatedness, kinds of resources."""

from dataclasses import dataclass
from functools import cache

from relode import shipped_tables

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
def assumptions() -> dict[str, Assumption]:
    """Name -> assumption of `opening_assumptions.csv`."""
    return {
        row["name"]: _range(row, "value", "lower", "upper")
        for row in shipped_tables.rows("relode.model", "opening_assumptions")
    }


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
        for row in shipped_tables.rows("relode.model", "sectors")
    )


@cache
def sector_names() -> tuple[str, ...]:
    """Names of the sectors, in their order."""
    return tuple(sector.name for sector in sectors())


@cache
def commodity_of() -> dict[str, str]:
    """Resource of the list of 2013 -> commodity of the model."""
    return {row["resource"]: row["commodity"] for row in shipped_tables.rows("relode.model", "resource_kinds")}


def _range(row: dict[str, str], *names: str) -> Assumption:
    return Assumption(*(float(row[name]) for name in names))
