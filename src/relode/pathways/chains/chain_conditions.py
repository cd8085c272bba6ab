"""What a chain must meet that the score does not weigh: least scale, demand, energy. What has no source is missing.

Sources of the least scales: ndrc2011, miit2010, miit2011, miit2012, miit2012a, miit2014, miit2016; of demand:
iea2025, nea2021, ndrc2022, ndrc2023.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache

from relode.pathways.chains.chain_tables import shipped_rows
from relode.pathways.chains.place_figures import Known
from relode.places import Place, by_code


@dataclass(frozen=True)
class Scale:
    """The least size of a new plant by a rule of the state, `bound` "at_least" or "more_than".

    `may_have_lapsed` where a later rule exists that was not read: it shows the order of size that a plant needs.
    """

    product_en: str
    product_zh: str
    threshold: float
    unit: str
    year: int
    bound: str
    may_have_lapsed: bool
    label_en: str
    label_zh: str
    source: str


@dataclass(frozen=True)
class Demand:
    """What a source says of demand until `to_year`.

    Kinds: `growth`, the world's demand for a material as a multiple of that of `from_year`; `target`, a national plan
    of that size; `capped`, new capacity is held tightly.
    """

    subject_kind: str
    subject: str
    kind: str
    low: float | None
    high: float | None
    unit: str
    from_year: int
    to_year: int | None
    label_en: str
    label_zh: str
    source: str


@dataclass(frozen=True)
class Energy:
    """Coal power of `unit`: a place, or what it lies in. [MW; kW a person, also of the nation; None if unknown]

    Hydro, wind and solar power have no table, prices neither.
    """

    unit: Place
    year: int
    capacity: float
    per_person: float | None
    nation: float

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {**asdict(self), "unit": self.unit.record()}


@dataclass(frozen=True)
class ChainCaveat:
    """A class of GB/T 4754 that the table of chains names and that should be another."""

    published: str
    meant: str
    reason_en: str
    reason_zh: str
    source: str


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
    found = (row for row in shipped_rows("chain_doubts") if row["industry"] == industry)
    return tuple(ChainCaveat(*(row[field] for field in fields)) for row in found)


def energy_at(known: Known, place: Place) -> Energy | None:
    """The coal power of a place beside the nation's; None in a build without its source."""
    if not known.coal_power:
        return None
    unit = place if place.in_partition or place.parent not in by_code() else by_code()[place.parent]
    capacity, people = known.coal_power.get(unit.code, 0.0), known.population.get(unit.code)
    nation = [known.coal_power.get(code, 0.0) for code in known.partition]
    persons = [known.population.get(code, 0.0) for code in known.partition]
    per_person = None if not people else 1000 * capacity / people
    return Energy(unit, known.year, capacity, per_person, 1000 * sum(nation) / max(sum(persons), 1.0))


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
