"""Everything that can be said about where a city could go, in one record."""

from dataclasses import dataclass

import xarray as xr

from relode.diagnosis import Profile
from relode.pathways.base_rates import BaseRate, base_rates
from relode.pathways.candidates import Candidate, candidates
from relode.places import Place, official


@dataclass(frozen=True)
class Pathways:
    """Base rates first, then the unranked set of candidates, then what is not known."""

    place: Place
    base_rates: tuple[BaseRate, ...]
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "place": self.place.record(),
            "base_rates": [rate.record() for rate in self.base_rates],
            "candidates": [candidate.record() for candidate in self.candidates],
            "ranked": False,
            "missing": list(self.missing),
        }


def successors(panel: xr.Dataset, profile: Profile) -> Pathways:
    """Where the place of `profile` could go."""
    found = candidates(profile.place)
    unknown = [] if profile.place.code in official() else ["resources_of_unlisted_place"]
    if not found:
        unknown.append("no_chain_starts_here")
    return Pathways(profile.place, base_rates(panel, profile), found, tuple(unknown))
