"""Of places like this one, how many grew, shrank and diversified: said before any candidate is named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.diagnosis import SECTIONS, Profile, same_type
from relode.diagnosis.measured import employment
from relode.diagnosis.number import assumed, sampled_share
from relode.measures import entropy
from relode.measures.sampling import NORMAL_90, effective_size, entropy_standard_error, share_interval
from relode.panel import cell
from relode.places import Place

START, END = 2010, 2020
OUTCOMES = ("grew", "shrank", "diversified")


@dataclass(frozen=True)
class BaseRate:
    """How often an outcome came about in a group of places from 2010 to 2020.

    `share_interval_90` is the interval of the chance behind the count (each place an independent draw).
    """

    group: str
    outcome: str
    count: int
    happened: int
    share_interval_90: tuple[float, float]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "group": self.group,
            "outcome": self.outcome,
            "count": self.count,
            "happened": self.happened,
            "share_interval_90": list(self.share_interval_90),
        }


def base_rates(panel: xr.Dataset, profile: Profile) -> tuple[BaseRate, ...]:
    """For the nearest peers of 2010 and for the city's own official type; places without both censuses do not count."""
    groups = {"peers": [peer.place for peer in profile.peers], "type": list(same_type(profile.place))}
    return tuple(rate for group, places in groups.items() for rate in _rates(panel, group, places))


def _rates(panel: xr.Dataset, group: str, places: Sequence[Place]) -> list[BaseRate]:
    changes = [cell(panel, place.code, "population_change", END) for place in places]
    known = [change.value for change in changes if change is not None]
    gains = [gain for place in places if (gain := diversification(panel, place)) is not None]
    counts = {
        "grew": (len(known), sum(change > 0 for change in known)),
        "shrank": (len(known), sum(change < 0 for change in known)),
        "diversified": (len(gains), sum(gain > error for gain, error in gains)),
    }
    return [
        BaseRate(group, outcome, count, happened, share_interval(happened / count, count))
        for outcome, (count, happened) in counts.items()
        if count
    ]


def diversification(panel: xr.Dataset, place: Place) -> tuple[float, float] | None:
    """Gain of the entropy of employment outside agriculture, 2010-2020, and its 90 % sampling error. [nat]

    A place has diversified if the gain is larger than the error. None without both censuses of one area.
    """
    start = cell(panel, place.code, "employment_all_sections", START)
    if start is None or "area_not_comparable" in start.flags:
        return None
    ends = [_entropy_outside_agriculture(panel, place, year) for year in (START, END)]
    if None in ends:
        return None
    (before, error_before), (after, error_after) = (end for end in ends if end is not None)
    return after - before, NORMAL_90 * float(np.hypot(error_before, error_after))


def _entropy_outside_agriculture(panel: xr.Dataset, place: Place, year: int) -> tuple[float, float] | None:
    at = panel.indexes["place"].get_loc(place.code)
    counts: NDArray[np.float64] = employment(panel.isel(place=[at]), year)[0]
    outside = counts[[section != "agriculture" for section in SECTIONS]]
    if not np.isfinite(outside).all() or outside.sum() == 0:
        return None
    size = effective_size(float(outside.sum()), sampled_share(year), assumed("design_effect"))
    return float(entropy(outside)), entropy_standard_error(outside / outside.sum(), size)
