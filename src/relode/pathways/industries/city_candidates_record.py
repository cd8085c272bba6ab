"""What could come next in a city as it is written: each candidate with what speaks for and against it."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field, computed_field

from relode.pathways.chains.chain import Basis, Source
from relode.pathways.entry.additive_model import chance
from relode.pathways.industries.city_model import Precedent
from relode.pathways.industries.city_scores import CityScore, city_scores, is_ordered
from relode.pathways.industries.city_table import listed_here
from relode.pathways.industries.concordance import Mapped, Unit, read, units
from relode.places import Place
from relode.record import Doc, Hidden, Inline, Record

BEYOND_SIZE = ("related", "surroundings", "siblings", "inputs", "zones")
"""Parts of the log-odds that say something of a city and not of its size or of the nation."""


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

    unit: Annotated[Unit, Doc("the industry"), Inline]
    why: Annotated[tuple[str, ...], Doc("how it came into the set: zones, materials, model", shape="reason")]
    score: Annotated[
        float | None,
        Doc("log-odds of a first listed firm within seven years; null where listings have no class of it", "log-odds"),
    ]
    base: Annotated[float, Doc("log-odds without any part", "log-odds"), Hidden]
    contributions: Annotated[dict[str, float], Doc("what each part adds", "log-odds", "part")]
    named_by: Annotated[
        tuple[Naming, ...], Doc("zones of the city that name it", shape="zone"), Field(serialization_alias="zones")
    ]
    zone_count: Annotated[int, Doc("zones of the city", "count"), Hidden]
    sites: Annotated[tuple[Source, ...], Doc("where each located material is, nearest first", shape="material")]
    related: Annotated[tuple[Unit, ...], Doc("industries of the city that speak most for it", shape="industry"), Hidden]
    lacking: Annotated[
        tuple[Unit, ...], Doc("industries that it lacks and that speak most against it", shape="industry"), Hidden
    ]
    around: Annotated[tuple[Place, ...], Doc("near cities with a listed firm of it", shape="place")]
    share_of_size: Annotated[float, Doc("share of places with as many people that have a listed firm of it", "share")]
    rivals: Annotated[int, Doc("other places whose zones name it", "count")]
    recent: Annotated[int, Doc("the nation's new listings in the last five years", "count"), Hidden]
    before: Annotated[int, Doc("the nation's new listings in the five years before", "count"), Hidden]
    hosts: Annotated[tuple[Place, ...], Doc("places that host a national cluster of it", shape="place")]
    chains: Annotated[tuple[str, ...], Doc("hand-made chains that it belongs to", shape="chain")]
    went: Annotated[tuple[Precedent, ...], Doc("places like it that went this way", shape="place")]
    did_not: Annotated[tuple[Precedent, ...], Doc("places like it that named it and did not", shape="place")]

    @computed_field
    @property
    def probability(self) -> float | None:
        """Chance of a first listed firm within seven years, by the model."""
        return None if self.score is None else float(chance(np.array(self.score)))

    @property
    def own_conditions(self) -> float | None:
        """How much likelier what the city has makes it than size and the nation's trend alone; of odds. [share]"""
        added = [self.contributions[part] for part in BEYOND_SIZE if self.contributions]
        return float(np.expm1(sum(added))) if added else None

    @property
    def at_hand(self) -> tuple[str, ...]:
        """Materials that the city has."""
        return tuple(site.material for site in self.sites if site.distance == 0)

    @computed_field
    @property
    def has_left_the_nation(self) -> bool:
        """Whether no firm of the industry was listed anywhere in ten years."""
        return self.score is not None and self.recent + self.before == 0

    @computed_field(alias="contributions")
    @property
    def with_base(self) -> dict[str, float]:
        """The parts with the base, which add up to the score; empty without one. [log-odds] (part)"""
        return {} if self.score is None else {"base": self.base, **self.contributions}

    @computed_field(alias="missing")
    @property
    def to_be_brought(self) -> tuple[str, ...]:
        """Materials that the city does not have. (material)"""
        return tuple(site.material for site in self.sites if site.distance > 0)

    @computed_field(alias="related")
    @property
    def related_industries(self) -> tuple[str, ...]:
        """Industries of the city that speak most for it, by code. (industry)"""
        return tuple(unit.industry for unit in self.related)

    @computed_field
    @property
    def listings_of_the_nation(self) -> NewListings:
        """The nation's new listings of it."""
        return NewListings(self.recent, self.before)

    @computed_field
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

    place: Annotated[Place, Doc("the place that was asked for"), Hidden]
    unit: Annotated[Place, Doc("the prefecture that is spoken of")]
    established: Annotated[tuple[Unit, ...], Doc("industries with a listed firm or a cluster", shape="industry")]
    candidates: Annotated[tuple[CityCandidate, ...], Doc("what could come next", shape="industry")]
    words: Annotated[tuple[str, ...], Doc("the words of the city's zones", shape="word"), Hidden]
    mapped: Annotated[
        Mapped, Doc("how many of these words have an industry"), Field(serialization_alias="mapped_share")
    ]
    zone_count: Annotated[int, Doc("zones of the city", "count"), Field(serialization_alias="zones")]
    listed_firms: Annotated[int, Doc("listed firms with their seat in the city", "count")]

    @computed_field(alias="from_prefecture")
    @property
    def is_of_prefecture(self) -> bool:
        """Whether a place below the prefecture is answered from its prefecture."""
        return self.unit.code != self.place.code

    @computed_field(alias="ranked")
    @property
    def is_ranked(self) -> bool:
        """Whether the order of the candidates means anything."""
        return is_ordered()

    @property
    def zone_industries(self) -> tuple[Unit, ...]:
        """Industries that the city's zones name, those that most words mean first."""
        counts = Counter(code for word in self.words for code in read("zones", word))
        return tuple(units()[code] for code, _ in counts.most_common())

    @property
    def firm_industries(self) -> tuple[Unit, ...]:
        """Industries of the city's listed firms, those of most firms first."""
        counts: Counter[str] = Counter()
        for name, firms in listed_here(self.unit.code).items():
            counts.update(dict.fromkeys(read("listings", name), firms))
        return tuple(units()[code] for code, _ in counts.most_common())

    @computed_field(alias="established")
    @property
    def established_industries(self) -> tuple[str, ...]:
        """Industries with a listed firm or a cluster, by code. (industry)"""
        return tuple(unit.industry for unit in self.established)

    @computed_field
    @property
    def hindcast(self) -> tuple[CityScore, ...]:
        """How the models did on the past. (score)"""
        return city_scores()
