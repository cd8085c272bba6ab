"""Why these log-odds: a base and parts that add up, and which industries and places they come from."""

import numpy as np

from relode.arrays import Array
from relode.pathways.entry.additive_model import AdditiveModel, calibrated
from relode.pathways.entry.questions import INDUSTRY_TERMS, RELATED_TERMS, SURROUNDING_TERMS
from relode.pathways.entry.surroundings import Borders
from relode.pathways.entry.terms import Terms

# Parts counted from the mean candidate. The others are surprises and count from 0, which is what size explains.
FROM_MEAN = ("own_count", "market_size", *INDUSTRY_TERMS)
PARTS = {
    "own_count": ("own_count",),
    "market_size": ("market_size",),
    "industry": INDUSTRY_TERMS,
    "related": RELATED_TERMS,
    "surroundings": SURROUNDING_TERMS,
    "siblings": ("siblings",),
}


def base_log_odds(model: AdditiveModel) -> float:
    """Log-odds of a candidate of mean size and industry in a place without surprises. [ln odds]"""
    mean = dict(zip(model.names, model.coefficients * model.column_means, strict=True))
    return model.intercept + sum(float(mean[name]) for name in FROM_MEAN if name in mean)


def parts(model: AdditiveModel, learnt: Terms, place: int) -> dict[str, Array]:
    """What each part adds to the base for every industry of a place, (industry,) each; with it they are the log-odds.

    `industry` holds what an industry is like everywhere and its correction; `calibration` what the top of the
    ranking is lowered by, so that as many enter as are told.
    """
    added = {}
    for part, names in PARTS.items():
        used = [name for name in names if name in model.names]
        total = np.sum([_added(model, name, learnt.columns[name][place]) for name in used], axis=0)
        added[part] = np.zeros(len(model.correction)) + total + (model.correction if part == "industry" else 0)
    line = base_log_odds(model) + np.sum(list(added.values()), axis=0)
    added["calibration"] = calibrated(model, line) - line
    return {part: values for part, values in added.items() if part != "own_count" or "own_count" in model.names}


def related_by_industry(model: AdditiveModel, learnt: Terms, place: int, industry: int) -> Array:
    """What each industry of a place adds to `related` of one industry, (industry,): they add up to it. [ln odds]"""
    by_presence = learnt.presence_surprise[place] * learnt.presence_weights[:, industry]
    by_count = learnt.count_surprise[place] * learnt.count_weights[:, industry]
    return np.asarray(_coefficient(model, "related") * by_presence + _coefficient(model, "related_counts") * by_count)


def surroundings_by_place(model: AdditiveModel, learnt: Terms, around: Borders, place: int, industry: int) -> Array:
    """What each other place adds to `surroundings` of one industry in a place, (place,): they add up to it.

    [ln odds]
    """
    surprise, count = learnt.presence_surprise[:, industry], learnt.count_surprise[:, industry]
    added = np.zeros(len(surprise))
    if around.adjacent is not None:
        weight = around.adjacent[[place]].toarray()[0]
        added += weight * _coefficient(model, "adjacent") * surprise
        added += weight * _coefficient(model, "adjacent_counts") * count
    if around.second_ring is not None:
        added += around.second_ring[[place]].toarray()[0] * _coefficient(model, "second_ring") * surprise
    if around.region is not None:
        others = (around.region == around.region[place]) & (np.arange(len(surprise)) != place)
        added += others * _coefficient(model, "own_region") * surprise / np.sqrt(max(others.sum(), 1))
    return added


def _added(model: AdditiveModel, name: str, values: Array) -> Array:
    position = model.names.index(name)
    start = model.column_means[position] if name in FROM_MEAN else 0.0
    return np.asarray(model.coefficients[position] * (values - start))


def _coefficient(model: AdditiveModel, name: str) -> float:
    return float(model.coefficients[model.names.index(name)]) if name in model.names else 0.0
