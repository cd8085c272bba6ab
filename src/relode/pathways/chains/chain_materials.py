"""The materials of a chain seen from a place: at hand, where the nearest are, to be bought, and not located."""

from dataclasses import dataclass

from relode.pathways.chains.chain import Chain, Source, alternatives, nearest_source, yielded_materials
from relode.places import Place


@dataclass(frozen=True)
class ChainMaterials:
    """Materials that have a place in the tables are `at_hand`, have in `sources` the nearest other place, or are

    `to_be_bought`; of `unknown_inputs` no table says where they are.
    """

    at_hand: tuple[str, ...]
    sources: tuple[Source, ...]
    to_be_bought: tuple[str, ...]
    unknown_inputs: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "at_hand": list(self.at_hand),
            "nearest": [source.record() for source in self.sources],
            "to_be_bought": list(self.to_be_bought),
            "not_located": list(self.unknown_inputs),
        }


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
