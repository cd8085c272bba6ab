"""What a government may set, what it costs, where the money arrives and how far its effect is known: all data.

A lever is one file of `model/levers`: which part of the model it moves, its lag, the grade of the evidence, how its
cost is charged, unit costs with a range and a source (a key of `facts/references.csv`, `assumption`, or `identity`:
the dose is money already), and where what is an outlay arrives. Unit, bounds, axes and labels stand in the vocabulary.
Where the ordinary budget arrives stands in `spending_split.csv`. The five parts of a yuan add up to 1: it is spent once
and arrives once.

Sources: alder2016, bova2016, brown2012, brunner2022, card2018, ccement2023, chen2022, chen2023, chinadaily2021,
diao2018, elbadawi2018, ge2025, griswold2014, guo2016, haninger2017, irena2022, kantor2014, lu2019, mof2016,
ollivier2014, ou2016, qin2016, reuters2016, reuters2019, statecouncil2019, zhang2017, zhang2019.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import ClassVar

import numpy as np
from pydantic import ConfigDict

from relode import shipped_tables
from relode.arrays import Array
from relode.language import Bilingual
from relode.streams import stream
from relode.toml_schema import Text, of_folder
from relode.vocabulary import check_names, quantity

FOLDER = files("relode.model").joinpath("levers")
"""One file a lever."""

SUBSIDISED_SECTORS = ("processing", "advanced_materials", "renewables", "other_manufacturing", "tradable_services")
"""Sectors that a lever of dimension sector acts on, in the order of the array axis `sector`."""

EVIDENCE_GRADES = ("experiment", "quasi_experiment", "correlation", "assumed")
"""Random assignment; a comparison that stands in for it; an association; nothing measured. Best first."""

PAYERS = ("city", "province", "centre", "insurance", "firm")


GROUPS = ("industry", "people", "works", "mining", "money")
"""What levers are about, in the order of the page."""


@dataclass(frozen=True)
class Range:
    """A stated value and the range that is sampled."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Arrives:
    """Where a yuan of an outlay arrives: parts of it, which add up to 1."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    pay: Range
    households: Range
    purchases: Range
    building: Range
    leak: Range
    source: str
    reason: Text
    """Why the parts are as they are."""


@dataclass(frozen=True)
class LeverCost:
    """One unit cost of a lever, in `unit` at prices of `price_year`, with the range that is sampled.

    `arrives` is None for what is forgone, laid by or handed on. `lever` stands in no file: it is the file's name.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    item: str
    value: float
    lower: float
    upper: float
    unit: str
    price_year: int
    payer: str
    source: str
    reason: Text
    """How the value follows from its source, or why it is assumed."""
    arrives: Arrives | None = None
    lever: str = ""

    @property
    def is_assumed(self) -> bool:
        """Whether the value or an end of its range is an assumption."""
        return "assumption" in self.source.split(";")


@dataclass(frozen=True)
class Lever:
    """One lever as its file has it; `key` is the name of the file. `lower` and `upper` bound its dose in `unit`.

    `group`: what it is about; `dose_of`: what its dose is a share of, as `dose` of `language/levers.toml` says it.
    `lag` is in years: t years after the dose 1 - 0.5 ** (t / lag) of the effect is there, all of it at once if 0.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    key: str
    order: int
    group: str
    dose_of: str
    cost: str
    channel: str
    lag: float
    lag_lower: float
    lag_upper: float
    evidence_grade: str
    source: str
    reason: Text
    """Why the prior is as it is, and what the sources say."""
    costs: tuple[LeverCost, ...]

    @property
    def unit(self) -> str:
        """Unit of its dose."""
        return quantity(self.key).unit

    @property
    def lower(self) -> float:
        """Least dose. [unit of the lever]"""
        return quantity(self.key).lower

    @property
    def upper(self) -> float:
        """Largest dose. [unit of the lever]"""
        return quantity(self.key).upper

    @property
    def by_sector(self) -> bool:
        """Whether it is set for each sector apart."""
        return "sector" in quantity(self.key).dimension


@cache
def levers() -> dict[str, Lever]:
    """Name -> lever, in their order. Raises RelodeError for a file that the schema or the vocabulary does not know."""
    found = {lever.key: lever for lever in of_folder(Lever, FOLDER)}
    check_names(found, "model/levers")
    return found


@cache
def lever_costs() -> tuple[LeverCost, ...]:
    """Every unit cost, in the order of levers and their files; a lever has one or more."""
    return tuple(replace(cost, lever=lever.key) for lever in levers().values() for cost in lever.costs)


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


PARTS = ("pay", "households", "purchases", "building", "leak")
"""Pay of public jobs; payments to people; what local firms sell; building; what leaves the place."""
PAY, HOUSEHOLDS, PURCHASES, BUILDING, LEAK = range(5)

ORDINARY = "public_budget"
"""Stands for the lever in the rows of the ordinary budget."""


@dataclass(frozen=True)
class Split:
    """Where a yuan of one kind of spending arrives: value, lower and upper end of each part, in the order of PARTS."""

    lever: str
    item: str
    value: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    source: str
    reason: Bilingual
    """Why the parts are as they are."""


@cache
def splits() -> Sequence[Split]:
    """Each cost line of a lever that is an outlay, in the order of levers, and the ordinary budget."""
    spent = [_of_lever(cost.lever, cost.item, cost.arrives) for cost in lever_costs() if cost.arrives is not None]
    return spent + [_ordinary(row) for row in shipped_tables.rows("relode.model", "spending_split")]


def _of_lever(lever: str, item: str, arrives: Arrives) -> Split:
    parts = [getattr(arrives, part) for part in PARTS]
    value, lower, upper = (tuple(getattr(part, end) for part in parts) for end in ("value", "lower", "upper"))
    return Split(lever, item, value, lower, upper, arrives.source, arrives.reason)


def _ordinary(row: Mapping[str, str]) -> Split:
    value, lower, upper = (tuple(float(row[part + end]) for part in PARTS) for end in ("", "_lower", "_upper"))
    reason = Bilingual(row["reason_en"], row["reason_zh"])
    return Split(row["lever"], row["item"], value, lower, upper, row["source"], reason)


SPLIT_ROWS = tuple((row.lever, row.item) for row in splits())
"""Kinds of spending in the order of `splits`: lever (or ORDINARY), item."""


def split_values() -> Array:
    """The stated parts. (row, part), each row adds up to 1. [0-1]"""
    return np.array([row.value for row in splits()])


def drawn_split(count: int, seed: int) -> Array:
    """Draws of the parts: triangular within each range with the stated value as mode, then over their sum. [0-1]

    (draw, row, part); each row adds up to 1.
    """
    rng = stream("spending_split", seed)
    drawn = np.stack([np.stack([_part(rng, count, row, k) for k in range(len(PARTS))], axis=1) for row in splits()], 1)
    return np.asarray(drawn / drawn.sum(axis=2, keepdims=True))


def _part(rng: np.random.Generator, count: int, row: Split, part: int) -> Array:
    lower, value, upper = row.lower[part], row.value[part], row.upper[part]
    return rng.triangular(lower, value, upper, count) if lower < upper else np.full(count, value)
