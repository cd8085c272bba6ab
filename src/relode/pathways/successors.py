"""Everything that can be said about where a city could go, in one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import computed_field

from relode.language import Language, choose_language
from relode.pathways.chains.base_rates import BaseRate, DecadeChange, Track, base_rates, tracks
from relode.pathways.chains.candidates import Candidate, candidates
from relode.pathways.chains.conditions import Energy, energy_at
from relode.pathways.chains.shipped_figures import NEWEST, PlaceFigures, shipped
from relode.pathways.industries.city_candidates import city_industries, has_published
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries
from relode.pathways.industries.city_scores import is_ordered
from relode.places import Place, official, place_of, same_type
from relode.record import Doc, Inline, Record

if TYPE_CHECKING:  # reading the panel costs seconds; an answer from what ships must not pay them
    import pandas as pd
    import xarray as xr

    from relode.diagnosis import Profile

ALWAYS = ("listings_are_survivors", "chains_are_hindsight")
"""True of every answer."""


@dataclass(frozen=True, repr=False)
class Pathways(Record):
    """Base rates first, then what could come next, the hand-made chains that explain it, and what is not known."""

    place: Annotated[Place, Doc("the place")]
    base_rates: Annotated[tuple[BaseRate, ...], Doc("what became of places like it", shape="group and outcome")]
    industries: Annotated[
        CityIndustries | None,
        Doc("industries, of the prefecture for a place below it; none without zones or listings"),
        Inline,
    ]
    chains: Annotated[tuple[Candidate, ...], Doc("hand-made chains that start here", shape="industry")]
    missing: Annotated[tuple[str, ...], Doc("why something is not said", shape="reason")]
    tracks: Annotated[tuple[Track, ...], Doc("places to learn from", shape="group and place")] = ()
    energy: Annotated[Energy | None, Doc("coal power at hand; null in a build without its source")] = None

    @property
    def candidates(self) -> tuple[CityCandidate, ...]:
        """The industries that could come next."""
        return () if self.industries is None else self.industries.candidates

    def __repr__(self) -> str:
        return (
            f"Pathways of {self.place.name_en} ({self.place.code}): {len(self.candidates)} industries, "
            f"{len(self.chains)} chains, {len(self.base_rates)} base rates"
        )

    def table(self, language: Language | None = None) -> "pd.DataFrame":
        """What could come next, a row an industry: name, why it is in the set, score, probability, what it lacks."""
        import pandas as pd  # not needed to find pathways

        speech = choose_language(language)
        return pd.DataFrame(
            [
                (one.unit.name(speech), ";".join(one.why), one.score, one.probability, ";".join(one.to_be_brought))
                for one in self.candidates
            ],
            columns=["industry", "why", "score", "probability", "to_be_brought"],
        )

    @computed_field
    @property
    def tags(self) -> tuple[str, ...]:
        """What holds of the answer as a whole. (tag)"""
        return (*(() if is_ordered() else ("no_ranking",)), *ALWAYS)


def pathways(
    place: Place, known: PlaceFigures, changes: Mapping[str, DecadeChange], peers: Sequence[Place]
) -> Pathways:
    """Where a place could go, from what is known at the newest census and what became of places like it."""
    chains = candidates(place)
    listed = place.code in official()
    unknown = [] if listed else ["resources_of_unlisted_place"]
    if not chains:
        unknown.append("no_chain_starts_here" if listed else "no_chain_unlisted")
    if not has_published():
        unknown.append("no_published_industries")
    groups = compared(place, peers)
    return Pathways(
        place=place,
        base_rates=base_rates(groups, changes),
        industries=city_industries(place) if has_published() else None,
        chains=chains,
        missing=tuple(unknown),
        tracks=tracks({"own": [place], **groups}, changes),
        energy=energy_at(known, place),
    )


def successors(panel: "xr.Dataset", of: "Profile | Place | str") -> Pathways:
    """Where a place could go, by the figures of `panel`; `of` is its profile, the place or its name.

    Raises RelodeError for an unknown name.

    Example:
        >>> found = rl.pathways.successors(panel, "hegang")
        >>> found.base_rates[1].group, found.base_rates[1].outcome
        ('peers', 'shrank')
        >>> found.base_rates[1].happened, found.base_rates[1].count
        (16, 20)
        >>> [each.unit.name_en for each in found.candidates[:2]]
        ['Processing of farm products and feed', 'Foods']
    """
    from relode.diagnosis import Profile
    from relode.diagnosis import profile as profile_of
    from relode.pathways.chains.figures_of_panel import changes_of, known_at

    profile = of if isinstance(of, Profile) else profile_of(panel, of)
    peers = [peer.place for peer in profile.peers]
    others = {one.code: one for group in compared(profile.place, peers).values() for one in group}
    others[profile.place.code] = profile.place
    return pathways(profile.place, known_at(panel, NEWEST), changes_of(panel, list(others.values())), peers)


def from_shipped(place: Place | str) -> Pathways | None:
    """The same from what ships, at once; None where that lacks the place (a build without a source of it).

    Raises RelodeError for an unknown name.

    Example:
        >>> found = rl.pathways.from_shipped("hegang")
        >>> shrank = found.base_rates[1]
        >>> shrank.group, shrank.outcome, shrank.happened, shrank.count
        ('peers', 'shrank', 16, 20)
    """
    result, place = shipped(), place_of(place)
    if place.code not in result.peers:
        return None
    return pathways(place, result.known, result.changes, result.peers[place.code])


def compared(place: Place, peers: Sequence[Place]) -> dict[str, Sequence[Place]]:
    """The groups that base rates are of: the nearest peers of 2010 and the city's own official type."""
    return {"peers": peers, "type": same_type(place)}
