"""Everything that can be said about where a city could go, in one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relode.pathways.chains.base_rates import BaseRate, PlaceChange, base_rates
from relode.pathways.chains.candidates import Candidate, candidates, made_materials
from relode.pathways.chains.chain import chain
from relode.pathways.chains.chain_conditions import Energy, energy_at
from relode.pathways.chains.feasibility import OrderVerdict, feasibilities, verdict
from relode.pathways.chains.ingredients import ingredients
from relode.pathways.chains.place_figures import NEWEST, Known
from relode.pathways.chains.shipped_figures import shipped
from relode.pathways.chains.tracks import Track, tracks
from relode.places import Place, official, same_type

if TYPE_CHECKING:  # reading the panel costs seconds; an answer from what ships must not pay them
    import xarray as xr

    from relode.diagnosis import Profile

ALWAYS = ("candidates_are_hindsight", "weights_are_assumptions", "order_unproven")
"""True of every answer; the last since the lead of the first choice over a random one in hindcasts may be chance."""


@dataclass(frozen=True)
class Pathways:
    """Base rates first, then the candidates, what their order is worth, and what is not known."""

    place: Place
    base_rates: tuple[BaseRate, ...]
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]
    verdict: OrderVerdict | None = None
    tracks: tuple[Track, ...] = ()
    energy: Energy | None = None

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        tags = () if self.verdict is None else self.verdict.tags
        return {
            "place": self.place.record(),
            "base_rates": [rate.record() for rate in self.base_rates],
            "tracks": [track.record() for track in self.tracks],
            "energy": None if self.energy is None else self.energy.record(),
            "candidates": [candidate.record() for candidate in self.candidates],
            "ranked": self.verdict is not None and "no_ranking" not in tags,
            "verdict": None if self.verdict is None else self.verdict.record(),
            "tags": [*tags, *ALWAYS],
            "missing": list(self.missing),
        }


def pathways(place: Place, known: Known, changes: Mapping[str, PlaceChange], peers: Sequence[Place]) -> Pathways:
    """Where a place could go, from what is known at the newest census and what became of places like it.

    Candidates are in the order of their table, which means nothing.
    """
    found = assessed(place, known, peers)
    listed = place.code in official()
    unknown = [] if listed else ["resources_of_unlisted_place"]
    if place.code not in known.counts:
        unknown.append("no_sections")
    if not found:
        unknown.append("no_chain_starts_here" if listed else "no_chain_unlisted")
    scores = [one.feasibility for one in found if one.feasibility is not None]
    said = verdict([one.industry for one in found], scores)
    groups = compared(place, peers)
    return Pathways(
        place=place,
        base_rates=base_rates(groups, changes),
        candidates=found,
        missing=tuple(unknown),
        verdict=said,
        tracks=tracks({"own": [place], **groups}, changes),
        energy=energy_at(known, place),
    )


def successors(panel: "xr.Dataset", of: "Profile | Place | str") -> Pathways:
    """Where a place could go, by the figures of `panel`; `of` is its profile, the place or its name.

    Raises RelodeError for an unknown name.
    """
    from relode.diagnosis import Profile
    from relode.diagnosis import profile as profile_of
    from relode.pathways.chains.figures_of_panel import changes_of, known_at

    profile = of if isinstance(of, Profile) else profile_of(panel, of)
    peers = [peer.place for peer in profile.peers]
    others = {one.code: one for group in compared(profile.place, peers).values() for one in group}
    others[profile.place.code] = profile.place
    return pathways(profile.place, known_at(panel, NEWEST), changes_of(panel, list(others.values())), peers)


def from_shipped(place: Place) -> Pathways | None:
    """The same from what ships, at once; None where that lacks the place (a build without a source of it)."""
    found = shipped()
    if place.code not in found.peers:
        return None
    return pathways(place, found.known, found.changes, found.peers[place.code])


def compared(place: Place, peers: Sequence[Place]) -> dict[str, Sequence[Place]]:
    """The groups that base rates are of: the nearest peers of 2010 and the city's own official type."""
    return {"peers": peers, "type": same_type(place)}


def assessed(place: Place, known: Known, peers: Sequence[Place]) -> tuple[Candidate, ...]:
    """The candidates of a place with their feasibility."""
    found, made = candidates(place), made_materials(place)
    terms = [
        ingredients(chain(one.industry, place, made), place, known, peers, frozenset(_pursuers(one))) for one in found
    ]
    return tuple(replace(one, feasibility=f) for one, f in zip(found, feasibilities(terms), strict=True))


def _pursuers(candidate: Candidate) -> set[str]:
    return {place.code for place in (*candidate.hosts, *candidate.examples)}
