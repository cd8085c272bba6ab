"""Which places a city is held against, by four definitions, and whether its judgement depends on which is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import LEAST_PEOPLE
from relode.diagnosis.statistics.space import OUTCOMES
from relode.panel import over_places
from relode.panel.census_measures import employment
from relode.panel.number import assumed
from relode.places import Place, by_code, official, place_of
from relode.places.listed import same_level
from relode.places.listed import same_type as same_type
from relode.record import Doc, Inline, Record

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
    codes = [str(code) for code in panel["place"].to_numpy()]
    at = codes.index(place.code)
    people, output = (over_places(panel, name, PEER_YEAR) for name in ("population", "gdp_first_published"))
    usable = np.isfinite(counts).all(axis=1) & (np.nansum(counts, axis=1) > 0) & np.isfinite(people)
    usable &= np.array([same_level(by_code()[code], place) for code in codes])
    ranked = nearest_alike(at, counts, people, output, usable) if usable[at] else []
    return tuple(Peer(by_code()[codes[i]], distance) for i, distance in ranked[:count])


def nearest_alike(
    row: int, counts: Array | None, people: Array | None, output: Array | None, usable: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    """Positions and distances of the usable places but that of `row`, nearest first.

    Alike in structure, (place, part), logarithm of people and of output per person, (place,) each, as far as the place
    has them. Empty where it has none, is not usable, or has fewer than two others, and where all are alike.
    """
    columns: list[Array] = []
    if counts is not None and counts[row].sum() > 0:
        usable = usable & (np.nansum(counts, axis=1) > 0)
    else:
        counts = None
    with np.errstate(divide="ignore", invalid="ignore"):
        if people is not None and people[row] > 0:
            columns.append(np.log(people))
            columns += [np.log(output / people)] if output is not None and output[row] > 0 else []
    for column in columns:
        usable = usable & np.isfinite(column)
    inside = np.flatnonzero(usable)
    if not usable[row] or len(inside) < 3 or (counts is None and not columns):
        return []
    at = int(np.searchsorted(inside, row))
    distances = unlikeness(at, None if counts is None else counts[inside], [each[inside] for each in columns])
    order = np.argsort(distances, kind="stable").tolist() if distances.any() else []
    return [(int(inside[i]), float(distances[i])) for i in order if i != at]


def unlikeness(row: int, counts: Array | None, columns: Sequence[Array]) -> Array:
    """How far each place is from that of `row`, (place,), by structure and columns, each over its typical size. [1]

    `counts`: (place, part), None where there are none; what never differs is left out, and all are alike without any.
    """
    apart = [] if counts is None else [hellinger_distance(counts, counts)]
    apart += [np.abs(each[:, None] - each) for each in columns]
    parts = [(each[row] / size) ** 2 for each in apart if (size := typical(each)) > 0]
    return np.sqrt(np.mean(parts, axis=0)) if parts else np.zeros(len(apart[0]))


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


DEFINITIONS = ("alike", "size", "resource", "path")
"""Structure, size and level together, as in the profile; people and output per head in 2010; the same main resource
and the nearest mining share in 2010; growth of people and real output 2000-2010. None looks at what came after 2010."""

FEWEST = 5
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class PeerJudgement(Record):
    """A city's outcome beside peers of one definition: below, among or above their middle half, or cannot tell."""

    outcome: Annotated[str, Doc("outcome")]
    definition: Annotated[str, Doc("how peers are chosen")]
    own: Annotated[float | None, Doc("figure of the city")]
    count: Annotated[int, Doc("peers with a figure")]
    quarters: Annotated[tuple[float, float, float] | None, Doc("quarters of the peers", shape="0.25, 0.5, 0.75")]
    verdict: Annotated[str, Doc("below, among or above their interquartile range, or cannot tell")]
    why: Annotated[str, Doc('why it cannot be told, "" where it can')]


@dataclass(frozen=True)
class Judgement(Record):
    """One outcome by all definitions: their common verdict, or "depends" where they differ."""

    place: Annotated[Place, Doc("the place")]
    outcome: Annotated[str, Doc("outcome")]
    verdict: Annotated[str, Doc("common verdict, or depends")]
    standings: Annotated[tuple[PeerJudgement, ...], Doc("one a definition of peers", shape="definition")]


def peers_by(panel: xr.Dataset, place: Place, definition: str) -> tuple[Peer, ...]:
    """The nearest prefectures by a member of DEFINITIONS, nearest first; as many as in the profile.

    Empty for a place that is no prefecture, lacks a figure the definition needs, or (resource) is not on the list.
    Distances are as in `nearest_peers`, else in standard deviations.
    """
    count = int(assumed("peer_count"))
    if place.level != "prefecture":
        return ()
    if definition == "alike":
        return nearest_peers(panel, place, count)
    codes = _prefectures(panel)
    table = _coordinates(panel, codes, definition)
    if place.code not in codes or not np.isfinite(table[codes.index(place.code)]).all():
        return ()
    spread = np.nanstd(table, axis=0)
    distance = np.sqrt((((table - table[codes.index(place.code)]) / spread) ** 2).sum(axis=1))
    allowed = [np.isfinite(d) and _comparable(place, code, definition) for d, code in zip(distance, codes, strict=True)]
    ranked = [i for i in np.argsort(distance, kind="stable").tolist() if allowed[i]]
    return tuple(Peer(by_code()[codes[i]], float(distance[i])) for i in ranked[:count])


def _comparable(place: Place, code: str, definition: str) -> bool:
    if code == place.code:
        return False
    entries = official()
    same = (
        place.code in entries and code in entries and entries[code].main_resource == entries[place.code].main_resource
    )
    return definition != "resource" or same


def _prefectures(panel: xr.Dataset) -> list[str]:
    people = over_places(panel, "population", PEER_YEAR)
    codes = [str(code) for code in panel["place"].to_numpy()]
    return [c for c, n in zip(codes, people, strict=True) if by_code()[c].level == "prefecture" and n > LEAST_PEOPLE]


def _coordinates(panel: xr.Dataset, codes: list[str], definition: str) -> Array:
    """What a definition compares, (place, coordinate); NaN where a figure is missing."""

    at = panel.get_index("place").get_indexer(pd.Index(codes))

    def look(quantity: str, year: int) -> Array:
        return over_places(panel, quantity, year)[at]

    people = look("population", PEER_YEAR)
    if definition == "size":
        return np.column_stack([np.log(people), np.log(look("gdp_first_published", PEER_YEAR) / people)])
    if definition == "resource":
        return np.log(look("mining_employment_share", PEER_YEAR) + 0.005)[:, None]
    growth = np.log(look("gdp_real_index", PEER_YEAR) / look("gdp_real_index", PEER_YEAR - 10))
    return np.column_stack([np.log(people / look("population", PEER_YEAR - 10)), growth])


def judgements(panel: xr.Dataset, place: Place) -> tuple[Judgement, ...]:
    """Each main outcome (as in `space`) beside peers of every definition."""
    peers = {definition: peers_by(panel, place, definition) for definition in DEFINITIONS}
    return tuple(_judgement(panel, place, outcome, peers) for outcome in OUTCOMES)


def _judgement(panel: xr.Dataset, place: Place, outcome: str, peers: Mapping[str, tuple[Peer, ...]]) -> Judgement:
    values = dict(zip(panel["place"].to_numpy().tolist(), OUTCOMES[outcome](panel["value"]).tolist(), strict=True))
    standings = tuple(
        standing(outcome, definition, values[place.code], np.array([values[p.place.code] for p in each]))
        for definition, each in peers.items()
    )
    return Judgement(place, outcome, common_verdict(standings), standings)


def standing(outcome: str, definition: str, own: float, others: Array) -> PeerJudgement:
    """Where `own` stands among the figures of peers, NaN for those without. `others` is (place,).

    Limits: every peer equal to the city: among.
    """
    known = others[np.isfinite(others)]
    if not np.isfinite(own):
        return PeerJudgement(outcome, definition, None, len(known), None, "cannot tell", "no_figures")
    if len(known) < FEWEST:
        return PeerJudgement(outcome, definition, own, len(known), None, "cannot tell", "group_too_small")
    low, middle, high = np.quantile(known, QUARTERS).tolist()
    verdict = "below" if own < low else "above" if own > high else "among"
    return PeerJudgement(outcome, definition, own, len(known), (low, middle, high), verdict, "")


def common_verdict(standings: tuple[PeerJudgement, ...]) -> str:
    """The verdict that all definitions which can tell share, "depends" if they differ, "cannot tell" if none can."""
    result = {standing.verdict for standing in standings} - {"cannot tell"}
    return "cannot tell" if not result else result.pop() if len(result) == 1 else "depends"
