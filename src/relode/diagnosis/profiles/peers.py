"""Which places a city is held against: nearest by the structure of employment, and of its own official type."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.panel.census_measures import employment
from relode.places import Place, by_code
from relode.places.listed import same_level
from relode.places.listed import same_type as same_type
from relode.records import Doc, Record

PEER_YEAR = 2010


@dataclass(frozen=True)
class Peer(Record):
    """A place and its Hellinger distance (0 same structure, 1 nothing in common)."""

    place: Annotated[Place, Doc("the peer", inline=True)]
    distance: Annotated[float, Doc("Hellinger distance of the structures of jobs, 0 same, 1 nothing in common", "1")]


def nearest_peers(panel: xr.Dataset, place: Place, count: int) -> tuple[Peer, ...]:
    """The `count` places of the same level with the nearest shares of the 20 sections in 2010, nearest first.

    Empty if the place has no census of 2010. Source: hellinger1909 (distance of two distributions).
    """
    counts = employment(panel, PEER_YEAR)
    codes = [str(code) for code in panel["place"].values]
    comparable = [same_level(by_code()[code], place) for code in codes]
    usable = np.isfinite(counts).all(axis=1) & (np.nansum(counts, axis=1) > 0) & comparable
    at = codes.index(place.code)
    if not usable[at]:
        return ()
    distances = hellinger_distance(counts[at], counts[usable])
    order = np.argsort(distances, kind="stable")
    names = [codes[i] for i in np.flatnonzero(usable)]
    ranked = [Peer(by_code()[names[i]], float(distances[i])) for i in order if names[i] != place.code]
    return tuple(ranked[:count])


def hellinger_distance(one: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each row of `others` (place, part) to `one` (part), between 0 and 1. [1]

    Source: hellinger1909. Limits: same shares: 0; nothing in common: 1.
    """
    share = np.sqrt(one / one.sum())
    shares = np.sqrt(others / others.sum(axis=1, keepdims=True))
    overlap = np.clip(shares @ share, 0, 1)
    return np.asarray(np.sqrt(1 - overlap))
