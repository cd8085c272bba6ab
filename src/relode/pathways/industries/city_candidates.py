"""The industries that could come next in a city, with what speaks for and against each, and who went that way.

In no order unless the hindcast allows one (see `city_scores.is_ordered`). A candidate has neither a listed firm of the
industry nor a national cluster: what has one is `established`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, ClassVar

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.pathways.basis import Basis
from relode.pathways.chains.candidates import made_materials
from relode.pathways.chains.chain import Source, material_sites, own_materials
from relode.pathways.entry.market_size import chance
from relode.pathways.entry.transitions import Mask
from relode.pathways.industries.city_backtest import LAST_YEAR
from relode.pathways.industries.city_model import CityModel, city_model
from relode.pathways.industries.city_precedents import Precedent, did_not, went
from relode.pathways.industries.city_scores import CityScore, city_scores, is_ordered
from relode.pathways.industries.city_table import (
    ABOLISHED,
    cities,
    industry_materials,
    listings,
    site_distances,
    zone_rows,
)
from relode.pathways.industries.concordance import ELSEWHERE, Mapped, Unit, mapped, read, shipped_table, units, words_of
from relode.places import Place, by_code, official
from relode.records import Doc, Record

FEWEST, MOST = 5, 15
FILLED = 8
"""Candidates up to which the model fills a set that zones and materials leave smaller."""
NEAR_NAMED = 3
RECENT = 5


@dataclass(frozen=True)
class Naming(Record):
    """A zone that names an industry."""

    zone: Annotated[str, Doc("the zone, in Chinese as published")]
    words: Annotated[tuple[str, ...], Doc("the words in which it does, as published", shape="word")]
    approved: Annotated[str, Doc("when the zone was approved (year and month)")]
    level: Annotated[str, Doc("national or provincial")]


@dataclass(frozen=True)
class NewListings(Record):
    """The nation's new listings of an industry."""

    last_five_years: Annotated[int, Doc("in the last five years", "count")]
    five_before: Annotated[int, Doc("in the five years before", "count")]


@dataclass(frozen=True)
class CityCandidate(Record):
    """An industry that could come next."""

    ALSO: ClassVar[Mapping[str, str]] = {
        "contributions": "with_base",
        "probability": "probability",
        "missing": "to_be_brought",
        "zones": "named_by",
        "related": "related_industries",
        "listings_of_the_nation": "listings_of_the_nation",
        "has_left_the_nation": "has_left_the_nation",
        "evidence": "evidence",
    }

    unit: Annotated[Unit, Doc("the industry", inline=True)]
    why: Annotated[tuple[str, ...], Doc("how it came into the set: zones, materials, model", shape="reason")]
    score: Annotated[
        float | None,
        Doc("log-odds of a first listed firm within seven years; null where listings have no class of it", "log-odds"),
    ]
    base: Annotated[float, Doc("log-odds without any part", "log-odds", hidden=True)]
    contributions: Annotated[dict[str, float], Doc("what each part adds", "log-odds", "part")]
    named_by: Annotated[tuple[Naming, ...], Doc("zones of the city that name it", shape="zone", hidden=True)]
    zone_count: Annotated[int, Doc("zones of the city", "count", hidden=True)]
    sites: Annotated[tuple[Source, ...], Doc("where each located material is, nearest first", shape="material")]
    related: Annotated[
        tuple[Unit, ...], Doc("industries of the city that speak most for it", shape="industry", hidden=True)
    ]
    lacking: Annotated[
        tuple[Unit, ...], Doc("industries that it lacks and that speak most against it", shape="industry", hidden=True)
    ]
    around: Annotated[tuple[Place, ...], Doc("near cities with a listed firm of it", shape="place")]
    share_of_size: Annotated[float, Doc("share of places with as many people that have a listed firm of it", "share")]
    rivals: Annotated[int, Doc("other places whose zones name it", "count")]
    recent: Annotated[int, Doc("the nation's new listings in the last five years", "count", hidden=True)]
    before: Annotated[int, Doc("the nation's new listings in the five years before", "count", hidden=True)]
    hosts: Annotated[tuple[Place, ...], Doc("places that host a national cluster of it", shape="place")]
    chains: Annotated[tuple[str, ...], Doc("hand-made chains that it belongs to", shape="chain")]
    went: Annotated[tuple[Precedent, ...], Doc("places like it that went this way", shape="place")]
    did_not: Annotated[tuple[Precedent, ...], Doc("places like it that named it and did not", shape="place")]

    @property
    def probability(self) -> float | None:
        """Chance of a first listed firm within seven years, by the model."""
        return None if self.score is None else float(chance(np.array(self.score)))

    @property
    def at_hand(self) -> tuple[str, ...]:
        """Materials that the city has."""
        return tuple(site.material for site in self.sites if site.distance == 0)

    @property
    def has_left_the_nation(self) -> bool:
        """Whether no firm of the industry was listed anywhere in ten years."""
        return self.score is not None and self.recent + self.before == 0

    @property
    def with_base(self) -> dict[str, float]:
        """The parts with the base, which add up to the score; empty without one. [log-odds] (part)"""
        return {} if self.score is None else {"base": self.base, **self.contributions}

    @property
    def to_be_brought(self) -> tuple[str, ...]:
        """Materials that the city does not have. (material)"""
        return tuple(site.material for site in self.sites if site.distance > 0)

    @property
    def related_industries(self) -> tuple[str, ...]:
        """Industries of the city that speak most for it, by code. (industry)"""
        return tuple(unit.industry for unit in self.related)

    @property
    def listings_of_the_nation(self) -> NewListings:
        """The nation's new listings of it."""
        return NewListings(self.recent, self.before)

    @property
    def evidence(self) -> Basis:
        """How certain it is, and what it rests on."""
        return Basis("medium", self.sources)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources that the candidate rests on."""
        zones = ("zone_catalogue_2018",) if self.named_by else ()
        sites = ("plan2013", "own_taxonomy") if self.sites else ()
        return ("listings_2025", *zones, *sites, *(("cluster_list",) if self.hosts else ()))


@dataclass(frozen=True)
class CityIndustries(Record):
    """What a city has by published names, and what could come next."""

    ALSO: ClassVar[Mapping[str, str]] = {
        "from_prefecture": "is_of_prefecture",
        "ranked": "is_ranked",
        "established": "established_industries",
        "mapped_share": "mapped",
        "zones": "zone_count",
        "hindcast": "hindcast",
    }

    place: Annotated[Place, Doc("the place that was asked for", hidden=True)]
    unit: Annotated[Place, Doc("the prefecture that is spoken of")]
    established: Annotated[tuple[Unit, ...], Doc("industries with a listed firm or a cluster", shape="industry")]
    candidates: Annotated[tuple[CityCandidate, ...], Doc("what could come next", shape="industry")]
    words: Annotated[tuple[str, ...], Doc("the words of the city's zones", shape="word", hidden=True)]
    mapped: Annotated[Mapped, Doc("how many of these words have an industry", hidden=True)]
    zone_count: Annotated[int, Doc("zones of the city", "count", hidden=True)]
    listed_firms: Annotated[int, Doc("listed firms with their seat in the city", "count")]

    @property
    def is_of_prefecture(self) -> bool:
        """Whether a place below the prefecture is answered from its prefecture."""
        return self.unit.code != self.place.code

    @property
    def is_ranked(self) -> bool:
        """Whether the order of the candidates means anything."""
        return is_ordered()

    @property
    def established_industries(self) -> tuple[str, ...]:
        """Industries with a listed firm or a cluster, by code. (industry)"""
        return tuple(unit.industry for unit in self.established)

    @property
    def hindcast(self) -> tuple[CityScore, ...]:
        """How the models did on the past. (score)"""
        return city_scores()


def has_published() -> bool:
    """Whether zones, listings and people ship: a build may leave out the rows of a source."""
    tables = ("development_zones_2018", "listed_firm_industries")
    return all(rows(table) for table in tables) and all(cities(year).places for year in (2010, 2020))


def city_industries(place: Place) -> CityIndustries:
    """What a city could become, by what it and other cities have. Raises RelodeError for a place that has no unit.

    Example:
        >>> found = rl.pathways.city_industries(rl.places.find("hegang"))
        >>> found.unit.slug, found.zone_count, found.listed_firms
        ('hegang', 3, 0)
    """
    found = city_model()
    unit = unit_of(place)
    here = found.table.position[unit.code]
    there = (found.listed[here] > 0) | (found.clusters[here] > 0)
    named = namings(unit)
    words = tuple(word for naming in named.values() for word in naming)
    chosen = _chosen(found, here, unit, there)
    parts = found.parts(here)
    order = sorted(chosen, key=lambda at: -found.log_odds[here, at]) if is_ordered() else sorted(chosen)
    all_units = list(units().values())
    return CityIndustries(
        place=place,
        unit=unit,
        established=tuple(all_units[at] for at in np.flatnonzero(there)),
        candidates=tuple(_candidate(found, here, unit, at, chosen[at], parts) for at in order),
        words=words,
        mapped=mapped("zones", words),
        zone_count=len(named),
        listed_firms=int(listed_count(unit)),
    )


def unit_of(place: Place) -> Place:
    """The unit that zones and listings are known of: the place or its prefecture. Raises RelodeError."""
    position = city_model().table.position
    for code in (place.code, ABOLISHED.get(place.code, ""), place.parent):
        if code in position:
            return by_code()[code]
    raise RelodeError("no_unit_of_place", name=place.name_en)


def listed_count(unit: Place) -> int:
    """Firms with their seat in a unit that were listed in 2025."""
    return sum(int(row["new_listings"]) for row in rows("listed_firm_industries") if row["place"] == unit.code)


def namings(unit: Place) -> dict[str, list[str]]:
    """Zone -> the words that it names, of all zones in a unit."""
    return {row["zone"]: words_of(row["industries"]) for row in zone_rows().get(unit.code, ())}


def materials_of(unit: Place) -> frozenset[str]:
    """Materials that a unit evidently has: its own and its counties' resources, plants, and what is generally known."""
    codes = {unit.code, *(code for code in official() if by_code()[code].parent == unit.code)}
    codes |= {code for code, inside in ABOLISHED.items() if inside == unit.code}
    own = frozenset(material for code in codes for material in own_materials(official().get(code)))
    inside = {m for m, sites in material_sites().items() if any(unit.code in (s.code, s.parent) for s in sites)}
    return own.union(inside, *(made_materials(by_code()[code]) for code in codes))


def _chosen(found: CityModel, here: int, unit: Place, there: Mask) -> dict[int, tuple[str, ...]]:
    """Position of each candidate -> how it came into the set: named by zones, a material at hand, or the model.

    All that zones name or a material starts, up to the most; then the likeliest of the model until the set is filled.
    """
    own = materials_of(unit)
    open_to = np.array([one.kind not in ELSEWHERE for one in units().values()]) & ~there
    is_listed = np.array([code in with_listings() for code in found.table.industries])
    chance_of = np.where(is_listed, found.log_odds[here], -np.inf)
    reasons: dict[int, tuple[str, ...]] = {}
    for at, code in enumerate(found.table.industries):
        why = {"zones": found.zones[here, at] > 0, "materials": bool(own & set(industry_materials().get(code, ())))}
        said = tuple(reason for reason, true in why.items() if true)
        if open_to[at] and said:
            reasons[at] = said
    best = sorted(reasons, key=lambda at: ("zones" not in reasons[at], -found.zones[here, at], -chance_of[at]))
    kept = {at: reasons[at] for at in best[:MOST]}
    for at in np.argsort(-np.where(open_to, chance_of, -np.inf), kind="stable"):
        if len(kept) >= FILLED:
            break
        if open_to[at] and int(at) not in kept:
            kept[int(at)] = ("model",)
    return kept


def _candidate(
    found: CityModel, here: int, unit: Place, at: int, why: tuple[str, ...], parts: dict[str, Array]
) -> CityCandidate:
    code = found.table.industries[at]
    everything = list(units().values())
    speaks = found.related(here, at)
    has = found.listed[here] > 0
    order = np.argsort(-speaks, kind="stable")
    around = [int(i) for i in np.flatnonzero(found.table.adjacent[here]) if found.listed[i, at] > 0]
    around.sort(key=lambda i: found.table.distance[here, i])
    recent, before = recent_listings()
    is_listed = code in with_listings()
    return CityCandidate(
        unit=everything[at],
        why=why,
        score=float(found.log_odds[here, at]) if is_listed else None,
        base=found.base,
        contributions={part: float(values[at]) for part, values in parts.items()} if is_listed else {},
        named_by=_named_by(unit, code),
        zone_count=len(zone_rows().get(unit.code, ())),
        sites=_sites(unit, code),
        related=tuple(everything[i] for i in order[:2] if speaks[i] > 0 and has[i]),
        lacking=tuple(everything[i] for i in order[::-1][:2] if speaks[i] < 0 and not has[i]),
        around=tuple(found.table.places[i] for i in around[:NEAR_NAMED]),
        share_of_size=float(found.share_of_size(here)[at]),
        rivals=int((found.zones[:, at] > 0).sum() - (found.zones[here, at] > 0)),
        recent=int(recent[at]),
        before=int(before[at]),
        hosts=tuple(place for i, place in enumerate(found.table.places) if found.clusters[i, at] > 0 and i != here),
        chains=tuple(
            row["industry_id"] for row in rows("successor_industries") if code in read("chains", row["industry_id"])
        ),
        went=went(found, here, at),
        did_not=did_not(found, here, at),
    )


@cache
def with_listings() -> frozenset[str]:
    """Industries that some class of listings means; of the others no listing tells."""
    return frozenset(
        code
        for row in shipped_table("concordance")
        if row["table"] == "listings"
        for code in row["industries"].split(";")
    )


@cache
def recent_listings() -> tuple[Array, Array]:
    """New listings of each industry in the nation, the last five years and the five before, (industry,)."""
    table = city_model().table
    last = listings(table, LAST_YEAR - RECENT, LAST_YEAR).sum(axis=0)
    return last, listings(table, LAST_YEAR - 2 * RECENT, LAST_YEAR - RECENT).sum(axis=0)


def _named_by(unit: Place, code: str) -> tuple[Naming, ...]:
    return tuple(
        Naming(row["zone"], words, row["approved"], row["level"])
        for row in zone_rows().get(unit.code, ())
        if (words := tuple(word for word in words_of(row["industries"]) if code in read("zones", word)))
    )


def _sites(unit: Place, code: str) -> tuple[Source, ...]:
    """Each located material of an industry: at hand, or the nearest place that has it."""
    table = city_model().table
    here, own, found = table.position[unit.code], materials_of(unit), []
    for material in industry_materials().get(code, ()):
        sites = material_sites().get(material, ())
        if material in own:
            found.append(Source(material, unit, 0.0))
        elif sites:
            away = _away(material)[here]
            nearest = int(np.argmin(away))
            found.append(Source(material, sites[nearest], float(away[nearest])))
    return tuple(sorted(found, key=lambda site: site.distance))


@cache
def _away(material: str) -> Array:
    return site_distances(city_model().table, material_sites()[material])
