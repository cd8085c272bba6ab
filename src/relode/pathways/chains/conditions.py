"""What a chain must meet that the score does not weigh: least scale, demand, energy. What has no source is missing.

Sources of the least scales: ndrc2011, miit2010, miit2011, miit2012, miit2012a, miit2014, miit2016; of demand:
iea2025, nea2021, ndrc2022, ndrc2023.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.pathways.chains.chain import shipped_rows
from relode.pathways.chains.shipped_figures import PlaceFigures
from relode.places import Place, by_code
from relode.record import Doc, Record


@dataclass(frozen=True)
class Scale(Record):
    """The least size of a new plant by a rule of the state."""

    product_en: Annotated[str, Doc("what the plant makes, in English")]
    product_zh: Annotated[str, Doc("what the plant makes, in Chinese")]
    threshold: Annotated[float, Doc("the least size", "unit")]
    unit: Annotated[str, Doc("unit of the threshold")]
    year: Annotated[int, Doc("year of the rule", "year")]
    bound: Annotated[str, Doc("at_least or more_than")]
    may_have_lapsed: Annotated[
        bool, Doc("whether a later rule exists that was not read: it shows the order of size that a plant needs")
    ]
    label_en: Annotated[str, Doc("the rule, in English")]
    label_zh: Annotated[str, Doc("the rule, in Chinese")]
    source: Annotated[str, Doc("key of the reference")]


@dataclass(frozen=True)
class Demand(Record):
    """What a source says of demand.

    Kinds: `growth`, the world's demand for a material as a multiple of that of `from_year`; `target`, a national plan
    of that size; `capped`, new capacity is held tightly.
    """

    subject_kind: Annotated[str, Doc("industry or material")]
    subject: Annotated[str, Doc("the industry or material")]
    kind: Annotated[str, Doc("growth, target or capped")]
    low: Annotated[float | None, Doc("lower end of what the source gives", "unit")]
    high: Annotated[float | None, Doc("upper end of what the source gives", "unit")]
    unit: Annotated[str, Doc("unit of both ends, ratio to the first year for growth")]
    from_year: Annotated[int, Doc("first year of the outlook", "year")]
    to_year: Annotated[int | None, Doc("last year of the outlook, null where it names none", "year")]
    label_en: Annotated[str, Doc("the outlook, in English")]
    label_zh: Annotated[str, Doc("the outlook, in Chinese")]
    source: Annotated[str, Doc("key of the reference")]


@dataclass(frozen=True)
class Energy(Record):
    """Coal power of a place, or of what it lies in. Hydro, wind and solar power have no table, prices neither."""

    unit: Annotated[Place, Doc("the place whose coal power it is, or what it lies in")]
    year: Annotated[int, Doc("year of the figures", "year")]
    capacity: Annotated[float, Doc("coal power at work", "MW")]
    per_person: Annotated[float | None, Doc("coal power a person, null where the people are unknown", "kW")]
    nation: Annotated[float, Doc("the nation's coal power a person", "kW")]


@dataclass(frozen=True)
class ChainCaveat(Record):
    """A class of GB/T 4754 that the table of chains names and that should be another."""

    published: Annotated[str, Doc("the class that the table names")]
    meant: Annotated[str, Doc("the class that is meant")]
    reason_en: Annotated[str, Doc("why, in English")]
    reason_zh: Annotated[str, Doc("why, in Chinese")]
    source: Annotated[str, Doc("key of the source")]


def scales(industry: str) -> tuple[Scale, ...]:
    """The least sizes that a source gives for an industry."""
    return tuple(
        Scale(
            product_en=row["product_en"],
            product_zh=row["product_zh"],
            threshold=float(row["threshold"]),
            unit=row["unit"],
            year=int(row["year"]),
            bound=row["bound"],
            may_have_lapsed=row["may_have_lapsed"] == "1",
            label_en=row["label_en"],
            label_zh=row["label_zh"],
            source=row["source"],
        )
        for row in shipped_rows("scale_thresholds")
        if row["industry"] == industry
    )


def demands(industry: str, materials: Sequence[str]) -> tuple[Demand, ...]:
    """What sources say of demand for an industry's products or for the materials that start it."""
    wanted = {("industry", industry), *(("material", material) for material in materials)}
    return tuple(one for one in _all_demands() if (one.subject_kind, one.subject) in wanted)


def doubts(industry: str) -> tuple[ChainCaveat, ...]:
    """Known defects of the table of chains."""
    fields = ("published", "meant", "reason_en", "reason_zh", "source")
    rows = (row for row in shipped_rows("chain_doubts") if row["industry"] == industry)
    return tuple(ChainCaveat(*(row[field] for field in fields)) for row in rows)


def energy_at(known: PlaceFigures, place: Place) -> Energy | None:
    """The coal power of a place beside the nation's; None in a build without its source, or that of the people."""
    persons = sum(known.population[code] for code in known.partition)
    if not known.coal_power or not persons:
        return None
    unit = place if place.in_partition or place.parent not in by_code() else by_code()[place.parent]
    capacity, people = known.coal_power.get(unit.code, 0.0), known.population.get(unit.code)
    nation = [known.coal_power.get(code, 0.0) for code in known.partition]
    per_person = None if not people else 1000 * capacity / people
    return Energy(unit, known.year, capacity, per_person, 1000 * sum(nation) / persons)


@cache
def _all_demands() -> tuple[Demand, ...]:
    return tuple(
        Demand(
            subject_kind=row["subject_kind"],
            subject=row["subject"],
            kind=row["kind"],
            low=_number(row["low"]),
            high=_number(row["high"]),
            unit=row["unit"],
            from_year=int(row["from_year"]),
            to_year=int(row["to_year"]) if row["to_year"] else None,
            label_en=row["label_en"],
            label_zh=row["label_zh"],
            source=row["source"],
        )
        for row in shipped_rows("demand_outlook")
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
