"""Places like a city that went its way into an industry, and those that named it and did not."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from relode.arrays import Array
from relode.facts import rows
from relode.pathways.industries.city_model import CityModel, city_model
from relode.pathways.industries.city_table import listings, zone_rows
from relode.pathways.industries.concordance import read, words_of
from relode.places import Place, official
from relode.records import Doc, Record

WENT, DID_NOT = 3, 2
START = 2005
ALIKE = 1.75
"""How unlike a precedent may be, in the measure of `_alike`: an assumption."""


@dataclass(frozen=True)
class Precedent(Record):
    """A place that went this way, or that named it and did not."""

    place: Annotated[Place, Doc("the place")]
    year: Annotated[int, Doc("of its first listed firm, or of the zone that named the industry", "year")]


@cache
def _first_years() -> Array:
    """Year of the first listing, (place, industry); 0 where there is none."""
    table = city_model().table
    first = np.zeros((len(table.places), len(table.industries)))
    industry = {code: at for at, code in enumerate(table.industries)}
    for row in sorted(rows("listed_firm_industries"), key=lambda row: -int(row["year"])):
        for one in read("listings", row["industry"]):
            if row["place"] in table.position:
                first[table.position[row["place"]], industry[one]] = int(row["year"])
    return first


@cache
def _zone_years() -> Array:
    """Year in which the first zone that names an industry was approved, (place, industry); 0 where none names it."""
    table = city_model().table
    first = np.zeros((len(table.places), len(table.industries)))
    industry = {code: at for at, code in enumerate(table.industries)}
    for code, zones in zone_rows().items():
        for row in sorted(zones, key=lambda row: row["approved"], reverse=True):
            for one in {one for word in words_of(row["industries"]) for one in read("zones", word)}:
                if code in table.position:
                    first[table.position[code], industry[one]] = int(row["approved"][:4])
    return first


@cache
def _alike(here: int) -> Array:
    """How unlike each place was at its start, (place,).

    Log ratio of people, half that of listed firms (of 2005 there, of now here), 1 more off the list of 2013, half for
    another ore.
    """
    model = city_model()
    table = model.table
    firms = np.log1p(listings(table, 0, START).sum(axis=1)) - np.log1p(model.listed[here].sum())
    away = np.abs(np.log(table.people / table.people[here])) + np.abs(firms) / 2
    own = official().get(table.places[here].code)
    for i, place in enumerate(table.places):
        entry = official().get(place.code)
        away[i] += 1.0 if entry is None else 0.0 if own and entry.main_resource == own.main_resource else 0.5
    away[here] = np.inf
    return np.asarray(away)


def went(model: CityModel, here: int, at: int) -> tuple[Precedent, ...]:
    """The likest places whose first listed firm of the industry came after 2000."""
    years = _first_years()[:, at]
    away = _alike(here)
    order = [i for i in np.argsort(away, kind="stable") if years[i] > 2000 and away[i] <= ALIKE]
    return tuple(Precedent(model.table.places[i], int(years[i])) for i in order[:WENT])


def did_not(model: CityModel, here: int, at: int) -> tuple[Precedent, ...]:
    """The likest places whose zones of 2010 or before name it, without a listed firm or a cluster in 2025."""
    years = _zone_years()[:, at]
    out = (years > 0) & (years <= 2010) & (model.listed[:, at] == 0) & (model.clusters[:, at] == 0)
    away = _alike(here)
    order = [i for i in np.argsort(away, kind="stable") if out[i] and away[i] <= ALIKE]
    return tuple(Precedent(model.table.places[i], int(years[i])) for i in order[:DID_NOT])
