"""What the feasibility of a chain in a place is made from, gathered before anything is weighed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relode.facts.sections import SECTIONS
from relode.pathways.chains.chain import (
    Chain,
    Source,
    alternatives,
    auxiliary_materials,
    nearest_source,
    starting_places,
    yielded_materials,
)
from relode.pathways.chains.place_figures import Known, log_quotients, market_distance, power_rank, section_of
from relode.pathways.chains.weights import needing_divisions
from relode.places import Place, official

FURTHEST_LOG_QUOTIENT = 1.5
"""A quotient of 4.5 or 0.22 counts as plainly strong or weak: one point, and no more beyond."""
FURTHEST_COLLEGE_GAP = 0.1
"""Ten points of college share above the peers count as one point, and no more beyond."""


@dataclass(frozen=True)
class Ingredients:
    """Terms before weighing; None where no figure is known.

    Materials that have a place in the tables are `at_hand`, or have in `sources` the nearest other place, or are
    `to_be_bought`; of `unknown_inputs` no table says where they are. `strength` is -1 to 1, `skills` the need times
    the gap -1 to 1, `energy` and `energy_need` 0 to 1, `market` km (0 by wire), `crowd` 0 to 1. Missing materials that
    do not start the chain are `auxiliary`. `sections` have the shrunken location quotients that `strength` is the mean
    of, `college` the college share of the place and the median of its peers.
    """

    at_hand: tuple[str, ...]
    sources: tuple[Source, ...]
    to_be_bought: tuple[str, ...]
    unknown_inputs: tuple[str, ...]
    strength: float | None
    skills: float | None
    energy: float
    energy_need: float
    market: float | None
    crowd: float | None
    auxiliary: tuple[str, ...] = ()
    sections: tuple[tuple[str, float], ...] = ()
    college: tuple[float, float] | None = None

    @property
    def located(self) -> int:
        """How many materials of the chain have a place in the tables."""
        return len(self.at_hand) + len(self.sources) + len(self.to_be_bought)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of the contributions that no figure exists for."""
        terms = {
            "inputs": self.located or None,
            "section_strength": self.strength,
            "skills": self.skills,
            "final_users": self.market,
        }
        return tuple(name for name, term in terms.items() if term is None)


def ingredients(
    chain: Chain, place: Place, known: Known, peers: Sequence[Place], pursuers: frozenset[str] | None
) -> Ingredients:
    """Gather the terms of a chain; `pursuers` are codes of other places that already pursue it.

    `pursuers` None leaves saturation out, as a hindcast must.
    """
    located = [material for material in chain.needs if material in yielded_materials()]
    near = _without_farther(chain.industry, {material: nearest_source(material, place) for material in located})
    gap = _college_gap(known, place, peers)
    need = _share(chain, "energy")
    by_wire = bool(chain.last) and set(chain.last) <= needing_divisions("by_wire")
    return Ingredients(
        at_hand=chain.has,
        sources=tuple(source for source in near.values() if source is not None),
        to_be_bought=tuple(material for material, source in near.items() if source is None),
        unknown_inputs=tuple(material for material in chain.needs if material not in yielded_materials()),
        strength=_strength(chain, place, known),
        skills=None if gap is None else _share(chain, "skills") * gap,
        energy=need * power_rank(known, place),
        energy_need=need,
        market=0.0 if by_wire else market_distance(known, place),
        crowd=None if pursuers is None else _crowd(chain, place, pursuers),
        sections=_sections(chain, place, known),
        college=_college(known, place, peers),
        auxiliary=tuple(m for m in chain.needs if (chain.industry, m) in auxiliary_materials()),
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


def _strength(chain: Chain, place: Place, known: Known) -> float | None:
    """Mean over the divisions beyond extraction of the log quotient of their sections, scaled to -1 to 1."""
    quotients = log_quotients(known, place)
    sections = [at for division in chain.divisions if (at := section_of(division)) is not None]
    if quotients is None or not sections:
        return None
    mean = float(np.mean(quotients[sections]))
    return float(np.clip(mean / FURTHEST_LOG_QUOTIENT, -1, 1))


def _sections(chain: Chain, place: Place, known: Known) -> tuple[tuple[str, float], ...]:
    """The sections of the divisions beyond extraction and their location quotients, each section once."""
    quotients = log_quotients(known, place)
    sections = [at for division in chain.divisions if (at := section_of(division)) is not None]
    if quotients is None:
        return ()
    return tuple((SECTIONS[at], float(np.exp(quotients[at]))) for at in dict.fromkeys(sections))


def _college(known: Known, place: Place, peers: Sequence[Place]) -> tuple[float, float] | None:
    """College share and the median of the peers'; None where either is missing."""
    shares = [known.college_share[peer.code] for peer in peers if peer.code in known.college_share]
    if place.code not in known.college_share or not shares:
        return None
    # np.median would load masked arrays first.
    return known.college_share[place.code], float(np.quantile(shares, 0.5))


def _college_gap(known: Known, place: Place, peers: Sequence[Place]) -> float | None:
    """College share less the median of the peers', scaled to -1 to 1; None where either is missing."""
    shares = _college(known, place, peers)
    return None if shares is None else float(np.clip((shares[0] - shares[1]) / FURTHEST_COLLEGE_GAP, -1, 1))


def _share(chain: Chain, need: str) -> float:
    """Share of the chain's divisions beyond extraction that have a need."""
    return sum(division in needing_divisions(need) for division in chain.divisions) / max(len(chain.divisions), 1)


def _crowd(chain: Chain, place: Place, pursuers: frozenset[str]) -> float:
    """Other places that have a material of the chain or pursue it, on a log scale: none 0, all of the list 1."""
    others = (starting_places()[chain.industry] | pursuers) - {place.code}
    return float(min(1.0, np.log1p(len(others)) / np.log1p(len(official()))))
