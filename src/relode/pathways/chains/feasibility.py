"""How feasible a chain is in a place: contributions that add up, and how far the order depends on the weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.pathways.chains.ingredients import Ingredients
from relode.pathways.chains.weights import central_weights, drawn_weights

DRAWS, SEED, TOP = 500, 1, 3
AGREED = 0.7
"""Share of the draws that must agree on the first before candidates are called ranked."""
CHANCE_OF_FIRST = 0.05
"""A candidate that is first in at least this share of the draws belongs to the set at the top."""

UNSCORED: dict[str, object] = {
    "score": None,
    "contributions": {},
    "rank_interval_90": None,
    "top_share": None,
    "first_share": None,
    "inputs": None,
    "sections": {},
    "college_share": None,
    "unknown": [],
    "what_would_change": None,
}


@dataclass(frozen=True)
class OrderChange:
    """The missing thing that would gain most: a contribution, the points gained, and the material if it is one."""

    contribution: str
    gain: float
    material: str

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {"contribution": self.contribution, "gain": self.gain, "material": self.material or None}


@dataclass(frozen=True)
class Feasibility:
    """Score at the stated weights [points] and its parts; ranks over draws of the weights, 1 is first.

    `top_share` is the share of draws in which the candidate is among the first TOP, `first_share` the first.
    """

    score: float
    contributions: dict[str, float]
    rank_interval_90: tuple[int, int]
    top_share: float
    first_share: float
    ingredients: Ingredients
    what_would_change: OrderChange | None

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        terms, change = self.ingredients, self.what_would_change
        return {
            "score": self.score,
            "contributions": dict(self.contributions),
            "rank_interval_90": list(self.rank_interval_90),
            "top_share": self.top_share,
            "first_share": self.first_share,
            "inputs": {
                "at_hand": list(terms.at_hand),
                "in_reach": [source.record() for source in terms.sources],
                "to_be_bought": list(terms.to_be_bought),
                "unknown": list(terms.unknown_inputs),
            },
            "sections": dict(terms.sections),
            "college_share": None if terms.college is None else dict(zip(("own", "peers"), terms.college, strict=True)),
            "unknown": list(terms.unknown),
            "what_would_change": None if change is None else change.record(),
        }


@dataclass(frozen=True)
class OrderVerdict:
    """What the order of a place's candidates is worth: the set at the top, and whether one of them stands out."""

    industries: tuple[str, ...]
    first_share: float
    tags: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "industries": list(self.industries),
            "count": len(self.industries),
            "first_share": self.first_share,
            "top": TOP,
            "draws": DRAWS,
            "seed": SEED,
        }


def feasibilities(terms: Sequence[Ingredients], draws: int = DRAWS, seed: int = SEED) -> tuple[Feasibility, ...]:
    """The feasibility of each of a place's candidates, ranked among each other; none for none."""
    if not terms:
        return ()
    drawn, central = drawn_weights(draws, seed), central_weights()
    ranks = _ranks(np.array([_score(one, drawn, draws) for one in terms]))
    return tuple(_feasibility(one, central, rank) for one, rank in zip(terms, ranks, strict=True))


def verdict(industries: Sequence[str], found: Sequence[Feasibility]) -> OrderVerdict | None:
    """The set of those that may be first, in the order given, which means nothing; None without candidates.

    Tags: `no_ranking` where fewer than AGREED of the draws agree on the first.
    """
    if not found:
        return None
    best = max(one.first_share for one in found)
    least = min(best, CHANCE_OF_FIRST)
    at_top = tuple(i for i, one in zip(industries, found, strict=True) if one.first_share >= least)
    return OrderVerdict(at_top, best, ("no_ranking",) if best < AGREED or len(found) < 2 else ())


def contributions(terms: Ingredients, weights: Mapping[str, Array]) -> dict[str, Array]:
    """Points of each part, (draw,) as the weights; a part without a figure is left out."""
    parts: dict[str, Array] = {}
    if terms.located:
        reach = sum((np.exp(-s.distance / weights["reach_distance"]) for s in terms.sources), np.zeros(1))
        parts["inputs_at_hand"] = weights["inputs_at_hand"] * len(terms.at_hand) / terms.located
        parts["inputs_in_reach"] = weights["inputs_in_reach"] * reach / terms.located
    if terms.strength is not None:
        parts["section_strength"] = weights["section_strength"] * terms.strength
    if terms.skills is not None:
        parts["skills"] = weights["skills"] * terms.skills
    parts["energy"] = weights["energy"] * terms.energy
    if terms.market is not None:
        parts["final_users"] = weights["final_users"] * np.exp(-terms.market / weights["users_distance"])
    if terms.crowd is not None:
        parts["saturation"] = -weights["saturation"] * terms.crowd
    return parts


def what_would_change(terms: Ingredients) -> OrderChange | None:
    """The largest gain at the stated weights if one missing thing were there; None if nothing is missing.

    Looked at: each material that can start the chain brought to hand; sections and skills raised to the average of
    nation and peers; all the coal power that the chain could ask for. Distance and rivals cannot be mended.
    """
    now = _total(terms)
    changed = [("inputs", material, _at_hand(terms, material)) for material in _missing_inputs(terms)]
    if terms.strength is not None and terms.strength < 0:
        changed.append(("section_strength", "", replace(terms, strength=0.0)))
    if terms.skills is not None and terms.skills < 0:
        changed.append(("skills", "", replace(terms, skills=0.0)))
    if terms.energy < terms.energy_need:
        changed.append(("energy", "", replace(terms, energy=terms.energy_need)))
    gains = [OrderChange(name, _total(other) - now, material) for name, material, other in changed]
    return max(gains, key=lambda change: (change.gain, change.material), default=None)


def _feasibility(terms: Ingredients, central: Mapping[str, Array], ranks: NDArray[np.int64]) -> Feasibility:
    parts = {name: float(value[0]) for name, value in contributions(terms, central).items()}
    low, high = np.percentile(ranks, (5, 95), method="nearest")
    return Feasibility(
        score=sum(parts.values()),
        contributions=parts,
        rank_interval_90=(int(low), int(high)),
        top_share=float((ranks <= TOP).mean()),
        first_share=float((ranks == 1).mean()),
        ingredients=terms,
        what_would_change=what_would_change(terms),
    )


def _ranks(scores: Array) -> NDArray[np.int64]:
    """Of each candidate in each draw, (candidate, draw): one more than those plainly above it; ties share a rank."""
    # Sums in another order differ by rounding: such a difference is a tie.
    above = scores[None, :, :] > scores[:, None, :] + 1e-12
    return np.asarray(1 + above.sum(axis=1))


def _score(terms: Ingredients, weights: Mapping[str, Array], draws: int) -> Array:
    return np.asarray(sum(contributions(terms, weights).values(), np.zeros(draws)))


def _total(terms: Ingredients) -> float:
    return float(_score(terms, central_weights(), 1)[0])


def _missing_inputs(terms: Ingredients) -> tuple[str, ...]:
    missing = (*(source.material for source in terms.sources), *terms.to_be_bought)
    return tuple(material for material in missing if material not in terms.auxiliary)


def _at_hand(terms: Ingredients, material: str) -> Ingredients:
    return replace(
        terms,
        at_hand=(*terms.at_hand, material),
        sources=tuple(source for source in terms.sources if source.material != material),
        to_be_bought=tuple(other for other in terms.to_be_bought if other != material),
    )
