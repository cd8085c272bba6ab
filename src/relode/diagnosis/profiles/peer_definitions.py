"""Peers by four definitions, and whether the judgement of a city depends on which of them is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr

from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import LEAST_PEOPLE
from relode.diagnosis.profiles.number import assumed
from relode.diagnosis.profiles.peers import PEER_YEAR, Peer, nearest_peers
from relode.diagnosis.statistics.space import OUTCOMES
from relode.panel import over_places
from relode.places import Place, by_code, official
from relode.records import Doc, Record

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


def judgement_table(panel: xr.Dataset, places: list[Place]) -> pd.DataFrame:
    """One row for each place, outcome and definition: count, verdict, and the verdict over all definitions.

    Columns as named.
    """
    return pd.DataFrame(_rows(panel, places))


def _rows(panel: xr.Dataset, places: list[Place]) -> Iterator[dict[str, object]]:
    for place in places:
        for each in judgements(panel, place):
            for standing in each.standings:
                yield {"place": place.code, "slug": place.slug, **asdict(standing), "overall": each.verdict}


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
