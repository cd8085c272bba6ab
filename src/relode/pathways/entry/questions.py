"""The two questions, entry and exit: their cells, their models from the weakest null up, and why a model says so."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.measures.relatedness_density import proximity, relatedness_density
from relode.pathways.entry.additive_model import AdditiveModel, calibrated, fit_additive, fit_calibration
from relode.pathways.entry.terms import Borders, Terms
from relode.pathways.entry.transitions import Mask, Transition, entries, exits

# What an industry is like everywhere. Its momentum of one period is left to the null: on the first transition it
# added nothing to the full model, and its coefficient moved from 1.7 to 5.0 between two transitions.
INDUSTRY_TERMS = ("mean_size", "near_threshold")
SURROUNDING_TERMS = ("adjacent", "adjacent_counts", "second_ring", "own_region")
RELATED_TERMS = ("related", "related_counts")
ALL_TERMS = ("market_size", *RELATED_TERMS, *SURROUNDING_TERMS, "siblings", *INDUSTRY_TERMS)

# The usual rule for logistic regression asks for ten to twenty events a coefficient; this is its careful end.
EVENTS_PER_TERM = 20

Cells = Callable[[Transition], tuple[Mask, Mask]]


class Question(NamedTuple):
    """`cells` gives candidates and events; `scores` are orders of the literature, `models` name their terms.

    Scores and models go from the weakest to the strongest; `null` is the last of those that a claim must beat.
    `calibrated` names the model whose log-odds are calibrated at the top, if any.
    """

    cells: Cells
    scores: tuple[str, ...]
    models: Mapping[str, tuple[str, ...]]
    null: str
    calibrated: str | None


# `second_ring` stands for the surroundings in three terms; without neighbours the own region does.
ENTRY = Question(
    entries,
    ("density", "diversity_x_ubiquity"),
    {
        "market_size": ("market_size",),
        "strong_null": ("market_size", *INDUSTRY_TERMS, "momentum"),
        "three_terms": ("market_size", "related", "second_ring"),
        "full": ALL_TERMS,
    },
    "strong_null",
    "full",
)
EXIT = Question(
    exits,
    (),
    {
        "own_count": ("own_count",),
        "size_and_industry": ("own_count", "market_size", *INDUSTRY_TERMS),
        "full": ("own_count", *ALL_TERMS),
    },
    "size_and_industry",
    None,
)


def nulls(question: Question) -> tuple[str, ...]:
    """The scores and models that a claim must beat: all up to `question.null`."""
    models = list(question.models)
    return (*question.scores, *models[: models.index(question.null) + 1])


# A single curve per industry is the plain threshold: a correction of the industry would be another model.
UNCORRECTED = frozenset({"market_size", "own_count"})


def model_terms(question: Question, model: str, columns: Collection[str]) -> tuple[str, ...]:
    """The terms of `model` that `columns` have: a table without neighbours or regions has fewer."""
    wanted = question.models[model]
    if model == "three_terms" and "second_ring" not in columns:
        wanted = (*wanted, "own_region")
    return tuple(name for name in wanted if name in columns)


def supported_model(question: Question, columns: Collection[str], events: int) -> str:
    """The full model if there are enough events for its coefficients, else the strongest with fewer terms."""
    needed = EVENTS_PER_TERM * len(model_terms(question, "full", columns))
    return "full" if events >= needed else list(question.models)[-2]


def fit_model(
    question: Question, name: str, columns: Mapping[str, Array], cells: Mask, events: Mask, cross: Groups
) -> AdditiveModel:
    """The model `name` of `question`, calibrated if it is to be and there are enough events for its coefficients.

    Each of `columns` is (place, industry), `cross` (place,).
    """
    names = model_terms(question, name, columns)
    model = fit_additive(columns, names, cells, events, correct=name not in UNCORRECTED)
    if name != question.calibrated or model.events < EVENTS_PER_TERM * len(names):
        return model
    return fit_calibration(model, columns, cells, events, cross)


def plain_score(score: str, base: Array, fit_places: Mask) -> Array:
    """A score of the literature for each cell, (place, industry): no probability, only an order.

    `density` is relatedness density on presence with proximity learnt from `fit_places`; `diversity_x_ubiquity`
    the product of the two counts.
    """
    present = base.max(axis=0) > 0
    if score == "diversity_x_ubiquity":
        return np.outer(present.sum(axis=1), present[fit_places].sum(axis=0)).astype(np.float64)
    known = present[fit_places].any(axis=0)
    result = np.zeros(present.shape)
    result[:, known] = relatedness_density(present[:, known], proximity(present[fit_places][:, known]))
    return result


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
