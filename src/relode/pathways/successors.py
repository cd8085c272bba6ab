"""Everything that can be said about where a city could go, in one record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import xarray as xr

from relode.diagnosis import Profile
from relode.pathways.base_rates import BaseRate, base_rates
from relode.pathways.candidates import Candidate, candidates, made_materials
from relode.pathways.chain import chain
from relode.pathways.feasibility import Verdict, feasibilities, verdict
from relode.pathways.ingredients import ingredients
from relode.pathways.known import known_at
from relode.places import Place, official

NEWEST = 2020
"""The last census: the year that sections, education and large cities are of."""

ALWAYS = ("candidates_are_hindsight", "weights_are_assumptions", "order_unproven")
"""True of every answer; the last since hindcasts found the first choice no better than a random one."""


@dataclass(frozen=True)
class Pathways:
    """Base rates first, then the candidates, what their order is worth, and what is not known."""

    place: Place
    base_rates: tuple[BaseRate, ...]
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]
    verdict: Verdict | None = None

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        tags = () if self.verdict is None else self.verdict.tags
        return {
            "place": self.place.record(),
            "base_rates": [rate.record() for rate in self.base_rates],
            "candidates": [candidate.record() for candidate in self.candidates],
            "ranked": self.verdict is not None and "no_ranking" not in tags,
            "verdict": None if self.verdict is None else self.verdict.record(),
            "tags": [*tags, *ALWAYS],
            "missing": list(self.missing),
        }


def successors(panel: xr.Dataset, profile: Profile) -> Pathways:
    """Where the place of `profile` could go; candidates in the order of their table, which means nothing."""
    place = profile.place
    found = assessed(panel, place, [peer.place for peer in profile.peers])
    unknown = [] if place.code in official() else ["resources_of_unlisted_place"]
    if not found:
        unknown.append("no_chain_starts_here")
    scores = [one.feasibility for one in found if one.feasibility is not None]
    said = verdict([one.industry for one in found], scores)
    return Pathways(place, base_rates(panel, profile), found, tuple(unknown), said)


def assessed(panel: xr.Dataset, place: Place, peers: Sequence[Place]) -> tuple[Candidate, ...]:
    """The candidates of a place with their feasibility at the newest census."""
    found = candidates(place)
    known, made = known_at(panel, NEWEST), made_materials(place)
    terms = [
        ingredients(chain(one.industry, place, made), place, known, peers, frozenset(_pursuers(one))) for one in found
    ]
    return tuple(replace(one, feasibility=f) for one, f in zip(found, feasibilities(terms), strict=True))


def _pursuers(candidate: Candidate) -> set[str]:
    return {place.code for place in (*candidate.hosts, *candidate.examples)}
