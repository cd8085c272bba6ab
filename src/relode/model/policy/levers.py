"""What a government may set, what it costs, and how far its effect is known: all data, read from two tables.

`levers.csv` holds the levers: unit, bounds, how cost is charged, which part of the model they move, the lag
and the grade of the evidence. `lever_costs.csv` holds unit costs, each with a range and
a source: a key of `facts/references.csv`, `assumption`, or `identity` (the dose is money already).

Sources: alder2016, bova2016, brown2012, brunner2022, card2018, ccement2023, chen2022, chen2023, chinadaily2021,
diao2018, elbadawi2018, ge2025, griswold2014, guo2016, haninger2017, irena2022, kantor2014, lu2019, mof2016,
ollivier2014, ou2016, qin2016, reuters2016, reuters2019, statecouncil2019, zhang2017, zhang2019.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import TypeVar

import numpy as np

from relode import shipped_tables
from relode.arrays import Array
from relode.language import Language
from relode.streams import stream

SUBSIDISED_SECTORS = ("processing", "advanced_materials", "renewables", "other_manufacturing", "tradable_services")
"""Sectors that a lever of dimension sector acts on, in the order of the array axis `sector`."""

EVIDENCE_GRADES = ("experiment", "quasi_experiment", "correlation", "assumed")
"""Random assignment; a comparison that stands in for it; an association; nothing measured. Best first."""

PAYERS = ("city", "province", "centre", "insurance", "firm")


@dataclass(frozen=True)
class Lever:
    """One lever: `lower` and `upper` bound its dose in `unit`.

    `lag` is in years: t years after the dose 1 - 0.5 ** (t / lag) of the effect is there, all of it at once if 0.
    """

    name: str
    dimension: str
    unit: str
    lower: float
    upper: float
    cost: str
    channel: str
    lag: float
    lag_lower: float
    lag_upper: float
    evidence_grade: str
    source: str
    reason_en: str
    reason_zh: str

    @property
    def by_sector(self) -> bool:
        """Whether it is set for each sector apart."""
        return self.dimension.startswith("sector")

    def reason(self, language: Language) -> str:
        """Why the prior is as it is, and what the sources say."""
        return self.reason_zh if language == "zh" else self.reason_en


@dataclass(frozen=True)
class LeverCost:
    """One unit cost of a lever, in `unit` at prices of `price_year`, with the range that is sampled."""

    lever: str
    item: str
    value: float
    lower: float
    upper: float
    unit: str
    price_year: int
    payer: str
    source: str
    reason_en: str
    reason_zh: str

    @property
    def is_assumed(self) -> bool:
        """Whether the value or an end of its range is an assumption."""
        return "assumption" in self.source.split(";")

    def reason(self, language: Language) -> str:
        """How the value follows from its source, or why it is assumed."""
        return self.reason_zh if language == "zh" else self.reason_en


Row = TypeVar("Row", Lever, LeverCost)


@cache
def levers() -> dict[str, Lever]:
    """Name -> lever, in the order of `levers.csv`."""
    return {lever.name: lever for lever in _rows("levers", Lever)}


@cache
def lever_costs() -> tuple[LeverCost, ...]:
    """Every unit cost, in the order of `lever_costs.csv`; a lever has one or more."""
    return tuple(_rows("lever_costs", LeverCost))


def drawn_costs(count: int, seed: int) -> dict[tuple[str, str], Array]:
    """(lever, item) -> `count` draws of its unit cost (draw,), triangular with the stated value as mode.

    In the unit of the item.
    """
    rng = stream("lever_cost", seed)
    return {(c.lever, c.item): _triangular(rng, count, c.lower, c.value, c.upper) for c in lever_costs()}


def drawn_lags(count: int, seed: int) -> dict[str, Array]:
    """Lever -> `count` draws of its lag in years (draw,), triangular with the stated value as mode."""
    rng = stream("lever_lag", seed)
    return {n: _triangular(rng, count, r.lag_lower, r.lag, r.lag_upper) for n, r in levers().items()}


def _triangular(rng: np.random.Generator, count: int, lower: float, mode: float, upper: float) -> Array:
    return rng.triangular(lower, mode, upper, count) if lower < upper else np.full(count, mode)


def _rows(table: str, kind: type[Row]) -> Iterable[Row]:
    types = {field.name: field.type for field in fields(kind)}
    for row in shipped_tables.rows("relode.model", table):
        yield kind(**{name: types[name](cell) for name, cell in row.items()})  # type: ignore[operator]
