"""Value chains without hindsight: materials, divisions, and where the materials are."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import Field

from relode import shipped_tables
from relode.facts import rows
from relode.places import Official, Place, by_code, official
from relode.places.distance import nearest
from relode.record import Doc, Record


@dataclass(frozen=True)
class Basis(Record):
    """What a candidate rests on."""

    certainty: Annotated[str, Doc("high, medium or low")]
    sources: Annotated[tuple[str, ...], Doc("keys of the sources", shape="source")]


@cache
def needing_divisions(need: str) -> frozenset[str]:
    """The divisions of GB/T 4754 that have a need ("energy"), two digits each."""
    return next(frozenset(row["divisions"].split(";")) for row in shipped_rows("chain_needs") if row["need"] == need)


@cache
def shipped_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of assumptions or conditions that ships with the pathways, every cell as text."""
    return shipped_tables.rows("relode.pathways", table)


WORKING = frozenset({"operating", "operating-pre-retirement"})
"""Plants that make something."""


@dataclass(frozen=True)
class Chain:
    """A successor industry as geography sees it.

    `has` are materials that the place's resources yield, `needs` its other materials but for alternatives to one that
    it has; `divisions` are those of GB/T 4754 beyond extraction, two digits; `last` are those of its last stage.
    """

    industry: str
    has: tuple[str, ...]
    needs: tuple[str, ...]
    divisions: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True)
class Source(Record):
    """The nearest listed place or plant that has a material."""

    material: Annotated[str, Doc("the material")]
    place: Annotated[Place, Doc("the place that has it")]
    distance: Annotated[float, Doc("great-circle distance, 0 where it is at hand", "km")]


def own_materials(entry: Official | None) -> frozenset[str]:
    """The materials of the chain table that a listed place's resources are or directly yield."""
    if entry is None:
        return frozenset()
    table = rows("resource_materials")
    return frozenset(r["material"] for r in table if r["material"] and r["resource_detail"] in entry.resource_detail)


def chain(industry: str, place: Place, made: frozenset[str] = frozenset()) -> Chain:
    """The chain of a successor industry seen from a place; `made` are materials that its plants give."""
    links = _links()[industry]
    materials = [link["from"] for link in links if link["from_kind"] == "resource"]
    own = _materials().get(place.code, frozenset()) | made
    all_stages = [(link["stage"], link["from"][:2]) for link in links if link["from_kind"] != "resource"]
    beyond = [(stage, division) for stage, division in all_stages if stage != "resource"]
    stages = {stage for stage, _ in beyond}
    end = next((stage for stage in ("final_use", "advanced", "processing") if stage in stages), "")
    return Chain(
        industry=industry,
        has=tuple(material for material in materials if material in own),
        needs=tuple(m for m in materials if m not in own and not alternatives(industry, m) & own),
        divisions=tuple(dict.fromkeys(division for _, division in beyond)),
        last=tuple(dict.fromkeys(division for stage, division in beyond if stage == end)),
    )


@cache
def alternatives(industry: str, material: str) -> frozenset[str]:
    """The materials of which one suffices for the chain, `material` among them; empty if nothing can replace it."""
    groups = (
        row["materials"].split(";") for row in shipped_rows("alternative_materials") if row["industry"] == industry
    )
    return next((frozenset(group) for group in groups if material in group), frozenset())


@cache
def auxiliary_materials() -> frozenset[tuple[str, str]]:
    """Industry and material: needed, but it does not start the chain by itself."""
    return frozenset((row["industry_id"], row["material"]) for row in rows("auxiliary_materials"))


@cache
def yielded_materials() -> frozenset[str]:
    """Every material that some resource yields; of others (water, wind, scrap ...) no table says where they are."""
    return frozenset(row["material"] for row in rows("resource_materials") if row["material"])


def nearest_source(material: str, place: Place) -> Source | None:
    """The nearest other place that has the material; None if no place with a point has it."""
    others = [other for other in material_sites().get(material, ()) if other.code != place.code]
    near = nearest(place, others)
    return Source(material, near[0][1], near[0][0]) if near else None


@cache
def material_sites() -> dict[str, tuple[Place, ...]]:
    """Material -> the places that have it: places of the list of 2013 by their resources, and plants of steel.

    A material that the tables have for no place on the list (or only as a plant) has the plants alone.
    """
    result: dict[str, dict[str, None]] = {}
    for code, own in _materials().items():
        for material in sorted(own):
            result.setdefault(material, {})[code] = None
    for row in rows("assets"):
        if row["kind"] == "steel_plant" and row["status"] in WORKING and row["place"]:
            result.setdefault("steel", {})[row["place"]] = None
    for row in evident_rows():
        result.setdefault(row["material"], {})[row["place"]] = None
    return {material: tuple(by_code()[code] for code in codes) for material, codes in result.items()}


@cache
def zone_materials() -> dict[str, frozenset[str]]:
    """Place -> materials that the words of its zones name: what a zone works up is not missing in its city."""
    table = [(row["word"], row["material"]) for row in shipped_rows("zone_materials")]
    texts: dict[str, frozenset[str]] = {}
    for row in rows("development_zones_2018"):
        named = {material for word, material in table if word in row["industries"]}
        texts[row["place"]] = texts.get(row["place"], frozenset()) | named
    return texts


def evident_rows() -> tuple[dict[str, str], ...]:
    """Materials of a place that no other table has, each with its reason."""
    return shipped_rows("evident_materials")


@cache
def starting_places() -> dict[str, frozenset[str]]:
    """Industry -> codes of the listed places that have a material that starts its chain."""
    needed = {
        i: {k["from"] for k in links if k["from_kind"] == "resource" and (i, k["from"]) not in auxiliary_materials()}
        for i, links in _links().items()
    }
    return {i: frozenset(c for c, own in _materials().items() if own & chain) for i, chain in needed.items()}


def nearest_without_record(industry: str, place: Place, on_record: frozenset[str], count: int) -> tuple[Place, ...]:
    """The nearest other listed places that have a material of the chain and no record of pursuing it, nearest first.

    No record is no proof: the tables name clusters and examples only.
    """
    codes = starting_places()[industry] - on_record - {place.code}
    return tuple(other for _, other in nearest(place, [by_code()[code] for code in codes])[:count])


@cache
def _links() -> dict[str, tuple[dict[str, str], ...]]:
    lines: dict[str, tuple[dict[str, str], ...]] = {}
    for row in rows("value_chain_links"):
        lines[row["to_industry"]] = (*lines.get(row["to_industry"], ()), row)
    return lines


@cache
def _materials() -> dict[str, frozenset[str]]:
    """Listed place -> its materials."""
    return {code: own_materials(entry) for code, entry in official().items()}


@dataclass(frozen=True)
class ChainMaterials(Record):
    """The materials of a chain by where they are."""

    at_hand: Annotated[tuple[str, ...], Doc("materials that the place has", shape="material")]
    sources: Annotated[
        tuple[Source, ...],
        Doc("the nearest other place of each that some place has", shape="material"),
        Field(serialization_alias="nearest"),
    ]
    to_be_bought: Annotated[tuple[str, ...], Doc("materials that no listed place has", shape="material")]
    unknown_inputs: Annotated[
        tuple[str, ...],
        Doc("materials of which no table says where they are", shape="material"),
        Field(serialization_alias="not_located"),
    ]


def chain_materials(chain: Chain, place: Place) -> ChainMaterials:
    """Where the materials of a chain are; of alternatives only the nearest counts."""
    located = [material for material in chain.needs if material in yielded_materials()]
    near = _without_farther(chain.industry, {material: nearest_source(material, place) for material in located})
    return ChainMaterials(
        at_hand=chain.has,
        sources=tuple(source for source in near.values() if source is not None),
        to_be_bought=tuple(material for material, source in near.items() if source is None),
        unknown_inputs=tuple(material for material in chain.needs if material not in yielded_materials()),
    )


def _without_farther(industry: str, near: dict[str, Source | None]) -> dict[str, Source | None]:
    """Of alternatives only the nearest, and one of those that no place has."""

    def far(material: str) -> tuple[float, str]:
        source = near[material]
        return (float("inf") if source is None else source.distance, material)

    best = {
        material: min(alternatives(industry, material) & near.keys(), key=far, default=material) for material in near
    }
    return {material: source for material, source in near.items() if best[material] == material}
