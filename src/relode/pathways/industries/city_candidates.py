"""The industries that could come next in a city, with what speaks for and against each, and who went that way.

In no order unless the hindcast allows one (see `city_scores.is_ordered`). A candidate has neither a listed firm of the
industry nor a national cluster: what has one is `established`.
"""

from functools import cache

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.pathways.chains.candidates import made_materials
from relode.pathways.chains.chain import Source, material_sites, own_materials
from relode.pathways.entry.transitions import Mask
from relode.pathways.industries.city_backtest import LAST_YEAR
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries, Naming
from relode.pathways.industries.city_model import CityModel, city_model, did_not, went
from relode.pathways.industries.city_scores import is_ordered
from relode.pathways.industries.city_table import (
    ABOLISHED,
    cities,
    industry_materials,
    listed_here,
    listings,
    site_distances,
    zone_rows,
)
from relode.pathways.industries.concordance import ELSEWHERE, mapped, read, shipped_table, units, words_of
from relode.places import Place, by_code, official, place_of

FEWEST, MOST = 5, 15
FILLED = 8
"""Candidates up to which the model fills a set that zones and materials leave smaller."""
NEAR_NAMED = 3
RECENT = 5


def has_published() -> bool:
    """Whether zones, listings and people ship: a build may leave out the rows of a source."""
    tables = ("development_zones_2018", "listed_firm_industries")
    return all(rows(table) for table in tables) and all(cities(year).places for year in (2010, 2020))


def city_industries(place: Place | str) -> CityIndustries:
    """What a city could become, by what it and other cities have.

    Raises RelodeError for an unknown name and for a place that has no unit.

    Example:
        >>> found = rl.pathways.city_industries("hegang")
        >>> found.unit.slug, found.zone_count, found.listed_firms
        ('hegang', 3, 0)
    """
    result, place = city_model(), place_of(place)
    unit = unit_of(place)
    here = result.table.position[unit.code]
    firms = {code for name in listed_here(unit.code) for code in read("listings", name)}
    there = np.array([code in firms for code in result.table.industries]) | (result.clusters[here] > 0)
    named = namings(unit)
    words = tuple(word for naming in named.values() for word in naming)
    chosen = _chosen(result, here, unit, there)
    parts = result.parts(here)
    order = sorted(chosen, key=lambda at: -result.log_odds[here, at]) if is_ordered() else sorted(chosen)
    all_units = list(units().values())
    return CityIndustries(
        place=place,
        unit=unit,
        established=tuple(all_units[at] for at in np.flatnonzero(there)),
        candidates=tuple(_candidate(result, here, unit, at, chosen[at], parts) for at in order),
        words=words,
        mapped=mapped("zones", words),
        zone_count=len(named),
        listed_firms=listed_here(unit.code).total(),
    )


def unit_of(place: Place) -> Place:
    """The unit that zones and listings are known of: the place or its prefecture. Raises RelodeError."""
    position = city_model().table.position
    for code in (place.code, ABOLISHED.get(place.code, ""), place.parent):
        if code in position:
            return by_code()[code]
    raise RelodeError("no_unit_of_place", name=place.name_en)


def namings(unit: Place) -> dict[str, list[str]]:
    """Zone -> the words that it names, of all zones in a unit."""
    return {row["zone"]: words_of(row["industries"]) for row in zone_rows().get(unit.code, ())}


@cache
def materials_of(unit: Place) -> frozenset[str]:
    """Materials that a unit evidently has: its own and its counties' resources, plants, and what is generally known."""
    codes = {unit.code, *(code for code in official() if by_code()[code].parent == unit.code)}
    codes |= {code for code, inside in ABOLISHED.items() if inside == unit.code}
    own = frozenset(material for code in codes for material in own_materials(official().get(code)))
    inside = {m for m, sites in material_sites().items() if any(unit.code in (s.code, s.parent) for s in sites)}
    return own.union(inside, *(made_materials(by_code()[code]) for code in codes))


def _chosen(model: CityModel, here: int, unit: Place, there: Mask) -> dict[int, tuple[str, ...]]:
    """Position of each candidate -> how it came into the set: named by zones, a material at hand, or the model.

    All that zones name or a material starts, up to the most; then the likeliest of the model until the set is filled.
    """
    own = materials_of(unit)
    open_to = np.array([one.kind not in ELSEWHERE for one in units().values()]) & ~there
    is_listed = np.array([code in with_listings() for code in model.table.industries])
    chance_of = np.where(is_listed, model.log_odds[here], -np.inf)
    reasons: dict[int, tuple[str, ...]] = {}
    for at, code in enumerate(model.table.industries):
        why = {"zones": model.zones[here, at] > 0, "materials": bool(own & set(industry_materials().get(code, ())))}
        said = tuple(reason for reason, true in why.items() if true)
        if open_to[at] and said:
            reasons[at] = said
    best = sorted(reasons, key=lambda at: ("zones" not in reasons[at], -model.zones[here, at], -chance_of[at]))
    kept = {at: reasons[at] for at in best[:MOST]}
    for at in np.argsort(-np.where(open_to, chance_of, -np.inf), kind="stable"):
        if len(kept) >= FILLED:
            break
        if open_to[at] and int(at) not in kept:
            kept[int(at)] = ("model",)
    return kept


def _candidate(
    model: CityModel, here: int, unit: Place, at: int, why: tuple[str, ...], parts: dict[str, Array]
) -> CityCandidate:
    code = model.table.industries[at]
    everything = list(units().values())
    speaks = model.related(here, at)
    has = model.listed[here] > 0
    order = np.argsort(-speaks, kind="stable")
    around = [int(i) for i in np.flatnonzero(model.table.adjacent[here]) if model.listed[i, at] > 0]
    around.sort(key=lambda i: model.table.distance[here, i])
    recent, before = recent_listings()
    is_listed = code in with_listings()
    return CityCandidate(
        unit=everything[at],
        why=why,
        score=float(model.log_odds[here, at]) if is_listed else None,
        base=model.base,
        contributions={part: float(values[at]) for part, values in parts.items()} if is_listed else {},
        named_by=_named_by(unit, code),
        zone_count=len(zone_rows().get(unit.code, ())),
        sites=_sites(unit, code),
        related=tuple(everything[i] for i in order[:2] if speaks[i] > 0 and has[i]),
        lacking=tuple(everything[i] for i in order[::-1][:2] if speaks[i] < 0 and not has[i]),
        around=tuple(model.table.places[i] for i in around[:NEAR_NAMED]),
        share_of_size=float(model.share_of_size(here)[at]),
        rivals=int((model.zones[:, at] > 0).sum() - (model.zones[here, at] > 0)),
        recent=int(recent[at]),
        before=int(before[at]),
        hosts=tuple(place for i, place in enumerate(model.table.places) if model.clusters[i, at] > 0 and i != here),
        chains=tuple(
            row["industry_id"] for row in rows("successor_industries") if code in read("chains", row["industry_id"])
        ),
        went=went(model, here, at),
        did_not=did_not(model, here, at),
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
    here, own, sources = table.position[unit.code], materials_of(unit), []
    for material in industry_materials().get(code, ()):
        sites = material_sites().get(material, ())
        if material in own:
            sources.append(Source(material, unit, 0.0))
        elif sites:
            away = _away(material)[here]
            nearest = int(np.argmin(away))
            sources.append(Source(material, sites[nearest], float(away[nearest])))
    return tuple(sorted(sources, key=lambda site: site.distance))


@cache
def _away(material: str) -> Array:
    return site_distances(city_model().table, material_sites()[material])
