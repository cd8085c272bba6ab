"""The model in use, learnt from what came to cities by 2025, and places like a city that went its way or did not."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, NamedTuple

import numpy as np

from relode.arrays import Array
from relode.facts import rows
from relode.pathways.entry.additive_model import AdditiveModel, chance, fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, folds
from relode.pathways.industries.city_backtest import (
    FULL,
    LAST_YEAR,
    NAMED,
    ZONE_YEAR,
    CityTerms,
    census_of,
    city_terms,
    entries,
)
from relode.pathways.industries.city_table import Cities, cities, clusters, listings, zone_rows, zones
from relode.pathways.industries.concordance import read, words_of
from relode.places import Place, official
from relode.record import Doc, Record
from relode.streams import stream
from relode.usual import SEED

NEWEST_CENSUS = 2020
PARTS = {
    "size": ("market_size", "people"),
    "industry": ("mean_size", "near_threshold", "recent", "momentum"),
    "related": ("related",),
    "surroundings": ("adjacent", "own_region"),
    "siblings": ("siblings",),
    "inputs": ("inputs",),
    "zones": ("named", "related_zones"),
}
"""Part -> the terms that it adds up. `industry` holds the correction of the industry too."""
FROM_MEAN = ("size", "industry", "inputs")
"""Parts counted from the mean candidate, in the order in which they are added; the others are surprises and count from
0, which is what size explains."""


class CityModel(NamedTuple):
    """What every city has in 2025, (place, industry) each, and the model with its terms and log-odds."""

    table: Cities
    model: AdditiveModel
    learnt: CityTerms
    log_odds: Array
    listed: Array
    zones: Array
    clusters: Array

    @property
    def base(self) -> float:
        """Log-odds of a candidate of mean size and industry without surprises. [ln odds]"""
        model = self.model
        means = dict(zip(model.names, model.coefficients * model.column_means, strict=True))
        return model.intercept + sum(float(means[name]) for part in FROM_MEAN for name in PARTS[part])

    def parts(self, place: int) -> dict[str, Array]:
        """What each part adds to the base for every industry of a place, (industry,): with it they are the log-odds."""
        model, values = self.model, {}
        coefficient = dict(zip(model.names, model.coefficients, strict=True))
        mean = dict(zip(model.names, model.column_means, strict=True))
        for part, names in PARTS.items():
            start = {name: mean[name] if part in FROM_MEAN else 0.0 for name in names}
            columns = self.learnt.columns
            total = sum(coefficient[name] * (columns[name][place] - start[name]) for name in names)
            values[part] = np.asarray(total + (model.correction if part == "industry" else 0.0))
        return values

    def related(self, place: int, industry: int) -> Array:
        """What each industry of a place adds to `related` of one industry, (industry,): they add up to it. [ln odds]"""
        entry = self.learnt.entry
        at = self.model.names.index("related")
        added = entry.presence_surprise[place] * entry.presence_weights[:, industry]
        return np.asarray(self.model.coefficients[at] * added)

    def share_of_size(self, place: int) -> Array:
        """Share of places with as many people that have each industry among their listed firms, (industry,)."""
        return chance(self.learnt.columns["people"][place])


@cache
def city_model() -> CityModel:
    """The model of all places, with a listing or without."""
    known = cities(census_of(ZONE_YEAR))
    cross = folds(known.province, CROSS_GROUPS, stream("industry_model_folds", SEED))
    everywhere = np.ones(len(known.places), dtype=np.bool_)
    training = city_terms(known, ZONE_YEAR, everywhere, cross, with_zones=True).columns
    model = fit_additive(training, (*FULL, *NAMED), *entries(known, ZONE_YEAR, LAST_YEAR, with_listing=False))
    table = cities(NEWEST_CENSUS)
    learnt = city_terms(table, LAST_YEAR, np.ones(len(table.places), dtype=np.bool_), with_zones=True)
    return CityModel(
        table, model, learnt, log_odds(model, learnt.columns),
        listings(table, 0, LAST_YEAR), zones(table), clusters(table),
    )  # fmt: skip


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
    for code, own in zone_rows().items():
        for row in sorted(own, key=lambda row: row["approved"], reverse=True):
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
    """The likest places whose zones of 2010 or before name it, without a listed firm or a cluster in 2025.

    Of an industry that is no class of listed firms none is told: everybody would have failed.
    """
    if not _first_years()[:, at].any():
        return ()
    years = _zone_years()[:, at]
    out = (years > 0) & (years <= 2010) & (model.listed[:, at] == 0) & (model.clusters[:, at] == 0)
    away = _alike(here)
    order = [i for i in np.argsort(away, kind="stable") if out[i] and away[i] <= ALIKE]
    return tuple(Precedent(model.table.places[i], int(years[i])) for i in order[:DID_NOT])
