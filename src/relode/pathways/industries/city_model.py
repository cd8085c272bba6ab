"""The model in use: learnt from what cities had in 2018 and what came by 2025, applied to what they have in 2025."""

from functools import cache
from typing import NamedTuple

import numpy as np

from relode.arrays import Array
from relode.pathways.entry.additive_model import AdditiveModel, fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, folds
from relode.pathways.entry.market_size import chance
from relode.pathways.industries.city_backtest import LAST_YEAR, SEED, ZONE_YEAR, census_of, entries
from relode.pathways.industries.city_table import Cities, cities, clusters, listings, zones
from relode.pathways.industries.city_terms import FULL, NAMED, CityTerms, city_terms
from relode.streams import stream

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
