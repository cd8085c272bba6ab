"""What the score would have said in 2010, from figures of 2010, geography and resources alone.

The list of chains is hindsight all the same: it was written knowing which industries came.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relode.pathways.chains.chain import starting_chains
from relode.pathways.chains.feasibility import TOP, Feasibility, OrderVerdict, feasibilities, verdict
from relode.pathways.chains.ingredients import ingredients
from relode.pathways.chains.place_figures import Known
from relode.places import Place, by_code, find, official

if TYPE_CHECKING:
    import xarray as xr

ORIGIN = 2010
NAMED = ("jinchang", "baotou")
"""Hindcast whatever they show: the two cities that everyone cites."""
EVERY, MORE = 12, 10
"""The others: of the listed prefectures by code, without the two, every twelfth from the first, until there are ten."""


@dataclass(frozen=True)
class Hindcast:
    """The chains that start from a place's resources, as seen from 2010; not looked at: hosts, examples, rivals."""

    place: Place
    industries: tuple[str, ...]
    feasibilities: tuple[Feasibility, ...]
    verdict: OrderVerdict | None

    @property
    def best(self) -> tuple[str, ...]:
        """The first TOP by score at the stated weights, best first; equals in the order of the table."""
        return tuple(i for i, _ in sorted(self.scores.items(), key=lambda pair: -pair[1])[:TOP])

    @property
    def scores(self) -> dict[str, float]:
        """Industry -> score. [points]"""
        return {i: one.score for i, one in zip(self.industries, self.feasibilities, strict=True)}

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        said = zip(self.industries, self.feasibilities, strict=True)
        return {
            "place": self.place.record(),
            "origin": ORIGIN,
            "candidates": [{"industry": industry, **one.record()} for industry, one in said],
            "verdict": None if self.verdict is None else self.verdict.record(),
            "tags": [*(() if self.verdict is None else self.verdict.tags), "candidates_are_hindsight"],
        }


def hindcast(panel: "xr.Dataset", place: Place, known: Known | None = None) -> Hindcast:
    """What the score says of a place in 2010; `known` is `known_at(panel, 2010)` where it is at hand already."""
    from relode.diagnosis.profiles.number import assumed
    from relode.diagnosis.profiles.peers import nearest_peers
    from relode.pathways.chains.figures_of_panel import known_at

    known = known_at(panel, ORIGIN) if known is None else known
    peers = [peer.place for peer in nearest_peers(panel, place, int(assumed("peer_count")))]
    chains = starting_chains(place)
    found = feasibilities([ingredients(one, place, known, peers, None) for one in chains])
    industries = tuple(one.industry for one in chains)
    return Hindcast(place, industries, found, verdict(industries, found))


def hindcast_places() -> tuple[Place, ...]:
    """The twelve places of the table, by the rule that was fixed before any outcome was looked at."""
    named = tuple(find(name) for name in NAMED)
    others = [place for place in listed_prefectures() if place not in named]
    return (*named, *others[::EVERY][:MORE])


def listed_prefectures() -> tuple[Place, ...]:
    """The prefecture-level places of the list of 2013, by code."""
    places = (by_code()[code] for code in sorted(official()))
    return tuple(place for place in places if place.level == "prefecture")
