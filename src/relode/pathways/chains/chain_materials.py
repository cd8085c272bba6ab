"""The materials of a chain seen from a place: at hand, where the nearest are, to be bought, and not located."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from relode.pathways.chains.chain import Chain, Source, alternatives, nearest_source, yielded_materials
from relode.places import Place
from relode.records import Doc, Record


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
