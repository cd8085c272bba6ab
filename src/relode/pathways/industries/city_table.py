"""Which industries each city has: listings by year, zones of 2018, clusters, materials in reach. Places x industries.

Sources: zone_catalogue_2018, listings_2025, listed_firms_read.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.facts import rows, text
from relode.pathways.chains.chain import material_sites
from relode.pathways.industries.concordance import read, shipped_table, units, words_of
from relode.places import Place, by_code
from relode.places.distance import distances

NEAREST = 5
"""Cities that count as surroundings."""
REACH = 200.0
"""Distance at which a material in reach counts 37 %. [km] An assumption."""
ABOLISHED = {"371200": "370100"}
"""Listed prefectures that lie in another one since: Laiwu in Jinan."""


class Cities(NamedTuple):
    """Places with a census and a point, what is true of them at any time, and the industries.

    `people` (place,) residents of the census; `province` (place,) numbers the provinces; `distance` (place, place)
    in km; `adjacent` (place, place) the nearest five, scaled by the root of their number; `position` code -> row.
    """

    places: tuple[Place, ...]
    industries: tuple[str, ...]
    people: Array
    province: Groups
    distance: Array
    adjacent: Array
    position: dict[str, int]


@cache
def cities(census: int) -> Cities:
    """The units that partition the mainland and have a population in a census (2000, 2010, 2020) and a point."""
    # Not by `rows`, which keeps 23 MB of texts for one column.
    lines = csv.reader(StringIO(text("census")))
    head = next(lines)
    place, quantity, year, value = (head.index(name) for name in ("place", "quantity", "year", "value"))
    people = {
        line[place]: float(line[value])
        for line in lines
        if line and line[quantity] == "population" and line[year] == str(census)
    }
    chosen = [by_code()[code] for code in sorted(people) if by_code()[code].in_partition]
    chosen = [place for place in chosen if place.longitude is not None and place.latitude is not None]
    distance = distances(chosen, chosen)
    adjacent = np.zeros_like(distance)
    np.put_along_axis(adjacent, np.argsort(distance, axis=1, kind="stable")[:, 1 : NEAREST + 1], NEAREST**-0.5, axis=1)
    provinces = {code: number for number, code in enumerate(dict.fromkeys(place.province for place in chosen))}
    return Cities(
        places=tuple(chosen),
        industries=tuple(units()),
        people=np.array([people[place.code] for place in chosen]),
        province=np.array([provinces[place.province] for place in chosen]),
        distance=distance,
        adjacent=adjacent,
        position={place.code: at for at, place in enumerate(chosen)},
    )


def listings(table: Cities, after: int, until: int) -> Array:
    """New listings of `after` < year <= `until`, (place, industry); a class of two industries counts in both.

    [count]
    """
    return _counted(
        table,
        {
            (row["place"], row["industry"], int(row["year"])): int(row["new_listings"])
            for row in rows("listed_firm_industries")
            if after < int(row["year"]) <= until
        },
    )


def listed_here(code: str) -> Counter[str]:
    """Class of listings -> firms known to have their seat in a prefecture: at least so many. [count]

    The compilation of 2025, completed and put right by `listed_firms_read` where that is not of low certainty: a firm
    that is listed twice counts once. The fitted model reads the compilation alone, in which no place was looked at
    more closely than another.
    """
    found: Counter[str] = Counter()
    for row in rows("listed_firm_industries"):
        if row["place"] == code:
            found[row["industry"]] += int(row["new_listings"])
    read_here = [row for row in rows("listed_firms_read") if row["place"] == code and row["certainty"] != "low"]
    for row in read_here:
        if row["replaces"]:
            found[row["replaces"]] -= 1
        if not row["listed_as"]:
            found[row["industry"]] += 1
    return +found


def _counted(table: Cities, mentions: Mapping[tuple[str, str, int], int]) -> Array:
    values = np.zeros((len(table.places), len(table.industries)))
    place, industry = table.position, {code: at for at, code in enumerate(table.industries)}
    for (code, published, _), number in mentions.items():
        for one in read("listings", published):
            if code in place:
                values[place[code], industry[one]] += number
    return values


@cache
def zone_rows() -> dict[str, tuple[dict[str, str], ...]]:
    """Place -> the published rows of its development zones; places that were abolished in the one that took them in."""
    lines: dict[str, tuple[dict[str, str], ...]] = {}
    for row in rows("development_zones_2018"):
        code = ABOLISHED.get(row["place"], row["place"])
        lines[code] = (*lines.get(code, ()), row)
    return lines


def zones(table: Cities) -> Array:
    """Zones of 2018 that name each industry, (place, industry). [count]"""
    values = np.zeros((len(table.places), len(table.industries)))
    place, industry = table.position, {code: at for at, code in enumerate(table.industries)}
    for row in rows("development_zones_2018"):
        meant = {one for word in words_of(row["industries"]) for one in read("zones", word)}
        code = ABOLISHED.get(row["place"], row["place"])
        if code in place:
            values[place[code], [industry[one] for one in meant]] += 1
    return values


def clusters(table: Cities) -> Array:
    """National clusters of each industry that a place hosts, (place, industry); a county's count for its city.

    [count]
    """
    values = np.zeros((len(table.places), len(table.industries)))
    place, industry = table.position, {code: at for at, code in enumerate(table.industries)}
    for row in rows("cluster_hosts"):
        code = row["place"] if row["place"] in place else by_code()[row["place"]].parent
        if code in place:
            values[place[code], [industry[one] for one in read("clusters", row["cluster_id"])]] += 1
    return values


@cache
def industry_materials() -> dict[str, tuple[str, ...]]:
    """Industry -> the materials that it works up. Of materials that no table locates none starts an industry here."""
    texts: dict[str, tuple[str, ...]] = {}
    for row in shipped_table("material_industries"):
        for one in row["industries"].split(";"):
            texts[one] = (*texts.get(one, ()), row["material"])
    return texts


def nearness(table: Cities) -> Array:
    """exp(-km / 200) to the nearest site of any material of an industry, (place, industry); 0 without a material."""
    values = np.zeros((len(table.places), len(table.industries)))
    near = {m: site_distances(table, sites).min(axis=1) for m, sites in material_sites().items()}
    for at, industry in enumerate(table.industries):
        located = [near[m] for m in industry_materials().get(industry, ()) if m in near]
        if located:
            values[:, at] = np.exp(-np.min(located, axis=0) / REACH)
    return values


def site_distances(table: Cities, sites: Sequence[Place]) -> Array:
    """Distance to each site, (place, site), 0 where it is the place or lies in it. [km]"""
    values = np.nan_to_num(distances(table.places, sites), nan=np.inf)
    for at, site in enumerate(sites):
        for code in (site.code, site.parent):
            if code in table.position:
                values[table.position[code], at] = 0.0
    return values
