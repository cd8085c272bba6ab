"""Which places a city is held against: alike in structure, size and level, and those of its own official type."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.panel import over_places
from relode.panel.census_measures import employment
from relode.places import Place, by_code, place_of
from relode.places.listed import same_level
from relode.places.listed import same_type as same_type
from relode.records import Doc, Inline, Record

PEER_YEAR = 2010


@dataclass(frozen=True)
class Peer(Record):
    """A place and how far it is from the city: 0 alike, 1 as unlike as two places of its level usually are."""

    place: Annotated[Place, Doc("the peer"), Inline]
    distance: Annotated[float, Doc("root mean square of differences, each over that of two places of the level", "1")]


def nearest_peers(panel: xr.Dataset, place: Place | str, count: int) -> tuple[Peer, ...]:
    """The `count` places of the same level that are most alike in 2010, nearest first.

    Alike in structure (Hellinger's distance of the shares of the 20 sections), size (logarithm of people) and level
    (logarithm of output per head; left out for a place whose output of 2010 is not published, as below the prefecture).
    Each difference is divided by its root mean square over all pairs of places of the level, so that none outweighs.
    Empty if the place has no census of 2010. Source: hellinger1909 (distance of structures); equal weights: assumption.
    Raises RelodeError for an unknown name.

    Example:
        >>> [peer.place.slug for peer in rl.diagnosis.nearest_peers(panel, "hegang", 3)]
        ['qitaihe', 'yangquan', 'shuangyashan']
    """
    place, counts = place_of(place), employment(panel, PEER_YEAR)
    codes = [str(code) for code in panel["place"].values]
    at = codes.index(place.code)
    people, output = (over_places(panel, name, PEER_YEAR) for name in ("population", "gdp_first_published"))
    usable = np.isfinite(counts).all(axis=1) & (np.nansum(counts, axis=1) > 0) & np.isfinite(people)
    usable &= np.array([same_level(by_code()[code], place) for code in codes])
    has_level = bool(np.isfinite(output[at]))
    if has_level:
        usable &= np.isfinite(output)
    if not usable[at]:
        return ()
    names = [codes[i] for i in np.flatnonzero(usable)]
    columns = [np.log(people[usable]), *([np.log(output[usable] / people[usable])] if has_level else [])]
    apart = [hellinger_distance(counts[usable], counts[usable]), *(np.abs(each[:, None] - each) for each in columns)]
    row = names.index(place.code)
    distances = np.sqrt(np.mean([(each[row] / typical(each)) ** 2 for each in apart], axis=0))
    order = np.argsort(distances, kind="stable")
    ranked = [Peer(by_code()[names[i]], float(distances[i])) for i in order if i != row]
    return tuple(ranked[:count])


def typical(distances: Array) -> float:
    """Root mean square over all pairs of two places, from a table (place, place). In the unit of the distances."""
    count = len(distances)
    return float(np.sqrt((distances**2).sum() / (count * (count - 1))))


def hellinger_distance(one: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each row of `others` (place, part) to `one` (part), or to each row of it, between 0 and 1. [1]

    Source: hellinger1909. Limits: same shares: 0; nothing in common: 1.
    """
    share, shares = (np.sqrt(rows / rows.sum(axis=-1, keepdims=True)) for rows in (one, others))
    return np.asarray(np.sqrt(1 - np.clip(shares @ share.T, 0, 1)))
